//! The one row that ties a database to its key.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::installation;

pub(super) fn fingerprint(conn: &mut Conn) -> QueryResult<Option<String>> {
    installation::table.find(1).select(installation::key_fingerprint).first(conn).optional()
}

pub(super) fn insert(conn: &mut Conn, fingerprint: &str, now: Timestamp) -> QueryResult<()> {
    diesel::insert_into(installation::table)
        .values((
            installation::id.eq(1),
            installation::key_fingerprint.eq(fingerprint),
            installation::created_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

pub(super) fn update(conn: &mut Conn, fingerprint: &str) -> QueryResult<()> {
    diesel::update(installation::table.find(1))
        .set(installation::key_fingerprint.eq(fingerprint))
        .execute(conn)
        .map(|_| ())
}
