//! Taking jobs that are due, so that no two nodes take the same one: PostgreSQL steps over rows another transaction
//! has locked, SQLite has one writer anyway.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::AnyId;
use crate::db::connection::Conn;
use crate::db::schema::jobs;

/// The ids of jobs of these kinds that are due and not held, what has waited longest first; on PostgreSQL they are locked until the
/// end of the transaction.
pub fn due(conn: &mut Conn, kinds: &[&str], now: Timestamp, limit: i64) -> QueryResult<Vec<AnyId>> {
    macro_rules! found {
        () => {
            jobs::table
                .filter(jobs::kind.eq_any(kinds))
                .filter(jobs::dead_at.is_null())
                .filter(jobs::run_at.le(now))
                .filter(jobs::leased_until.is_null().or(jobs::leased_until.lt(now)))
                .order(jobs::run_at)
                .limit(limit)
                .select(jobs::id)
        };
    }
    match conn {
        Conn::Postgres(conn) => found!().for_update().skip_locked().load(conn),
        Conn::Sqlite(conn) => found!().load(conn),
    }
}
