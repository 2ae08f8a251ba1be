//! What of the content log a webhook is told.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::events;
use crate::webhooks::model::Entry;

/// The next entries of these types (none: of all) behind a position and up to an end, the oldest first.
pub fn following(
    conn: &mut Conn,
    after: i64,
    until: i64,
    types: Option<&[String]>,
    limit: i64,
) -> QueryResult<Vec<Entry>> {
    let mut query = events::table
        .filter(events::seq.gt(after))
        .filter(events::seq.le(until))
        .order(events::seq)
        .limit(limit)
        .select(Entry::as_select())
        .into_boxed();
    if let Some(types) = types {
        query = query.filter(events::type_.eq_any(types));
    }
    query.load(conn)
}

/// None when it was pruned.
pub fn find(conn: &mut Conn, seq: i64) -> QueryResult<Option<Entry>> {
    events::table.filter(events::seq.eq(seq)).select(Entry::as_select()).first(conn).optional()
}
