//! The verbs: permission is in the handler's signature, the rules are here.

use std::collections::HashMap;

use serde::Deserialize;

use super::model::{Filter, ItemInput, Kept, Kind, Link, Menu, MenuId, MenuInput, Shown, Target, walk};
use super::queries::{self, KeptItem, PublicItem};
use super::tree::{Node, nest, prune};
use crate::articles::{self, ArticleId};
use crate::auth::UserId;
use crate::categories;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position};
use crate::db::{Conn, Tx, retry_lost_reference};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};
use crate::site::{self, Addresses, ArticleAddress};
use crate::tags;
use crate::text::slug::IdOrSlug;
use crate::translations::{GroupId, Sibling, Translation, retry_taken};

/// A menu without its items, and the other languages it is there in.
#[derive(Clone, Debug)]
pub struct Head {
    pub menu: Menu,
    pub translations: Vec<Translation>,
}

/// A menu as readers see it.
#[derive(Clone, Debug)]
pub struct PublicMenu {
    pub head: Head,
    pub items: Vec<Node<Link>>,
}

/// A menu as its editors wrote it.
#[derive(Clone, Debug)]
pub struct WholeMenu {
    pub head: Head,
    pub items: Vec<Node<Kept>>,
}

impl Head {
    fn new(menu: Menu, siblings: &[Sibling]) -> Self {
        // No page of the website is a menu.
        let translations = Sibling::others(siblings, menu.translation_group, menu.id.0, |_| None);
        Head { menu, translations }
    }
}

/// A page of menus, without their items, and, if asked for, how many there are.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<Head>, Option<i64>)> {
    let rows = queries::list(conn, filter, page)?;
    let paged = Paged::new(rows, page, |menu| Position { key: menu.slug.clone(), id: menu.id.0 });
    let groups: Vec<GroupId> = paged.items.iter().map(|menu| menu.translation_group).collect();
    let siblings = queries::translations::siblings(conn, &groups)?;
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    Ok((paged.map(|menu| Head::new(menu, &siblings)), total))
}

/// # Errors
/// 404 when there is no such menu.
pub(super) fn find_public(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<PublicMenu> {
    let (head, settings) = head(conn, name)?;
    let rows = queries::public_items(conn, &[head.menu.id], now)?;
    resolved(head, rows, &Addresses::of(&settings)?)
}

/// The menus of these names, in the order asked for; those that are not there are missing.
///
/// # Errors
/// When the database cannot answer.
pub fn named(
    conn: &mut Conn,
    names: &[IdOrSlug],
    addresses: &Addresses,
    now: Timestamp,
) -> Result<Vec<PublicMenu>> {
    let heads = heads(conn, names)?;
    let ids: Vec<MenuId> = heads.iter().map(|(head, _)| head.menu.id).collect();
    let mut items: HashMap<MenuId, Vec<PublicItem>> = HashMap::new();
    for row in queries::public_items(conn, &ids, now)? {
        items.entry(row.menu).or_default().push(row);
    }
    let with_items = |(head, _): (Head, String)| {
        let rows = items.remove(&head.menu.id).unwrap_or_default();
        resolved(head, rows, addresses)
    };
    heads.into_iter().map(with_items).collect()
}

/// In the order of the names, each with the settings of the site: one statement.
fn heads(conn: &mut Conn, names: &[IdOrSlug]) -> Result<Vec<(Head, String)>> {
    let (ids, slugs) = IdOrSlug::split(names);
    let ids: Vec<MenuId> = ids.into_iter().map(MenuId).collect();
    let mut rows = queries::find_with_translations(conn, &ids, &slugs)?;
    let siblings: Vec<Sibling> = rows.iter().map(|(menu, _)| sibling(menu)).collect();
    let place = |menu: &Menu| {
        names.iter().position(|name| match name {
            IdOrSlug::Id(id) => *id == menu.id.0,
            IdOrSlug::Slug(slug) => *slug == menu.slug,
        })
    };
    rows.retain(|(menu, _)| place(menu).is_some());
    rows.sort_by_key(|(menu, _)| place(menu));
    Ok(rows.into_iter().map(|(menu, settings)| (Head::new(menu, &siblings), settings)).collect())
}

fn sibling(menu: &Menu) -> Sibling {
    let (group, id) = (menu.translation_group, menu.id.0);
    Sibling { group, id, locale: menu.locale.clone(), slug: menu.slug.clone(), path: menu.slug.clone() }
}

fn resolved(head: Head, rows: Vec<PublicItem>, addresses: &Addresses) -> Result<PublicMenu> {
    let links: Vec<(i32, Option<Link>)> = rows
        .into_iter()
        .map(|row| Ok((row.depth, link(row, &head.menu.locale, addresses)?)))
        .collect::<Result<_>>()?;
    Ok(PublicMenu { head, items: shown(prune(nest(links), &Option::is_some)) })
}

fn head(conn: &mut Conn, name: &IdOrSlug) -> Result<(Head, String)> {
    heads(conn, std::slice::from_ref(name))?.pop().ok_or_else(|| Error::not_found("menu"))
}

fn shown(nodes: Vec<Node<Option<Link>>>) -> Vec<Node<Link>> {
    let present = nodes.into_iter().filter_map(|node| Some((node.item?, node.children)));
    present.map(|(item, children)| Node { item, children: shown(children) }).collect()
}

/// None when the target is not public.
fn link(row: PublicItem, locale: &str, addresses: &Addresses) -> Result<Option<Link>> {
    let mut language = locale.to_owned();
    let (url, target) = if let Some(category) = row.category {
        let url = addresses.category(category.id.0, &category.slug, &category.path, &category.locale);
        language = category.locale;
        let (id, slug, title) = (category.id.0, category.slug, category.name);
        (url, Some(Shown { kind: Kind::Category, id, slug, title }))
    } else if let Some(tag) = row.tag {
        let url = addresses.tag(tag.id.0, &tag.slug, &tag.locale);
        language = tag.locale;
        (url, Some(Shown { kind: Kind::Tag, id: tag.id.0, slug: tag.slug, title: tag.name }))
    } else if row.article.is_some() {
        let (Some(public), Some(content)) = (row.publication, row.content) else { return Ok(None) };
        let address = ArticleAddress {
            id: public.article.0,
            slug: &public.slug,
            locale: &public.locale,
            category: row.primary.as_ref().map(|(slug, path)| (slug.as_str(), path.as_str())),
            first_published_at: public.first_published_at,
        };
        let url = public.kind.address(addresses, &address);
        let kind = match public.kind {
            articles::Kind::Article => Kind::Article,
            articles::Kind::Page => Kind::Page,
        };
        language = public.locale;
        let (id, title) = (public.article.0, title(&content)?);
        (url, Some(Shown { kind, id, slug: public.slug, title }))
    } else {
        (row.url.map(|url| addresses.absolute(url)), None)
    };
    let label = row.label.or_else(|| target.as_ref().map(|target| target.title.clone()));
    Ok(Some(Link { label: label.unwrap_or_default(), locale: language, url, target }))
}

/// Of everything a revision holds, what a menu shows.
fn title(content: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct Titled {
        title: String,
    }
    Ok(serde_json::from_str::<Titled>(content).map_err(Error::internal)?.title)
}

/// # Errors
/// 404 when there is no such menu.
pub(super) fn find_whole(conn: &mut Conn, name: &IdOrSlug, now: Timestamp) -> Result<WholeMenu> {
    let (head, _) = head(conn, name)?;
    let rows = queries::kept_items(conn, head.menu.id, now)?;
    let kept: Vec<(i32, Kept)> =
        rows.into_iter().map(|row| Ok((row.depth, kept(row)?))).collect::<Result<_>>()?;
    Ok(WholeMenu { head, items: nest(kept) })
}

fn kept(row: KeptItem) -> Result<Kept> {
    let (label, mut public) = (row.label, true);
    let (target, title) = if let Some((id, name)) = row.category {
        (Some(Target::Category(id)), Some(name))
    } else if let Some((id, name)) = row.tag {
        (Some(Target::Tag(id)), Some(name))
    } else if let Some((kind, id)) = row.article {
        public = row.visible;
        let target = match kind.parse().map_err(|fault: String| Error::internal(fault))? {
            articles::Kind::Article => Target::Article(id),
            articles::Kind::Page => Target::Page(id),
        };
        (Some(target), row.content.map(|content| title(&content)).transpose()?)
    } else {
        (row.url.map(Target::Url), None)
    };
    Ok(Kept { label, target, title, public })
}

/// # Errors
/// 409 when the slug is taken, or the language; 422 with the pointer of a target that is not there.
pub fn create(tx: &mut Tx<'_>, by: Option<UserId>, slug: &str, input: &MenuInput) -> Result<MenuId> {
    check_targets(tx, &input.items)?;
    let (id, now) = (MenuId(tx.next_id()), tx.now());
    let named = IdOrSlug::Slug(slug.to_owned());
    if !heads(tx, &[named])?.is_empty() {
        return Err(taken(slug));
    }
    let locale = locale(tx, input)?;
    check_language(tx, id, input, &locale)?;
    queries::insert(tx, id, slug, input, &locale, now).map_err(retry_taken)?;
    queries::insert_items(tx, id, &input.items).map_err(retry_lost_reference)?;
    Event::new(EventType::MenuCreated, id.0, by).with("slug", slug).emit(tx);
    Ok(id)
}

fn taken(slug: &str) -> Error {
    Error::new(ErrorKind::SlugTaken, format!("There is a menu `{slug}` already. PUT replaces it."))
        .with("slug", slug)
}

/// # Errors
/// 422 for an original that is not there or is none; 409 when the language is taken.
fn check_language(conn: &mut Conn, id: MenuId, input: &MenuInput, locale: &str) -> Result<()> {
    let place = input.place(id, locale);
    place.check(&queries::translations::around(conn, id, GroupId(place.group()))?)
}

/// Replaces everything but the slug, and the version the caller has seen.
///
/// # Errors
/// 412 when somebody saved in between; 409 when the language is taken; 422 with the pointer of a target that
/// is not there.
pub(super) fn update(tx: &mut Tx<'_>, by: UserId, current: &Menu, input: &MenuInput) -> Result<()> {
    check_targets(tx, &input.items)?;
    let (locale, now) = (locale(tx, input)?, tx.now());
    if (&locale, input.translation_of) != (&current.locale, current.translation_of()) {
        check_language(tx, current.id, input, &locale)?;
    }
    if !queries::update(tx, current.id, current.version, input, &locale, now).map_err(retry_taken)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    queries::delete_items(tx, current.id)?;
    queries::insert_items(tx, current.id, &input.items).map_err(retry_lost_reference)?;
    Event::new(EventType::MenuUpdated, current.id.0, Some(by)).with("slug", current.slug.clone()).emit(tx);
    Ok(())
}

/// # Errors
/// 412 when somebody saved in between.
pub(super) fn delete(tx: &mut Tx<'_>, by: UserId, current: &Menu) -> Result<()> {
    queries::translations::leave_original(tx, current.id)?;
    if !queries::delete(tx, current.id, current.version)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    Event::new(EventType::MenuDeleted, current.id.0, Some(by)).with("slug", current.slug.clone()).emit(tx);
    Ok(())
}

fn locale(conn: &mut Conn, input: &MenuInput) -> Result<String> {
    match &input.locale {
        Some(locale) => Ok(locale.clone()),
        None => Ok(site::find(conn)?.settings.default_locale),
    }
}

/// A target must be there. Whether it is public is asked whenever the menu is read.
fn check_targets(conn: &mut Conn, items: &[ItemInput]) -> Result<()> {
    let mut targets = Vec::new();
    walk(items, &mut |_, pointer, item| {
        targets.extend(item.target.as_ref().map(|target| (pointer.to_owned(), target)));
    });
    let ids: Vec<_> = targets.iter().filter_map(|(_, target)| target.category()).collect();
    let no_categories = categories::unknown(conn, &ids)?;
    let ids: Vec<_> = targets.iter().filter_map(|(_, target)| target.tag()).collect();
    let no_tags = tags::unknown(conn, &ids)?;
    let ids: Vec<ArticleId> = targets.iter().filter_map(|(_, target)| target.written()).collect();
    let existing = queries::existing(conn, &ids)?;
    let is =
        |id, kind: articles::Kind| existing.iter().any(|(known, is)| *known == id && *is == kind.as_str());
    let mut faults = Vec::new();
    for (pointer, target) in targets {
        let (there, member) = match target {
            Target::Category(id) => (!no_categories.contains(id), "category_id"),
            Target::Article(id) => (is(*id, articles::Kind::Article), "article_id"),
            Target::Page(id) => (is(*id, articles::Kind::Page), "page_id"),
            Target::Tag(id) => (!no_tags.contains(id), "tag_id"),
            Target::Url(_) => (true, "url"),
        };
        if !there {
            let detail = "There is no such thing to point to.";
            faults.push(FieldError::pointer(
                format!("{pointer}/{member}"),
                FieldCode::UnknownReference,
                detail,
            ));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}
