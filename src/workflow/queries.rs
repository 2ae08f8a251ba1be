//! Writing publications.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::articles::{ArticleContent, ArticleId, Kind};
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::schema::{
    publication_authors, publication_categories, publication_series, publication_tags, publications,
    retractions,
};
use crate::db::{AnyId, Conn, on_both};
use crate::publications::PublicationId;
use crate::series::{SeriesId, rank};
use crate::tags::TagId;
use crate::text::fold::sort_key;

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

/// Something whose instant has passed and that the content log does not have yet.
#[derive(Clone, Debug, Queryable)]
pub struct DueRow {
    pub id: PublicationId,
    pub article: ArticleId,
    pub kind: String,
    pub revision: i32,
    pub slug: String,
    pub at: Timestamp,
}

/// Publications announced in one go.
const MOST_DUE: i64 = 100;

pub fn begun(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<DueRow>> {
    publications::table
        .filter(publications::began.eq(false))
        .filter(publications::from_at.le(now))
        .order((publications::from_at, publications::id))
        .limit(MOST_DUE)
        .select((
            publications::id,
            publications::article_id,
            publications::kind,
            publications::revision,
            publications::slug,
            publications::from_at,
        ))
        .load(conn)
}

pub fn ended(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<DueRow>> {
    publications::table
        .filter(publications::ended.eq(false))
        .filter(publications::until_at.lt(Timestamp::FOREVER))
        .filter(publications::until_at.le(now))
        .order((publications::until_at, publications::id))
        .limit(MOST_DUE)
        .select((
            publications::id,
            publications::article_id,
            publications::kind,
            publications::revision,
            publications::slug,
            publications::until_at,
        ))
        .load(conn)
}

/// False when another node was faster.
pub fn mark_begun(conn: &mut Conn, id: PublicationId) -> QueryResult<bool> {
    let row = publications::table.filter(publications::id.eq(id)).filter(publications::began.eq(false));
    Ok(diesel::update(row).set(publications::began.eq(true)).execute(conn)? == 1)
}

/// False when another node was faster.
pub fn mark_ended(conn: &mut Conn, id: PublicationId) -> QueryResult<bool> {
    let row = publications::table.filter(publications::id.eq(id)).filter(publications::ended.eq(false));
    Ok(diesel::update(row).set(publications::ended.eq(true)).execute(conn)? == 1)
}

/// A retraction that has not ended.
#[derive(Clone, Debug, Queryable)]
pub struct RetractionRow {
    pub id: AnyId,
    pub notice: String,
    pub from_at: Timestamp,
}

pub fn retraction(conn: &mut Conn, article: ArticleId) -> QueryResult<Option<RetractionRow>> {
    retractions::table
        .filter(retractions::article_id.eq(article))
        .filter(retractions::until_at.eq(Timestamp::FOREVER))
        .select((retractions::id, retractions::notice, retractions::from_at))
        .first(conn)
        .optional()
}

pub fn end_retraction(conn: &mut Conn, id: AnyId, at: Timestamp) -> QueryResult<()> {
    diesel::update(retractions::table.find(id)).set(retractions::until_at.eq(at)).execute(conn).map(|_| ())
}

pub fn insert_retraction(
    conn: &mut Conn,
    id: AnyId,
    article: ArticleId,
    notice: &str,
    from: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(retractions::table)
        .values((
            retractions::id.eq(id),
            retractions::article_id.eq(article),
            retractions::notice.eq(notice),
            retractions::from_at.eq(from),
            retractions::until_at.eq(Timestamp::FOREVER),
        ))
        .execute(conn)
        .map(|_| ())
}

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
