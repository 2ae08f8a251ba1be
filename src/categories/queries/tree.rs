//! The statements over the shape of the tree.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::super::model::CategoryId;
use super::super::path;
use crate::db::Conn;
use crate::db::schema::categories;

diesel::define_sql_function! {
    /// The text from a character on; the first is number 1.
    fn substr(text: Text, from: Integer) -> Text;
}

diesel::alias! {
    const ABOVE: Alias<Above> = categories as above;
}

/// Each of the ids with each of the categories above it, the root first. A path that another one
/// continues is that of an ancestor.
pub(in crate::categories) fn ancestors(
    conn: &mut Conn,
    ids: &[CategoryId],
) -> QueryResult<Vec<(CategoryId, CategoryId)>> {
    let path = ABOVE.field(categories::path);
    categories::table
        .inner_join(
            ABOVE.on(categories::path.ge(path.concat("/")).and(categories::path.lt(path.concat("0")))),
        )
        .filter(categories::id.eq_any(ids))
        .order((categories::id, path))
        .select((categories::id, ABOVE.field(categories::id)))
        .load(conn)
}

/// Whether something below `root` has at least `depth` categories above it.
pub(in crate::categories) fn reaches(conn: &mut Conn, root: &str, depth: usize) -> QueryResult<bool> {
    let (from, until) = path::range(root);
    let deep = categories::table
        .filter(categories::path.ge(from))
        .filter(categories::path.lt(until))
        .filter(categories::path.like(path::deep_pattern(depth)));
    diesel::select(exists(deep)).get_result(conn)
}

/// Gives everything below the path `old` the same place below `new`. Its versions stay: nobody
/// saved it. No two paths can meet on the way, because each ends in a slug of its own.
pub(in crate::categories) fn rewrite_paths(conn: &mut Conn, old: &str, new: &str) -> QueryResult<()> {
    let (from, until) = path::range(old);
    let rest = i32::try_from(old.len()).unwrap_or(i32::MAX).saturating_add(1);
    diesel::update(categories::table.filter(categories::path.ge(from)).filter(categories::path.lt(until)))
        .set(categories::path.eq(new.into_sql::<Text>().concat(substr(categories::path, rest))))
        .execute(conn)
        .map(|_| ())
}
