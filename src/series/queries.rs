//! The statements over `series`.

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::model::{Filter, Series, SeriesId, SeriesInput, SeriesSort};
use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{article_series, publication_series, series};
use crate::db::{Conn, MultiBackend};
use crate::text::fold::sort_key;
use crate::visibility::visible_in;

type Boxed<'a> = series::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let query = series::table.into_boxed();
    if filter.ids.is_empty() && filter.slugs.is_empty() {
        return query;
    }
    query.filter(series::id.eq_any(&filter.ids).or(series::slug.eq_any(&filter.slugs)))
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: SeriesSort,
    page: &PageRequest,
) -> QueryResult<Vec<Series>> {
    let descending = matches!(sort, SeriesSort::NameDescending | SeriesSort::CreatedDescending);
    let query = filtered(filter).select(Series::as_select());
    match sort {
        SeriesSort::Name | SeriesSort::NameDescending => {
            seek!(query, page, descending, series::name_key => String, series::id => SeriesId).load(conn)
        }
        SeriesSort::Created | SeriesSort::CreatedDescending => {
            seek!(query, page, descending, series::created_at => Timestamp, series::id => SeriesId).load(conn)
        }
    }
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

pub(super) fn find(conn: &mut Conn, id: SeriesId) -> QueryResult<Option<Series>> {
    series::table.find(id).select(Series::as_select()).first(conn).optional()
}

/// How many articles of each are public at `now`.
pub(super) fn article_counts(
    conn: &mut Conn,
    ids: &[SeriesId],
    now: Timestamp,
) -> QueryResult<Vec<(SeriesId, i64)>> {
    publication_series::table
        .filter(publication_series::series_id.eq_any(ids))
        .filter(visible_in!(publication_series, now))
        .group_by(publication_series::series_id)
        .select((publication_series::series_id, count_star()))
        .load(conn)
}

/// Whether there is such a series.
pub(super) fn is_there(conn: &mut Conn, id: SeriesId) -> QueryResult<bool> {
    diesel::select(exists(series::table.find(id))).get_result(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: SeriesId,
    slug: &str,
    input: &SeriesInput,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(series::table)
        .values((
            series::id.eq(id),
            series::slug.eq(slug),
            columns(input),
            series::version.eq(1_i64),
            series::created_at.eq(now),
            series::updated_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// False when somebody else has saved in between.
pub(super) fn update(
    conn: &mut Conn,
    id: SeriesId,
    version: i64,
    slug: &str,
    input: &SeriesInput,
    now: Timestamp,
) -> QueryResult<bool> {
    let updated = diesel::update(series::table.filter(series::id.eq(id)).filter(series::version.eq(version)))
        .set((
            series::slug.eq(slug),
            columns(input),
            series::version.eq(version + 1),
            series::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

type Columns<'a> = (
    diesel::dsl::Eq<series::name, &'a str>,
    diesel::dsl::Eq<series::name_key, String>,
    diesel::dsl::Eq<series::description, Option<&'a str>>,
);

/// What insert and update write alike.
fn columns(input: &SeriesInput) -> Columns<'_> {
    (
        series::name.eq(input.name.as_str()),
        series::name_key.eq(sort_key(&input.name)),
        series::description.eq(input.description.as_deref()),
    )
}

pub(super) fn delete(conn: &mut Conn, id: SeriesId, version: i64) -> QueryResult<bool> {
    let deleted = diesel::delete(series::table.filter(series::id.eq(id)).filter(series::version.eq(version)))
        .execute(conn)?;
    Ok(deleted == 1)
}

/// How many articles have the series, in working copies and in publications of any time.
pub(super) fn uses(conn: &mut Conn, id: SeriesId) -> QueryResult<(i64, i64)> {
    let drafts = article_series::table.filter(article_series::series_id.eq(id)).count().get_result(conn)?;
    let published = publication_series::table
        .filter(publication_series::series_id.eq(id))
        .select(diesel::dsl::count(publication_series::article_id).aggregate_distinct())
        .first(conn)?;
    Ok((drafts, published))
}

/// Whether an article that is not `article` has the position.
pub(super) fn is_taken(
    conn: &mut Conn,
    id: SeriesId,
    position: i32,
    article: ArticleId,
) -> QueryResult<bool> {
    let holder = article_series::table
        .filter(article_series::series_id.eq(id))
        .filter(article_series::position.eq(position))
        .filter(article_series::article_id.ne(article));
    diesel::select(exists(holder)).get_result(conn)
}
