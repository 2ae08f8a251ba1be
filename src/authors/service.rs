//! The verbs: permission is in the handler's signature, the rules are here.

use std::collections::HashMap;

use super::model::{Author, AuthorId, AuthorInput, AuthorSort, Filter};
use super::queries;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, Tx, is_reference_violation};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Event, EventType};
use crate::search::{self, Name, NameKind};
use crate::site::{self, Addresses, Snapshot};
use crate::slugs::{self, Found, Resource, Wish};
use crate::text::slug::IdOrSlug;

/// An author, how many public articles they sign, and where the website shows them.
#[derive(Clone, Debug)]
pub struct Profile {
    pub author: Author,
    pub articles_count: i64,
    pub web: Option<String>,
}

/// A page of authors, if asked for how many there are, and the newest public number of the content log.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: AuthorSort,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Profile>, Option<i64>, i64)> {
    let Snapshot { settings, ends, now } = site::snapshot(conn, now)?;
    let rows = queries::list(conn, filter, sort, page)?;
    let paged = Paged::new(rows, page, |author| Position {
        key: match sort {
            AuthorSort::Name | AuthorSort::NameDescending => author.name_key.clone(),
            AuthorSort::Created | AuthorSort::CreatedDescending => author.created_at.write(),
        },
        id: author.id.0,
    });
    let ids: Vec<AuthorId> = paged.items.iter().map(|author| author.id).collect();
    let counts: HashMap<AuthorId, i64> = queries::article_counts(conn, &ids, now)?.into_iter().collect();
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    let addresses = Addresses::new(&settings);
    let profiles = paged.map(|author| {
        let articles_count = counts.get(&author.id).copied().unwrap_or(0);
        Profile { web: addresses.author(author.id.0, &author.slug), author, articles_count }
    });
    Ok((profiles, total, ends.public_seq))
}

/// Those of the ids that are there, as in the list.
///
/// # Errors
/// When the database cannot answer.
pub fn some(conn: &mut Conn, ids: &[AuthorId], now: Timestamp) -> Result<Vec<Profile>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { ids: ids.to_vec(), ..Filter::default() };
    let (paged, ..) = list(conn, &filter, AuthorSort::default(), &PageRequest::all(ids.len()), false, now)?;
    Ok(paged.items)
}

/// # Errors
/// 404 when there is no such author.
pub fn find(conn: &mut Conn, id: AuthorId, now: Timestamp) -> Result<Profile> {
    let author = queries::find(conn, id)?.ok_or_else(|| Error::not_found("author"))?;
    let articles_count = queries::article_counts(conn, &[id], now)?.first().map_or(0, |(_, count)| *count);
    let web = site::addresses(conn)?.author(id.0, &author.slug);
    Ok(Profile { author, articles_count, web })
}

/// # Errors
/// 404 when the id or slug never was an author's.
pub(super) fn find_named(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<Found<Profile>> {
    let id = slugs::lead(conn, Resource::Author, name)?;
    let profile = find(conn, AuthorId(id), now)?;
    let slug = profile.author.slug.clone();
    Ok(Found::new(profile, name, &slug))
}

/// The author an id, a slug or a former slug leads to, and nothing about their articles.
///
/// # Errors
/// 404 when there is none.
pub fn named(conn: &mut Conn, name: &IdOrSlug) -> Result<Author> {
    let id = slugs::lead(conn, Resource::Author, name)?;
    queries::find(conn, AuthorId(id))?.ok_or_else(|| Error::not_found("author"))
}

/// Finds an author to write them.
///
/// # Errors
/// 404 when there is no such author.
pub fn find_to_write(tx: &mut Tx<'_>, name: &IdOrSlug) -> Result<Profile> {
    let (id, now) = (slugs::resolve(tx, Resource::Author, name)?, tx.now());
    find(tx, AuthorId(id), now)
}

/// # Errors
/// 409 when the slug is taken.
pub fn create(tx: &mut Tx<'_>, by: Option<UserId>, input: &AuthorInput) -> Result<AuthorId> {
    let id = AuthorId(tx.next_id());
    let wish = input.slug.as_deref().map_or(Wish::From(&input.name), Wish::Given);
    let slug = slugs::claim(tx, Resource::Author, id.0, wish, true)?;
    let now = tx.now();
    queries::insert(tx, id, &slug, input, now)?;
    search::write_name(tx, NameKind::Author, id.0, Name { text: &input.name, locale: None })?;
    Event::new(EventType::AuthorCreated, id.0, by).with("slug", slug).emit(tx);
    Ok(id)
}

/// Replaces everything but the version the caller has seen.
///
/// # Errors
/// 412 when somebody saved in between, 409 when the slug is taken.
pub fn update(tx: &mut Tx<'_>, by: UserId, current: &Author, input: &AuthorInput) -> Result<()> {
    let slug = input.slug.clone().unwrap_or_else(|| current.slug.clone());
    slugs::rename(tx, Resource::Author, current.id.0, &current.slug, &slug, true)?;
    let now = tx.now();
    if !queries::update(tx, current.id, current.version, &slug, input, now)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    search::write_name(tx, NameKind::Author, current.id.0, Name { text: &input.name, locale: None })?;
    Event::new(EventType::AuthorUpdated, current.id.0, Some(by)).with("slug", slug).emit(tx);
    Ok(())
}

/// # Errors
/// 409 when an article signs with the author, with how many do.
pub fn delete(tx: &mut Tx<'_>, by: UserId, current: &Author) -> Result<()> {
    let (drafts, published) = queries::uses(tx, current.id)?;
    if drafts + published > 0 {
        return Err(in_use(drafts, published));
    }
    slugs::release(tx, Resource::Author, current.id.0)?;
    match queries::delete(tx, current.id, current.version) {
        Ok(true) => {}
        Ok(false) => return Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) if is_reference_violation(&fault) => return Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) => return Err(fault.into()),
    }
    search::forget_name(tx, current.id.0)?;
    Event::new(EventType::AuthorDeleted, current.id.0, Some(by)).with("slug", current.slug.clone()).emit(tx);
    Ok(())
}

/// Those of the ids no author has: what a byline may not name.
///
/// # Errors
/// When the database cannot answer.
pub fn unknown(conn: &mut Conn, ids: &[AuthorId]) -> Result<Vec<AuthorId>> {
    let known = queries::existing(conn, ids)?;
    Ok(ids.iter().filter(|id| !known.contains(id)).copied().collect())
}

fn in_use(drafts: i64, published: i64) -> Error {
    Error::new(ErrorKind::InUse, "Articles sign with this author. Change their bylines first; what was once public keeps its byline for good.")
        .with("used_by", serde_json::json!({ "articles": drafts, "published_articles": published }))
}
