//! The statements over `idempotency_keys`.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Kept, Repeat};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::idempotency_keys as keys;

/// What was answered under a key.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub fingerprint: String,
    pub status: i32,
    pub headers: String,
    pub body: Option<String>,
    pub created_at: Timestamp,
}

pub(super) fn find(conn: &mut Conn, caller: UserId, key: &str) -> QueryResult<Option<Row>> {
    keys::table
        .find((caller, key))
        .select((keys::fingerprint, keys::status, keys::headers, keys::body, keys::created_at))
        .first(conn)
        .optional()
}

pub(super) fn insert(
    conn: &mut Conn,
    repeat: &Repeat,
    reply: &Kept,
    headers: &str,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(keys::table)
        .values((
            keys::caller.eq(repeat.caller),
            keys::key.eq(&repeat.key),
            keys::fingerprint.eq(&repeat.fingerprint),
            keys::status.eq(i32::from(reply.status)),
            keys::headers.eq(headers),
            keys::body.eq(reply.body.as_deref()),
            keys::created_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

pub(super) fn delete(conn: &mut Conn, caller: UserId, key: &str) -> QueryResult<()> {
    diesel::delete(keys::table.find((caller, key))).execute(conn).map(|_| ())
}

/// Empties every reply that names something by its id. There is no index for this: it is asked seldom, and of the
/// keyed writes of one day.
pub(super) fn empty(conn: &mut Conn, named: Uuid, fingerprint: &str) -> QueryResult<()> {
    let naming = format!("%{named}%");
    diesel::update(keys::table.filter(keys::body.like(&naming).or(keys::headers.like(&naming))))
        .set((keys::fingerprint.eq(fingerprint), keys::headers.eq("[]"), keys::body.eq(None::<String>)))
        .execute(conn)
        .map(|_| ())
}

/// The instant of the nth oldest row of an instant or before it, if there are as many.
pub(super) fn nth_before(conn: &mut Conn, before: Timestamp, nth: i64) -> QueryResult<Option<Timestamp>> {
    keys::table
        .filter(keys::created_at.le(before))
        .order(keys::created_at)
        .select(keys::created_at)
        .offset(nth.saturating_sub(1))
        .first(conn)
        .optional()
}

pub(super) fn delete_until(conn: &mut Conn, last: Timestamp) -> QueryResult<usize> {
    diesel::delete(keys::table.filter(keys::created_at.le(last))).execute(conn)
}
