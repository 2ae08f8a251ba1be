//! What the database is asked when somebody reads the figures: counts over queues, none over content.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{jobs, webhook_deliveries, webhooks};
use crate::webhooks::PING;

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

/// Messages in this state, but for those that only try whether one arrives.
pub(super) fn deliveries(conn: &mut Conn, state: &str) -> QueryResult<i64> {
    webhook_deliveries::table
        .filter(webhook_deliveries::state.eq(state))
        .filter(webhook_deliveries::type_.ne(PING))
        .select(count_star())
        .first(conn)
}

/// How far the active webhook is that is furthest behind; none when there is none.
pub(super) fn furthest_behind(conn: &mut Conn) -> QueryResult<Option<i64>> {
    webhooks::table.filter(webhooks::active.eq(true)).select(min(webhooks::position)).first(conn)
}
