//! The publications of one article: what lies ahead, what has begun, and their ends.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{
    publication_authors, publication_categories, publication_series, publication_tags, publications,
};
use crate::publications::PublicationId;

/// A publication of an article, visible or not.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct IntervalRow {
    pub id: PublicationId,
    pub revision: i32,
    pub slug: String,
    pub from_at: Timestamp,
    pub until_at: Timestamp,
    pub first_published_at: Timestamp,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub sitemap_part: i32,
    pub reviewed: bool,
    pub began: bool,
}

/// The publications of an article that matter from now on.
#[derive(Clone, Debug, Default)]
pub struct Intervals {
    /// What is planned: at most one lies ahead.
    pub planned: Option<IntervalRow>,
    /// The newest that has begun, whether or not it goes on.
    pub begun: Option<IntervalRow>,
}

pub fn intervals(conn: &mut Conn, article: ArticleId, now: Timestamp) -> QueryResult<Intervals> {
    let newest: Vec<IntervalRow> = publications::table
        .filter(publications::article_id.eq(article))
        .order(publications::from_at.desc())
        .select((
            publications::id,
            publications::revision,
            publications::slug,
            publications::from_at,
            publications::until_at,
            publications::first_published_at,
            publications::published_at,
            publications::updated_at,
            publications::sitemap_part,
            publications::reviewed,
            publications::began,
        ))
        .limit(2)
        .load(conn)?;
    // What another node published has begun, whatever its clock says.
    let (planned, begun): (Vec<_>, Vec<_>) =
        newest.into_iter().partition(|row| !row.began && row.from_at > now);
    Ok(Intervals { planned: planned.into_iter().next(), begun: begun.into_iter().next() })
}

/// Forgets what was planned and never seen.
pub fn forget(conn: &mut Conn, id: PublicationId) -> QueryResult<()> {
    diesel::delete(publications::table.find(id)).execute(conn).map(|_| ())
}

/// Says when a publication ends, and with it the rows that repeat its end. `told` when the content log need
/// not be told at that instant: it is told now, or another publication begins there.
pub fn end(
    conn: &mut Conn,
    id: PublicationId,
    at: Timestamp,
    told: bool,
    message: Option<&str>,
) -> QueryResult<()> {
    diesel::update(publications::table.find(id))
        .set((
            publications::until_at.eq(at),
            publications::ended.eq(told),
            publications::end_message.eq(message),
        ))
        .execute(conn)?;
    diesel::update(publication_authors::table.filter(publication_authors::publication_id.eq(id)))
        .set(publication_authors::until_at.eq(at))
        .execute(conn)?;
    diesel::update(publication_categories::table.filter(publication_categories::publication_id.eq(id)))
        .set(publication_categories::until_at.eq(at))
        .execute(conn)?;
    diesel::update(publication_tags::table.filter(publication_tags::publication_id.eq(id)))
        .set(publication_tags::until_at.eq(at))
        .execute(conn)?;
    diesel::update(publication_series::table.filter(publication_series::publication_id.eq(id)))
        .set(publication_series::until_at.eq(at))
        .execute(conn)?;
    Ok(())
}

/// Whether readers ever found the article under this slug.
pub fn was_public_as(conn: &mut Conn, article: ArticleId, slug: &str) -> QueryResult<bool> {
    let began = publications::table
        .filter(publications::article_id.eq(article))
        .filter(publications::slug.eq(slug))
        .filter(publications::began.eq(true));
    diesel::select(exists(began)).get_result(conn)
}
