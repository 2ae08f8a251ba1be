//! The statements that look for what a path could name.

use diesel::prelude::*;

use crate::articles::{ArticleId, Kind};
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{
    authors, categories, publication_categories, publications, retractions, series, tags, tombstones,
};
use crate::series::SeriesId;
use crate::tags::TagId;
use crate::visibility::{visible_at, withdraws_at};

/// What the address of an article or a page is made of.
#[derive(Debug, Queryable)]
pub struct WrittenRow {
    #[diesel(deserialize_as = String)]
    pub kind: Kind,
    pub id: ArticleId,
    pub slug: String,
    pub locale: String,
    pub first_published_at: Timestamp,
    /// Slug and path of its primary category.
    pub category: Option<(String, String)>,
}

/// Those that are visible at `now`, pages before articles.
pub fn written(conn: &mut Conn, ids: &[ArticleId], now: Timestamp) -> QueryResult<Vec<WrittenRow>> {
    publications::table
        .left_join(
            publication_categories::table.on(publication_categories::publication_id
                .eq(publications::id)
                .and(publication_categories::is_primary.eq(true))),
        )
        .left_join(categories::table.on(categories::id.eq(publication_categories::category_id)))
        .filter(publications::article_id.eq_any(ids))
        .filter(visible_at(now))
        .order((publications::kind.desc(), publications::article_id))
        .select((
            publications::kind,
            publications::article_id,
            publications::slug,
            publications::locale,
            publications::first_published_at,
            (categories::slug, categories::path).nullable(),
        ))
        .load(conn)
}

/// Id, slug, path and language.
pub fn sections(
    conn: &mut Conn,
    ids: &[CategoryId],
) -> QueryResult<Vec<(CategoryId, String, String, String)>> {
    categories::table
        .filter(categories::id.eq_any(ids))
        .order(categories::id)
        .select((categories::id, categories::slug, categories::path, categories::locale))
        .load(conn)
}

pub fn people(conn: &mut Conn, ids: &[AuthorId]) -> QueryResult<Vec<(AuthorId, String)>> {
    authors::table
        .filter(authors::id.eq_any(ids))
        .order(authors::id)
        .select((authors::id, authors::slug))
        .load(conn)
}

/// Id, slug and language.
pub fn subjects(conn: &mut Conn, ids: &[TagId]) -> QueryResult<Vec<(TagId, String, String)>> {
    tags::table
        .filter(tags::id.eq_any(ids))
        .order(tags::id)
        .select((tags::id, tags::slug, tags::locale))
        .load(conn)
}

pub fn collections(conn: &mut Conn, ids: &[SeriesId]) -> QueryResult<Vec<(SeriesId, String)>> {
    series::table
        .filter(series::id.eq_any(ids))
        .order(series::id)
        .select((series::id, series::slug))
        .load(conn)
}

/// The public notice of one of these, if it was withdrawn.
pub fn notice(conn: &mut Conn, ids: &[ArticleId], now: Timestamp) -> QueryResult<Option<String>> {
    retractions::table
        .filter(retractions::article_id.eq_any(ids))
        .filter(withdraws_at(now))
        .order((retractions::article_id, retractions::from_at.desc()))
        .select(retractions::notice)
        .first(conn)
        .optional()
}

/// Whether one of these was public and is purged, and the notice it was withdrawn with, if it was.
pub fn tombstone(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Option<Option<String>>> {
    tombstones::table
        .filter(tombstones::article_id.eq_any(ids))
        .order((tombstones::notice.is_null(), tombstones::article_id, tombstones::slug))
        .select(tombstones::notice)
        .first(conn)
        .optional()
}
