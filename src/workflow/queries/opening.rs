//! Writing a publication, with everything that is found by it.

use diesel::prelude::*;

use crate::articles::{ArticleContent, ArticleId, Kind};
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::schema::{
    publication_authors, publication_categories, publication_series, publication_tags, publications,
};
use crate::db::{Conn, on_both};
use crate::publications::PublicationId;
use crate::series::{SeriesId, rank};
use crate::tags::TagId;
use crate::text::fold::sort_key;

/// An interval to be written.
pub struct Interval<'a> {
    pub id: PublicationId,
    pub kind: Kind,
    pub article: ArticleId,
    pub revision: i32,
    pub slug: &'a str,
    pub from: Timestamp,
    pub until: Timestamp,
    /// Whether it begins with this transaction; the content log is told of the others when they do.
    pub begins: bool,
    /// Whether the content log need not be told of its end: another publication begins there.
    pub end_is_told: bool,
    /// Whether the article was in review.
    pub reviewed: bool,
    pub first_published: Timestamp,
    pub published: Timestamp,
    pub updated: Timestamp,
    pub substantive: bool,
    pub message: Option<&'a str>,
    pub sitemap_part: i32,
}

pub fn insert(conn: &mut Conn, interval: &Interval<'_>, content: &ArticleContent) -> QueryResult<()> {
    diesel::insert_into(publications::table)
        .values((
            publications::id.eq(interval.id),
            publications::article_id.eq(interval.article),
            publications::revision.eq(interval.revision),
            publications::slug.eq(interval.slug),
            publications::from_at.eq(interval.from),
            publications::until_at.eq(interval.until),
            publications::began.eq(interval.begins),
            publications::ended.eq(interval.end_is_told),
            publications::reviewed.eq(interval.reviewed),
            publications::first_published_at.eq(interval.first_published),
            publications::published_at.eq(interval.published),
            publications::updated_at.eq(interval.updated),
            publications::substantive.eq(interval.substantive),
            publications::kind.eq(interval.kind.as_str()),
            publications::locale.eq(&content.locale),
            publications::type_.eq(content.kind.as_str()),
            publications::title_key.eq(sort_key(&content.title)),
            publications::featured.eq(content.featured),
            publications::message.eq(interval.message),
            publications::noindex.eq(content.seo.noindex),
            publications::sitemap_part.eq(interval.sitemap_part),
            publications::translation_group.eq(content.translation_group(interval.article)),
        ))
        .execute(conn)
        .map(|_| ())
}

pub fn insert_byline(conn: &mut Conn, interval: &Interval<'_>, content: &ArticleContent) -> QueryResult<()> {
    let rows: Vec<_> = (0_i32..)
        .zip(&content.authors)
        .map(|(position, entry)| {
            (
                publication_authors::publication_id.eq(interval.id),
                publication_authors::author_id.eq(AuthorId(entry.id)),
                publication_authors::article_id.eq(interval.article),
                publication_authors::role.eq(entry.role.as_str()),
                publication_authors::position.eq(position),
                publication_authors::from_at.eq(interval.from),
                publication_authors::until_at.eq(interval.until),
                publication_authors::published_at.eq(interval.published),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_both!(conn, |conn| diesel::insert_into(publication_authors::table).values(rows).execute(conn))
        .map(|_| ())
}

pub fn insert_tags(conn: &mut Conn, interval: &Interval<'_>, content: &ArticleContent) -> QueryResult<()> {
    let rows: Vec<_> = (0_i32..)
        .zip(&content.tag_ids)
        .map(|(position, tag)| {
            (
                publication_tags::publication_id.eq(interval.id),
                publication_tags::tag_id.eq(TagId(*tag)),
                publication_tags::article_id.eq(interval.article),
                publication_tags::position.eq(position),
                publication_tags::from_at.eq(interval.from),
                publication_tags::until_at.eq(interval.until),
                publication_tags::published_at.eq(interval.published),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_both!(conn, |conn| diesel::insert_into(publication_tags::table).values(rows).execute(conn)).map(|_| ())
}

pub fn insert_series(conn: &mut Conn, interval: &Interval<'_>, content: &ArticleContent) -> QueryResult<()> {
    let Some(place) = content.series else { return Ok(()) };
    diesel::insert_into(publication_series::table)
        .values((
            publication_series::publication_id.eq(interval.id),
            publication_series::series_id.eq(SeriesId(place.id)),
            publication_series::article_id.eq(interval.article),
            publication_series::position.eq(place.position),
            publication_series::rank.eq(rank(place.position, interval.published)),
            publication_series::from_at.eq(interval.from),
            publication_series::until_at.eq(interval.until),
            publication_series::published_at.eq(interval.published),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Another article that is public at a position of a series at an instant, or will be.
pub fn public_holder(
    conn: &mut Conn,
    series: SeriesId,
    position: i32,
    article: ArticleId,
    at: Timestamp,
) -> QueryResult<Option<ArticleId>> {
    publication_series::table
        .filter(publication_series::series_id.eq(series))
        .filter(publication_series::position.eq(position))
        .filter(publication_series::until_at.gt(at))
        .filter(publication_series::article_id.ne(article))
        .select(publication_series::article_id)
        .first(conn)
        .optional()
}

/// A section an article is found in: its own, or an ancestor of one.
pub struct Section {
    pub id: CategoryId,
    pub direct: bool,
    pub is_primary: bool,
}

pub fn insert_sections(conn: &mut Conn, interval: &Interval<'_>, sections: &[Section]) -> QueryResult<()> {
    let rows: Vec<_> = (0_i32..)
        .zip(sections)
        .map(|(position, section)| {
            (
                publication_categories::publication_id.eq(interval.id),
                publication_categories::category_id.eq(section.id),
                publication_categories::article_id.eq(interval.article),
                publication_categories::direct.eq(section.direct),
                publication_categories::is_primary.eq(section.is_primary),
                publication_categories::position.eq(position),
                publication_categories::from_at.eq(interval.from),
                publication_categories::until_at.eq(interval.until),
                publication_categories::published_at.eq(interval.published),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_both!(conn, |conn| diesel::insert_into(publication_categories::table).values(rows).execute(conn))
        .map(|_| ())
}
