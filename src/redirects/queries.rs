//! The statements over `redirects`.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Filter, Redirect, RedirectId, RedirectInput, RedirectSort};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::redirects;
use crate::db::{Conn, MultiBackend};

/// Rows of one statement where there may be any number.
const AT_ONCE: usize = 1000;

type Boxed<'a> = redirects::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = redirects::table.into_boxed();
    if let Some(source) = &filter.source {
        query = query.filter(redirects::source.eq(source));
    }
    if !filter.statuses.is_empty() {
        query = query.filter(redirects::status.eq_any(&filter.statuses));
    }
    query
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: RedirectSort,
    page: &PageRequest,
) -> QueryResult<Vec<Redirect>> {
    let query = filtered(filter).select(Redirect::as_select());
    match sort {
        RedirectSort::Source => {
            seek!(query, page, false, redirects::source => String, redirects::id => RedirectId).load(conn)
        }
        RedirectSort::CreatedDescending => {
            seek!(query, page, true, redirects::created_at => Timestamp, redirects::id => RedirectId)
                .load(conn)
        }
    }
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

pub(super) fn find(conn: &mut Conn, id: RedirectId) -> QueryResult<Option<Redirect>> {
    redirects::table.find(id).select(Redirect::as_select()).first(conn).optional()
}

pub(super) fn find_by_source(conn: &mut Conn, source: &str) -> QueryResult<Option<Redirect>> {
    redirects::table.filter(redirects::source.eq(source)).select(Redirect::as_select()).first(conn).optional()
}

/// Of these paths, those that have a redirect.
pub(super) fn find_by_sources(conn: &mut Conn, sources: &[String]) -> QueryResult<Vec<Redirect>> {
    let mut found = Vec::new();
    for some in sources.chunks(AT_ONCE) {
        let rows = redirects::table.filter(redirects::source.eq_any(some));
        found.extend(rows.select(Redirect::as_select()).load::<Redirect>(conn)?);
    }
    Ok(found)
}

/// All of them by path, so many at once.
pub(super) fn all(conn: &mut Conn) -> QueryResult<Vec<Redirect>> {
    let mut all: Vec<Redirect> = Vec::new();
    loop {
        let mut query = redirects::table.select(Redirect::as_select()).into_boxed();
        if let Some(last) = all.last() {
            query = query.filter(redirects::source.gt(last.source.clone()));
        }
        let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let rows: Vec<Redirect> = query.order(redirects::source).limit(limit).load(conn)?;
        if rows.is_empty() {
            return Ok(all);
        }
        all.extend(rows);
    }
}

type Columns<'a> = (
    diesel::dsl::Eq<redirects::source, &'a str>,
    diesel::dsl::Eq<redirects::target, Option<&'a str>>,
    diesel::dsl::Eq<redirects::status, i32>,
    diesel::dsl::Eq<redirects::note, Option<&'a str>>,
);

/// What insert and update write alike.
fn columns(input: &RedirectInput) -> Columns<'_> {
    (
        redirects::source.eq(input.source.as_str()),
        redirects::target.eq(input.target.as_deref()),
        redirects::status.eq(input.status),
        redirects::note.eq(input.note.as_deref()),
    )
}

pub(super) fn insert(
    conn: &mut Conn,
    id: RedirectId,
    input: &RedirectInput,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(redirects::table)
        .values((
            redirects::id.eq(id),
            columns(input),
            redirects::version.eq(1_i64),
            redirects::created_at.eq(now),
            redirects::updated_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// False when somebody else has saved in between.
pub(super) fn update(
    conn: &mut Conn,
    id: RedirectId,
    version: i64,
    input: &RedirectInput,
    now: Timestamp,
) -> QueryResult<bool> {
    let row = redirects::table.filter(redirects::id.eq(id)).filter(redirects::version.eq(version));
    let updated = diesel::update(row)
        .set((columns(input), redirects::version.eq(version + 1), redirects::updated_at.eq(now)))
        .execute(conn)?;
    Ok(updated == 1)
}

pub(super) fn delete(conn: &mut Conn, id: RedirectId, version: i64) -> QueryResult<bool> {
    let row = redirects::table.filter(redirects::id.eq(id)).filter(redirects::version.eq(version));
    Ok(diesel::delete(row).execute(conn)? == 1)
}
