//! What the database is asked when somebody reads the figures: counts over queues, none over content.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::jobs;

/// Jobs by their kind.
pub(super) struct Jobs {
    pub dead: Vec<(String, i64)>,
    pub running: Vec<(String, i64)>,
    pub due: Vec<(String, i64)>,
    pub waiting: Vec<(String, i64)>,
}

pub(super) fn jobs(conn: &mut Conn, now: Timestamp) -> QueryResult<Jobs> {
    macro_rules! by_kind {
        ($rows:expr) => {
            $rows.group_by(jobs::kind).select((jobs::kind, count_star())).load(conn)
        };
    }
    let alive = || jobs::table.filter(jobs::dead_at.is_null());
    let free = || alive().filter(jobs::leased_until.is_null().or(jobs::leased_until.lt(now)));
    Ok(Jobs {
        dead: by_kind!(jobs::table.filter(jobs::dead_at.is_not_null()))?,
        running: by_kind!(alive().filter(jobs::leased_until.ge(now)))?,
        due: by_kind!(free().filter(jobs::run_at.le(now)))?,
        waiting: by_kind!(free().filter(jobs::run_at.gt(now)))?,
    })
}
