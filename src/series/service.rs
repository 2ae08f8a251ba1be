//! The verbs: permission is in the handler's signature, the rules are here.

use std::collections::HashMap;

use super::model::{Filter, Series, SeriesId, SeriesInput, SeriesSort};
use super::queries;
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, Tx, is_reference_violation};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Event, EventType};
use crate::site::{self, Addresses, Snapshot};
use crate::slugs::{self, Found, Resource, Wish};
use crate::text::slug::IdOrSlug;

/// A series, how many public articles are in it, and where the website shows it.
#[derive(Clone, Debug)]
pub struct Counted {
    pub series: Series,
    pub articles_count: i64,
    pub web: Option<String>,
}

/// A page of series, if asked for how many there are, and the newest public number of the content log.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: SeriesSort,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Counted>, Option<i64>, i64)> {
    let Snapshot { settings, ends, now } = site::snapshot(conn, now)?;
    let rows = queries::list(conn, filter, sort, page)?;
    let paged = Paged::new(rows, page, |series| Position {
        key: match sort {
            SeriesSort::Name | SeriesSort::NameDescending => series.name_key.clone(),
            SeriesSort::Created | SeriesSort::CreatedDescending => series.created_at.write(),
        },
        id: series.id.0,
    });
    let ids: Vec<SeriesId> = paged.items.iter().map(|series| series.id).collect();
    let counts: HashMap<SeriesId, i64> = queries::article_counts(conn, &ids, now)?.into_iter().collect();
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    let addresses = Addresses::new(&settings);
    let counted = paged.map(|series| {
        let articles_count = counts.get(&series.id).copied().unwrap_or(0);
        Counted { web: addresses.series(series.id.0, &series.slug), series, articles_count }
    });
    Ok((counted, total, ends.public_seq))
}

/// Those of the ids that are there, as in the list.
///
/// # Errors
/// When the database cannot answer.
pub fn some(conn: &mut Conn, ids: &[SeriesId], now: Timestamp) -> Result<Vec<Counted>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { ids: ids.to_vec(), ..Filter::default() };
    let (paged, ..) = list(conn, &filter, SeriesSort::default(), &PageRequest::all(ids.len()), false, now)?;
    Ok(paged.items)
}

/// # Errors
/// 404 when there is no such series.
pub fn find(conn: &mut Conn, id: SeriesId, now: Timestamp) -> Result<Counted> {
    let series = queries::find(conn, id)?.ok_or_else(|| Error::not_found("series"))?;
    let articles_count = queries::article_counts(conn, &[id], now)?.first().map_or(0, |(_, count)| *count);
    let web = site::addresses(conn)?.series(id.0, &series.slug);
    Ok(Counted { series, articles_count, web })
}

/// Finds a series to write it.
///
/// # Errors
/// 404 when there is no such series.
pub fn find_to_write(tx: &mut Tx<'_>, name: &IdOrSlug) -> Result<Counted> {
    let (id, now) = (slugs::resolve(tx, Resource::Series, name)?, tx.now());
    find(tx, SeriesId(id), now)
}

/// # Errors
/// 404 when the id or slug never was a series's.
pub(super) fn find_named(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<Found<Counted>> {
    let id = slugs::lead(conn, Resource::Series, name)?;
    let found = find(conn, SeriesId(id), now)?;
    let slug = found.series.slug.clone();
    Ok(Found::new(found, name, &slug))
}

/// # Errors
/// 409 when the slug is taken.
pub fn create(tx: &mut Tx<'_>, by: Option<UserId>, input: &SeriesInput) -> Result<SeriesId> {
    let id = SeriesId(tx.next_id());
    let wish = input.slug.as_deref().map_or(Wish::From(&input.name), Wish::Given);
    let slug = slugs::claim(tx, Resource::Series, id.0, wish, true)?;
    let now = tx.now();
    queries::insert(tx, id, &slug, input, now)?;
    Event::new(EventType::SeriesCreated, id.0, by).with("slug", slug).emit(tx);
    Ok(id)
}

/// Replaces everything but the version the caller has seen.
///
/// # Errors
/// 412 when somebody saved in between, 409 when the slug is taken.
pub fn update(tx: &mut Tx<'_>, by: UserId, current: &Series, input: &SeriesInput) -> Result<()> {
    let slug = input.slug.clone().unwrap_or_else(|| current.slug.clone());
    slugs::rename(tx, Resource::Series, current.id.0, &current.slug, &slug, true)?;
    let now = tx.now();
    if !queries::update(tx, current.id, current.version, &slug, input, now)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    Event::new(EventType::SeriesUpdated, current.id.0, Some(by)).with("slug", slug).emit(tx);
    Ok(())
}

/// # Errors
/// 409 when an article is in the series, with how many are.
pub fn delete(tx: &mut Tx<'_>, by: UserId, current: &Series) -> Result<()> {
    let (drafts, published) = queries::uses(tx, current.id)?;
    if drafts + published > 0 {
        return Err(in_use(drafts, published));
    }
    slugs::release(tx, Resource::Series, current.id.0)?;
    remove(tx, current)?;
    Event::new(EventType::SeriesDeleted, current.id.0, Some(by)).with("slug", current.slug.clone()).emit(tx);
    Ok(())
}

/// An article that came in between is seen by a second run.
fn remove(tx: &mut Tx<'_>, current: &Series) -> Result<()> {
    match queries::delete(tx, current.id, current.version) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) if is_reference_violation(&fault) => Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) => Err(fault.into()),
    }
}

/// Whether an article may not name it, because there is no such series.
///
/// # Errors
/// When the database cannot answer.
pub fn unknown(conn: &mut Conn, id: SeriesId) -> Result<bool> {
    Ok(!queries::is_there(conn, id)?)
}

/// Another article that has the position in the series.
///
/// # Errors
/// When the database cannot answer.
pub fn is_taken(conn: &mut Conn, id: SeriesId, position: i32, article: ArticleId) -> Result<bool> {
    Ok(queries::is_taken(conn, id, position, article)?)
}

fn in_use(drafts: i64, published: i64) -> Error {
    Error::new(
        ErrorKind::InUse,
        "Articles are in this series, or were while they were public. Take those out that are; what was once public keeps its place for good.",
    )
    .with("used_by", serde_json::json!({ "articles": drafts, "published_articles": published }))
}
