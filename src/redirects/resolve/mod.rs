//! What stands behind a path of the website: the site's URL templates, read backwards.
//!
//! In this order, whichever comes first: what has this very address and is public; the redirect an
//! editor made; what had this address once, or would have it under another section. Sections come
//! before authors, tags, series, pages and articles. What exists is thus never shut out by a forgotten redirect, and
//! what is hidden answers as what never was.

mod queries;

use uuid::Uuid;

use super::path::normalise;
use super::queries as redirects;
use crate::articles::{ArticleId, Kind};
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::{Error, ErrorKind, Result};
use crate::publications;
use crate::series::SeriesId;
use crate::site::{self, Addresses, ArticleAddress, Place};
use crate::slugs::{self, Resource};
use crate::tags::TagId;
use crate::text::slug::IdOrSlug;

/// What a frontend is told to do.
#[derive(Clone, Debug)]
pub enum Resolution {
    Show(Thing),
    Redirect { status: i32, to: String },
}

/// Something with an address.
#[derive(Clone, Debug)]
pub struct Thing {
    pub place: Place,
    pub id: Uuid,
    pub slug: String,
    /// Its path on the website.
    pub path: String,
    /// The whole address, when the site has one.
    pub web: Option<String>,
}

/// # Errors
/// 404 when it is no path of the website, or nothing public stands or stood there; 410 when it
/// was withdrawn.
pub fn resolve(conn: &mut Conn, asked: &str, now: Timestamp) -> Result<Resolution> {
    let addresses = site::addresses(conn)?;
    let path = addresses.path_of(asked).and_then(|path| normalise(&path)).ok_or_else(no_path)?;
    let named = names(conn, &addresses, &path, now)?;
    let things = things(conn, &addresses, &named, now)?;
    let managed = redirects::find_by_source(conn, &path)?;
    let written = written(&named);
    let withdrawn = queries::notice(conn, &written, now)?;
    if let Some(here) = things.iter().find(|thing| thing.path == path) {
        return Ok(Resolution::Show(here.clone()));
    }
    if let Some(managed) = managed {
        return match managed.target {
            Some(to) => Ok(Resolution::Redirect { status: managed.status, to }),
            None => Err(Error::new(ErrorKind::Gone, GONE)),
        };
    }
    if let Some(moved) = things.into_iter().next() {
        return Ok(Resolution::Redirect { status: 301, to: moved.path });
    }
    let buried = match withdrawn {
        Some(notice) => Some(Some(notice)),
        None => queries::tombstone(conn, &written)?,
    };
    Err(match buried {
        Some(Some(notice)) => {
            Error::new(ErrorKind::Retracted, "It was withdrawn by its editors.").with("notice", notice)
        }
        Some(None) => Error::new(ErrorKind::Gone, GONE),
        None => Error::new(ErrorKind::NotFound, "There is nothing at this path."),
    })
}

const GONE: &str = "What was at this path is gone for good.";

fn no_path() -> Error {
    let detail = "This is not the path of a page of the website. Send one such as /fleuve/la-crue, or an address of the site, without query.";
    Error::new(ErrorKind::NotFound, detail)
}

/// Whose names everybody may know: what is written has them from the instant it is public.
const NAMED: [(Resource, Place); 4] = [
    (Resource::Category, Place::Category),
    (Resource::Author, Place::Author),
    (Resource::Tag, Place::Tag),
    (Resource::Series, Place::Series),
];

fn place(kind: Kind) -> Place {
    match kind {
        Kind::Article => Place::Article,
        Kind::Page => Place::Page,
    }
}

/// What the path could name, read by each of the templates.
fn names(conn: &mut Conn, addresses: &Addresses, path: &str, now: Timestamp) -> Result<Vec<(Place, Uuid)>> {
    let read = addresses.read(path);
    let slugs: Vec<String> = read
        .iter()
        .filter_map(|(_, name)| match name {
            IdOrSlug::Slug(slug) => Some(slug.clone()),
            IdOrSlug::Id(_) => None,
        })
        .collect();
    let held = slugs::find_many(conn, &NAMED.map(|(resource, _)| resource), &slugs)?.into_iter();
    let held = held.filter_map(|(resource, slug, id)| {
        let (_, place) = NAMED.into_iter().find(|(named, _)| *named == resource)?;
        Some((place, slug, id))
    });
    let written = publications::holders(conn, &[Kind::Page, Kind::Article], &slugs, now)?;
    let written = written.into_iter().map(|(kind, slug, id)| (place(kind), slug, id.0));
    let held: Vec<(Place, String, Uuid)> = held.chain(written).collect();
    let mut named: Vec<(Place, Uuid)> = Vec::new();
    for (place, name) in read {
        match name {
            IdOrSlug::Id(id) => named.push((place, id)),
            IdOrSlug::Slug(slug) => named.extend(
                held.iter()
                    .filter(|(kind, held, _)| *kind == place && *held == slug)
                    .map(|(.., id)| (place, *id)),
            ),
        }
    }
    Ok(named)
}

fn ids<T>(named: &[(Place, Uuid)], wanted: Place, id: impl Fn(Uuid) -> T) -> Vec<T> {
    named.iter().filter(|(place, _)| *place == wanted).map(|(_, of)| id(*of)).collect()
}

/// The articles and pages among it.
fn written(named: &[(Place, Uuid)]) -> Vec<ArticleId> {
    [Place::Page, Place::Article].iter().flat_map(|place| ids(named, *place, ArticleId)).collect()
}

/// What of it is public, with its address; in one order always.
fn things(
    conn: &mut Conn,
    addresses: &Addresses,
    named: &[(Place, Uuid)],
    now: Timestamp,
) -> Result<Vec<Thing>> {
    let local = addresses.local();
    let mut things = Vec::new();
    let mut add = |place, id, slug, path: Option<String>| {
        if let Some(path) = path {
            things.push(Thing { place, id, slug, web: addresses.web(&path), path });
        }
    };
    for (id, slug, path, locale) in queries::sections(conn, &ids(named, Place::Category, CategoryId))? {
        let path = local.category(id.0, &slug, &path, &locale);
        add(Place::Category, id.0, slug, path);
    }
    for (id, slug) in queries::people(conn, &ids(named, Place::Author, AuthorId))? {
        let path = local.author(id.0, &slug);
        add(Place::Author, id.0, slug, path);
    }
    for (id, slug, locale) in queries::subjects(conn, &ids(named, Place::Tag, TagId))? {
        let path = local.tag(id.0, &slug, &locale);
        add(Place::Tag, id.0, slug, path);
    }
    for (id, slug) in queries::collections(conn, &ids(named, Place::Series, SeriesId))? {
        let path = local.series(id.0, &slug);
        add(Place::Series, id.0, slug, path);
    }
    for written in queries::written(conn, &written(named), now)? {
        let place = match written.kind {
            Kind::Page => Place::Page,
            Kind::Article => Place::Article,
        };
        // An id in the address of an article names no page.
        if !named.contains(&(place, written.id.0)) {
            continue;
        }
        let address = ArticleAddress {
            id: written.id.0,
            slug: &written.slug,
            locale: &written.locale,
            category: written.category.as_ref().map(|(slug, path)| (slug.as_str(), path.as_str())),
            first_published_at: written.first_published_at,
        };
        let path = written.kind.address(&local, &address);
        add(place, written.id.0, written.slug, path);
    }
    Ok(things)
}
