//! The verbs: permission is in the handler's signature, the rules are here. Reading is in this
//! file, writing in [`write`], removing in [`remove`].

mod remove;
mod write;

use std::collections::HashMap;

use super::model::{Category, CategoryId, CategorySort, Filter, Section};
use super::queries;
use super::tree::{Node, nest};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position};
use crate::db::{Conn, NamedLock, Tx};
use crate::error::{Error, Result};
use crate::site::{self, Addresses, Snapshot};
use crate::slugs::{self, Found, Resource};
use crate::text::slug::IdOrSlug;
use crate::translations::{GroupId, Sibling};

pub use remove::delete;
pub use write::{create, update};

/// A page of categories, if asked for how many there are, and the newest public number of the content log.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: CategorySort,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Section>, Option<i64>, i64)> {
    let Snapshot { settings, ends, now } = site::snapshot(conn, now)?;
    let rows = queries::list(conn, filter, sort, page)?;
    let paged = Paged::new(rows, page, |category| Position {
        key: match sort {
            CategorySort::Path => category.path.clone(),
            CategorySort::Name | CategorySort::NameDescending => category.name_key.clone(),
        },
        id: category.id.0,
    });
    let ids: Vec<CategoryId> = paged.items.iter().map(|category| category.id).collect();
    let counts = counts(conn, &ids, now)?;
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    let addresses = Addresses::new(&settings);
    let groups: Vec<GroupId> = paged.items.iter().map(|category| category.translation_group).collect();
    let siblings = queries::translations::siblings(conn, &groups)?;
    Ok((
        paged.map(|category| {
            let count = counts.get(&category.id).copied();
            section(category, count, &siblings, &addresses)
        }),
        total,
        ends.public_seq,
    ))
}

/// Those of the ids that are there, as in the list.
///
/// # Errors
/// When the database cannot answer.
pub fn some(conn: &mut Conn, ids: &[CategoryId], now: Timestamp) -> Result<Vec<Section>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { ids: ids.to_vec(), ..Filter::default() };
    let (paged, ..) = list(conn, &filter, CategorySort::default(), &PageRequest::all(ids.len()), false, now)?;
    Ok(paged.items)
}

/// Every category in its place; of given languages, those in one of them whose ancestors are so too. With the
/// newest public number of the content log.
pub(super) fn tree(conn: &mut Conn, locales: &[String], now: Timestamp) -> Result<(Vec<Node>, i64)> {
    let Snapshot { settings, ends, now } = site::snapshot(conn, now)?;
    let mut rows = queries::all_counted(conn, now)?;
    let addresses = Addresses::new(&settings);
    let siblings: Vec<Sibling> = rows.iter().map(|(category, _)| sibling(category)).collect();
    // Nesting leaves out what lies beneath one that is not there.
    rows.retain(|(category, _)| locales.is_empty() || locales.contains(&category.locale));
    let section = |(category, count)| section(category, count, &siblings, &addresses);
    Ok((nest(rows.into_iter().map(section).collect()), ends.public_seq))
}

fn counts(conn: &mut Conn, ids: &[CategoryId], now: Timestamp) -> Result<HashMap<CategoryId, i64>> {
    Ok(queries::article_counts(conn, ids, now)?.into_iter().collect())
}

/// A category without articles has no count.
fn section(
    category: Category,
    articles_count: Option<i64>,
    siblings: &[Sibling],
    addresses: &Addresses,
) -> Section {
    let articles_count = articles_count.unwrap_or(0);
    let web = |other: &Sibling| addresses.category(other.id, &other.slug, &other.path, &other.locale);
    let translations = Sibling::others(siblings, category.translation_group, category.id.0, web);
    let web = addresses.category(category.id.0, &category.slug, &category.path, &category.locale);
    Section { category, articles_count, translations, web }
}

fn sibling(category: &Category) -> Sibling {
    Sibling {
        group: category.translation_group,
        id: category.id.0,
        locale: category.locale.clone(),
        slug: category.slug.clone(),
        path: category.path.clone(),
    }
}

/// # Errors
/// 404 when there is no such category.
pub fn find(conn: &mut Conn, id: CategoryId, now: Timestamp) -> Result<Section> {
    let category = queries::find(conn, id)?.ok_or_else(|| Error::not_found("category"))?;
    let count = counts(conn, &[id], now)?.get(&id).copied();
    let siblings = queries::translations::siblings(conn, &[category.translation_group])?;
    Ok(section(category, count, &siblings, &site::addresses(conn)?))
}

/// # Errors
/// 404 when the id or slug never was a category's.
pub(super) fn find_named(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<Found<Section>> {
    let id = slugs::lead(conn, Resource::Category, name)?;
    let section = find(conn, CategoryId(id), now)?;
    let slug = section.category.slug.clone();
    Ok(Found::new(section, name, &slug))
}

/// The category an id, a slug or a former slug leads to, and nothing about its articles.
///
/// # Errors
/// 404 when there is none.
pub fn named(conn: &mut Conn, name: &IdOrSlug) -> Result<Category> {
    let id = slugs::lead(conn, Resource::Category, name)?;
    queries::find(conn, CategoryId(id))?.ok_or_else(|| Error::not_found("category"))
}

/// Finds a category to write it. Nobody else changes the tree from here to the end of the
/// transaction: its path holds, though another's save may change it without raising its version.
///
/// # Errors
/// 404 when there is no such category.
pub fn find_to_write(tx: &mut Tx<'_>, name: &IdOrSlug) -> Result<Section> {
    tx.lock(NamedLock::CategoryTree)?;
    let (id, now) = (slugs::resolve(tx, Resource::Category, name)?, tx.now());
    find(tx, CategoryId(id), now)
}

/// Those of the ids no category has: what an article may not name.
///
/// # Errors
/// When the database cannot answer.
pub fn unknown(conn: &mut Conn, ids: &[CategoryId]) -> Result<Vec<CategoryId>> {
    let known = queries::existing(conn, ids)?;
    Ok(ids.iter().filter(|id| !known.contains(id)).copied().collect())
}

/// Each of the ids with each of the categories above it, the root first; a root has none. What a
/// publication needs for its rows in the sections above its own.
///
/// Whoever writes such rows holds [`NamedLock::CategoryTree`] from before this call, or a move at
/// the same time would miss them.
///
/// # Errors
/// When the database cannot answer.
pub fn ancestors(conn: &mut Conn, ids: &[CategoryId]) -> Result<Vec<(CategoryId, CategoryId)>> {
    Ok(queries::tree::ancestors(conn, ids)?)
}

/// The categories above one, the root first.
fn above(conn: &mut Conn, id: CategoryId) -> Result<Vec<CategoryId>> {
    Ok(ancestors(conn, &[id])?.into_iter().map(|(_, ancestor)| ancestor).collect())
}

/// Those of `these` that `others` lack.
fn without(these: &[CategoryId], others: &[CategoryId]) -> Vec<CategoryId> {
    these.iter().filter(|id| !others.contains(id)).copied().collect()
}
