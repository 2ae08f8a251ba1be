//! The verbs: permission is in the handler's signature, the rules are here.

use std::collections::HashMap;

use super::model::{Filter, Tag, TagId, TagInput, TagSort};
use super::queries;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, NamedLock, Tx, is_reference_violation, is_unique_violation};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};
use crate::search::{self, Name, NameKind};
use crate::site::{self, Addresses, Snapshot};
use crate::slugs::{self, Found, Resource, Wish};
use crate::text::slug::IdOrSlug;
use crate::translations::{GroupId, Sibling, Translation, retry_taken};

/// A tag, how many public articles have it, and where the website shows it.
#[derive(Clone, Debug)]
pub struct Counted {
    pub tag: Tag,
    pub articles_count: i64,
    pub translations: Vec<Translation>,
    pub web: Option<String>,
}

/// A page of tags, if asked for how many there are, and the newest public number of the content log.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: TagSort,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Counted>, Option<i64>, i64)> {
    let Snapshot { settings, ends, now } = site::snapshot(conn, now)?;
    let rows = queries::list(conn, filter, sort, page)?;
    let paged = Paged::new(rows, page, |tag| Position {
        key: match sort {
            TagSort::Name | TagSort::NameDescending => tag.name_key.clone(),
            TagSort::Created | TagSort::CreatedDescending => tag.created_at.write(),
        },
        id: tag.id.0,
    });
    let ids: Vec<TagId> = paged.items.iter().map(|tag| tag.id).collect();
    let counts: HashMap<TagId, i64> = queries::article_counts(conn, &ids, now)?.into_iter().collect();
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    let addresses = Addresses::new(&settings);
    let groups: Vec<GroupId> = paged.items.iter().map(|tag| tag.translation_group).collect();
    let siblings = queries::translations::siblings(conn, &groups)?;
    let counted = paged.map(|tag| {
        let articles_count = counts.get(&tag.id).copied().unwrap_or(0);
        counted(tag, articles_count, &siblings, &addresses)
    });
    Ok((counted, total, ends.public_seq))
}

/// Those of the ids that are there, as in the list.
///
/// # Errors
/// When the database cannot answer.
pub fn some(conn: &mut Conn, ids: &[TagId], now: Timestamp) -> Result<Vec<Counted>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { ids: ids.to_vec(), ..Filter::default() };
    let (paged, ..) = list(conn, &filter, TagSort::default(), &PageRequest::all(ids.len()), false, now)?;
    Ok(paged.items)
}

/// # Errors
/// 404 when there is no such tag.
pub fn find(conn: &mut Conn, id: TagId, now: Timestamp) -> Result<Counted> {
    let tag = queries::find(conn, id)?.ok_or_else(|| Error::not_found("tag"))?;
    let articles_count = queries::article_counts(conn, &[id], now)?.first().map_or(0, |(_, count)| *count);
    let siblings = queries::translations::siblings(conn, &[tag.translation_group])?;
    Ok(counted(tag, articles_count, &siblings, &site::addresses(conn)?))
}

fn counted(tag: Tag, articles_count: i64, siblings: &[Sibling], addresses: &Addresses) -> Counted {
    let web = |other: &Sibling| addresses.tag(other.id, &other.slug, &other.locale);
    let translations = Sibling::others(siblings, tag.translation_group, tag.id.0, web);
    let web = addresses.tag(tag.id.0, &tag.slug, &tag.locale);
    Counted { web, tag, articles_count, translations }
}

/// # Errors
/// 422 for an original that is not there or is none; 409 when the language is taken.
fn check_language(conn: &mut Conn, id: TagId, input: &TagInput) -> Result<()> {
    let place = input.place(id);
    place.check(&queries::translations::around(conn, id, GroupId(place.group()))?)
}

/// The tag an id, a slug or a former slug leads to, and nothing about its articles.
///
/// # Errors
/// 404 when there is none.
pub fn named(conn: &mut Conn, name: &IdOrSlug) -> Result<Tag> {
    let id = slugs::lead(conn, Resource::Tag, name)?;
    queries::find(conn, TagId(id))?.ok_or_else(|| Error::not_found("tag"))
}

/// Finds a tag to write it.
///
/// # Errors
/// 404 when there is no such tag.
pub fn find_to_write(tx: &mut Tx<'_>, name: &IdOrSlug) -> Result<Counted> {
    let (id, now) = (slugs::resolve(tx, Resource::Tag, name)?, tx.now());
    find(tx, TagId(id), now)
}

/// # Errors
/// 404 when the id or slug never was a tag's.
pub(super) fn find_named(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<Found<Counted>> {
    let id = slugs::lead(conn, Resource::Tag, name)?;
    let found = find(conn, TagId(id), now)?;
    let slug = found.tag.slug.clone();
    Ok(Found::new(found, name, &slug))
}

/// # Errors
/// 409 when the slug is taken.
pub fn create(tx: &mut Tx<'_>, by: Option<UserId>, input: &TagInput) -> Result<TagId> {
    let id = TagId(tx.next_id());
    let wish = input.slug.as_deref().map_or(Wish::From(&input.name), Wish::Given);
    let slug = slugs::claim(tx, Resource::Tag, id.0, wish, true)?;
    check_language(tx, id, input)?;
    let now = tx.now();
    queries::insert(tx, id, &slug, input, now).map_err(retry_taken)?;
    search::write_name(tx, NameKind::Tag, id.0, Name { text: &input.name, locale: Some(&input.locale) })?;
    Event::new(EventType::TagCreated, id.0, by).with("slug", slug).emit(tx);
    Ok(id)
}

/// Replaces everything but the version the caller has seen.
///
/// # Errors
/// 412 when somebody saved in between, 409 when the slug is taken.
pub fn update(tx: &mut Tx<'_>, by: UserId, current: &Tag, input: &TagInput) -> Result<()> {
    let slug = input.slug.clone().unwrap_or_else(|| current.slug.clone());
    slugs::rename(tx, Resource::Tag, current.id.0, &current.slug, &slug, true)?;
    let now = tx.now();
    if (&input.locale, input.translation_of) != (&current.locale, current.translation_of()) {
        check_language(tx, current.id, input)?;
    }
    if !queries::update(tx, current.id, current.version, &slug, input, now).map_err(retry_taken)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    search::write_name(
        tx,
        NameKind::Tag,
        current.id.0,
        Name { text: &input.name, locale: Some(&input.locale) },
    )?;
    Event::new(EventType::TagUpdated, current.id.0, Some(by)).with("slug", slug).emit(tx);
    Ok(())
}

/// # Errors
/// 409 when an article has the tag or a menu points to it, with how many do.
pub fn delete(tx: &mut Tx<'_>, by: UserId, current: &Tag) -> Result<()> {
    let uses = queries::uses(tx, current.id)?;
    if uses.articles + uses.published_articles + uses.menus > 0 {
        return Err(in_use(uses));
    }
    slugs::release(tx, Resource::Tag, current.id.0)?;
    remove(tx, current)?;
    search::forget_name(tx, current.id.0)?;
    Event::new(EventType::TagDeleted, current.id.0, Some(by)).with("slug", current.slug.clone()).emit(tx);
    Ok(())
}

/// Puts `into` wherever `current` stands, in working copies, publications of any time and menus, and
/// removes `current`; its addresses lead to `into` from then on. No article's version is raised.
///
/// # Errors
/// 422 when there is no such tag, or it is the same one.
pub fn merge(tx: &mut Tx<'_>, by: UserId, current: &Tag, into: TagId) -> Result<()> {
    if into == current.id {
        return Err(refuse(FieldCode::Rule, "A tag cannot be merged into itself."));
    }
    // One after the other: the heir of one may be what another does away with. Whether `current` is
    // still there shows when it is removed.
    tx.lock(NamedLock::TagMerges)?;
    let heir = queries::find(tx, into)?
        .ok_or_else(|| refuse(FieldCode::UnknownReference, "There is no such tag."))?;
    queries::retag(tx, current.id, heir.id).map_err(lost_race)?;
    slugs::bequeath(tx, Resource::Tag, current.id.0, heir.id.0)?;
    remove(tx, current)?;
    search::merge_names(
        tx,
        NameKind::Tag,
        current.id.0,
        heir.id.0,
        Name { text: &heir.name, locale: Some(&heir.locale) },
    )?;
    Event::new(EventType::TagDeleted, current.id.0, Some(by))
        .with("slug", current.slug.clone())
        .with("merged_into", heir.id.0.to_string())
        .emit(tx);
    Event::new(EventType::TagUpdated, heir.id.0, Some(by)).with("slug", heir.slug).emit(tx);
    Ok(())
}

fn refuse(code: FieldCode, detail: &str) -> Error {
    Error::invalid(vec![FieldError::pointer("/into", code, detail)])
}

/// What came in between, an article that was given the heir or the heir's own end, is seen by a
/// second run.
fn lost_race(fault: diesel::result::Error) -> Error {
    if is_unique_violation(&fault) || is_reference_violation(&fault) {
        Error::new(ErrorKind::Retry, "")
    } else {
        fault.into()
    }
}

/// An article that came in between is seen by a second run.
fn remove(tx: &mut Tx<'_>, current: &Tag) -> Result<()> {
    queries::translations::leave_original(tx, current.id)?;
    match queries::delete(tx, current.id, current.version) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) => Err(lost_race(fault)),
    }
}

/// Those of the ids no tag has: what an article may not name.
///
/// # Errors
/// When the database cannot answer.
pub fn unknown(conn: &mut Conn, ids: &[TagId]) -> Result<Vec<TagId>> {
    let known = queries::existing(conn, ids)?;
    Ok(ids.iter().filter(|id| !known.contains(id)).copied().collect())
}

fn in_use(uses: queries::Uses) -> Error {
    let queries::Uses { articles, published_articles, menus } = uses;
    Error::new(
        ErrorKind::InUse,
        "Articles have this tag, or had it while they were public, or menus point to it. Merge it into another instead.",
    )
    .with(
        "used_by",
        serde_json::json!({ "articles": articles, "published_articles": published_articles, "menus": menus }),
    )
}
