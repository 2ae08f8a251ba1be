//! The newest public articles that have a subject: a range of an index each.

use diesel::prelude::*;

use crate::articles::ArticleId;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{publication_authors, publication_categories, publication_series, publication_tags};
use crate::series::SeriesId;
use crate::tags::TagId;
use crate::visibility::visible_in;

/// An article, and since when it is public.
pub(super) type Found = (ArticleId, Timestamp);

macro_rules! newest {
    ($conn:expr, $table:ident, $column:ident = $id:expr, $now:expr, $limit:expr) => {
        $table::table
            .filter($table::$column.eq($id))
            .filter(visible_in!($table, $now))
            .order(($table::published_at.desc(), $table::article_id.desc()))
            .select(($table::article_id, $table::published_at))
            .limit($limit)
            .load($conn)
    };
}

pub(super) fn with_tag(conn: &mut Conn, id: TagId, now: Timestamp, limit: i64) -> QueryResult<Vec<Found>> {
    newest!(conn, publication_tags, tag_id = id, now, limit)
}

pub(super) fn by_author(
    conn: &mut Conn,
    id: AuthorId,
    now: Timestamp,
    limit: i64,
) -> QueryResult<Vec<Found>> {
    newest!(conn, publication_authors, author_id = id, now, limit)
}

pub(super) fn in_series(
    conn: &mut Conn,
    id: SeriesId,
    now: Timestamp,
    limit: i64,
) -> QueryResult<Vec<Found>> {
    newest!(conn, publication_series, series_id = id, now, limit)
}

/// In the section or beneath it.
pub(super) fn in_category(
    conn: &mut Conn,
    id: CategoryId,
    now: Timestamp,
    limit: i64,
) -> QueryResult<Vec<Found>> {
    newest!(conn, publication_categories, category_id = id, now, limit)
}
