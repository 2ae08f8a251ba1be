//! The statements over `jobs`. Taking what is due is `db::dialect::queue`, because the engines do that differently.

use diesel::prelude::*;

use super::model::{Job, JobId, JobKind, LEASE, Lease};
use crate::clock::Timestamp;
use crate::db::schema::jobs;
use crate::db::{AnyId, Conn};

pub(super) fn find_by_key(conn: &mut Conn, kind: JobKind, key: &str) -> QueryResult<Option<Job>> {
    jobs::table
        .filter(jobs::kind.eq(kind.as_str()))
        .filter(jobs::key.eq(key))
        .select(Job::as_select())
        .first(conn)
        .optional()
}

/// The keys of all work of a kind.
pub(super) fn keys(conn: &mut Conn, kind: JobKind) -> QueryResult<Vec<String>> {
    jobs::table.filter(jobs::kind.eq(kind.as_str())).select(jobs::key).load(conn)
}

/// What is running, waiting and dead, what is due first at the top. There are a few for each webhook, and a few more.
pub(super) fn list(conn: &mut Conn) -> QueryResult<Vec<Job>> {
    jobs::table.order((jobs::run_at, jobs::id)).select(Job::as_select()).load(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: JobId,
    kind: JobKind,
    key: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(jobs::table)
        .values((
            jobs::id.eq(id),
            jobs::kind.eq(kind.as_str()),
            jobs::key.eq(key),
            jobs::run_at.eq(run_at),
            jobs::attempts.eq(0),
            jobs::asked.eq(1_i64),
            jobs::created_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Due at this instant at the latest, not dead, and failed tries are forgiven. False when there is no such job.
pub(super) fn ask(conn: &mut Conn, kind: &str, key: &str, at: Timestamp) -> QueryResult<bool> {
    macro_rules! row {
        () => {
            jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::key.eq(key))
        };
    }
    // First what holds the row: whoever is ending it ends it before or sees that it was asked for again.
    let asked = diesel::update(row!())
        .set((jobs::asked.eq(jobs::asked + 1), jobs::attempts.eq(0), jobs::dead_at.eq(None::<Timestamp>)))
        .execute(conn)?;
    diesel::update(row!().filter(jobs::run_at.gt(at))).set(jobs::run_at.eq(at)).execute(conn)?;
    Ok(asked == 1)
}

/// Whether anything of these kinds is due and not held.
pub(super) fn is_any_due(conn: &mut Conn, kinds: &[&str], now: Timestamp) -> QueryResult<bool> {
    let due = jobs::table
        .filter(jobs::kind.eq_any(kinds))
        .filter(jobs::dead_at.is_null())
        .filter(jobs::run_at.le(now))
        .filter(jobs::leased_until.is_null().or(jobs::leased_until.lt(now)));
    diesel::select(diesel::dsl::exists(due)).get_result(conn)
}

/// Holds it from now on.
pub(super) fn lease(conn: &mut Conn, lease: Lease, until: Timestamp) -> QueryResult<Job> {
    diesel::update(jobs::table.find(lease.job))
        .set((jobs::leased_by.eq(Some(AnyId(lease.holder))), jobs::leased_until.eq(Some(until))))
        .execute(conn)?;
    jobs::table.find(lease.job).select(Job::as_select()).first(conn)
}

macro_rules! held {
    ($lease:expr) => {
        jobs::table.filter(jobs::id.eq($lease.job)).filter(jobs::leased_by.eq(AnyId($lease.holder)))
    };
}

/// False when the job is no longer held.
pub(super) fn renew(conn: &mut Conn, lease: Lease, now: Timestamp) -> QueryResult<bool> {
    let until = Some(now.plus(LEASE));
    Ok(diesel::update(held!(lease)).set(jobs::leased_until.eq(until)).execute(conn)? == 1)
}

/// How often it was asked for, while it is held; until the end of the transaction nobody asks for more.
pub(super) fn asked(conn: &mut Conn, lease: Lease) -> QueryResult<Option<i64>> {
    diesel::update(held!(lease))
        .set(jobs::leased_until.eq(jobs::leased_until))
        .returning(jobs::asked)
        .get_result(conn)
        .optional()
}

/// Takes the row away when it is still held.
pub(super) fn finish(conn: &mut Conn, lease: Lease) -> QueryResult<bool> {
    Ok(diesel::delete(held!(lease)).execute(conn)? == 1)
}

/// Gives it back, to go on then.
pub(super) fn put_back(
    conn: &mut Conn,
    lease: Lease,
    run_at: Timestamp,
    attempts: i32,
    error: Option<&str>,
) -> QueryResult<bool> {
    let changed = diesel::update(held!(lease))
        .set((
            jobs::run_at.eq(run_at),
            jobs::attempts.eq(attempts),
            jobs::last_error.eq(error),
            jobs::leased_by.eq(None::<AnyId>),
            jobs::leased_until.eq(None::<Timestamp>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// It lies there from now on.
pub(super) fn bury(
    conn: &mut Conn,
    lease: Lease,
    attempts: i32,
    error: &str,
    now: Timestamp,
) -> QueryResult<bool> {
    let changed = diesel::update(held!(lease))
        .set((
            jobs::dead_at.eq(Some(now)),
            jobs::attempts.eq(attempts),
            jobs::last_error.eq(Some(error)),
            jobs::leased_by.eq(None::<AnyId>),
            jobs::leased_until.eq(None::<Timestamp>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub(super) fn delete_by_key(conn: &mut Conn, kind: JobKind, key: &str) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::kind.eq(kind.as_str())).filter(jobs::key.eq(key))).execute(conn)
}

/// By its id, or every dead one.
pub(super) fn to_retry(conn: &mut Conn, id: Option<JobId>) -> QueryResult<Vec<Job>> {
    let query = jobs::table.select(Job::as_select()).into_boxed();
    match id {
        Some(id) => query.filter(jobs::id.eq(id)).load(conn),
        None => query.filter(jobs::dead_at.is_not_null()).load(conn),
    }
}
