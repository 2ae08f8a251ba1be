//! Reading what a feed is made of: the newest public articles, the site, and what the feed is about.

use super::model::{Content, Scope, Wanted};
use crate::authors::{self, Author};
use crate::categories::{self, Category};
use crate::clock::Timestamp;
use crate::corrections::{self, Filter, Logged};
use crate::db::Conn;
use crate::db::page::{PageRequest, Seek};
use crate::error::Result;
use crate::publications::{self, ArticleSort, Extent, PublicFilter, Published};
use crate::site::{self, Addresses, Settings, Site};
use crate::slugs::Found;
use crate::tags::{self, Tag};
use crate::text::locale::canonical;
use crate::text::slug::IdOrSlug;

/// What the articles of a feed have in common.
#[derive(Clone, Debug)]
pub enum Subject {
    /// They are the newsroom's.
    Site,
    Category(Box<Category>),
    Author(Box<Author>),
    Tag(Box<Tag>),
    /// What editors said of changes.
    Corrections,
}

/// What a feed holds, the newest first.
#[derive(Clone, Debug)]
pub enum Items {
    Articles(Vec<Published>),
    Corrections(Vec<Logged>),
}

/// Everything a feed is made of.
#[derive(Clone, Debug)]
pub struct Material {
    pub site: Site,
    pub subject: Subject,
    pub language: String,
    pub items: Items,
}

/// # Errors
/// 404 when the feed is about a section, an author or a tag nobody ever knew.
pub fn find(conn: &mut Conn, wanted: &Wanted, now: Timestamp) -> Result<Found<Material>> {
    let (subject, mut filter) = match &wanted.scope {
        Scope::Articles(filter) => (Subject::Site, (**filter).clone()),
        Scope::Category(name) => {
            let category = categories::named(conn, name)?;
            if is_former(name, &category.slug) {
                return Ok(Found::Moved(category.slug));
            }
            let filter = PublicFilter {
                categories: Some((vec![category.id.0], Vec::new())),
                ..PublicFilter::default()
            };
            (Subject::Category(Box::new(category)), filter)
        }
        Scope::Author(name) => {
            let author = authors::named(conn, name)?;
            if is_former(name, &author.slug) {
                return Ok(Found::Moved(author.slug));
            }
            let filter =
                PublicFilter { authors: Some((vec![author.id.0], Vec::new())), ..PublicFilter::default() };
            (Subject::Author(Box::new(author)), filter)
        }
        Scope::Corrections(filter) => return corrected(conn, filter, wanted.limit, now).map(Found::Here),
        Scope::Tag(name) => {
            let tag = tags::named(conn, name)?;
            if is_former(name, &tag.slug) {
                return Ok(Found::Moved(tag.slug));
            }
            let filter = PublicFilter { tags: Some((vec![tag.id.0], Vec::new())), ..PublicFilter::default() };
            (Subject::Tag(Box::new(tag)), filter)
        }
    };
    let site = site::find(conn)?;
    filter.look_up(conn, &site.settings)?;
    let language = language(&filter.locales, &subject, &site.settings);
    let articles = newest(conn, &Addresses::new(&site.settings), &filter, wanted, now)?;
    Ok(Found::Here(Material { site, subject, language, items: Items::Articles(articles) }))
}

fn corrected(conn: &mut Conn, filter: &Filter, limit: u32, now: Timestamp) -> Result<Material> {
    let site = site::find(conn)?;
    let page = PageRequest { limit, seek: Seek::Start };
    let (corrections, _) = corrections::list(conn, filter, &page, false, now)?;
    let subject = Subject::Corrections;
    let language = language(&filter.locales, &subject, &site.settings);
    Ok(Material { site, subject, language, items: Items::Corrections(corrections.items) })
}

fn is_former(name: &IdOrSlug, current: &str) -> bool {
    matches!(name, IdOrSlug::Slug(slug) if slug != current)
}

fn newest(
    conn: &mut Conn,
    addresses: &Addresses,
    filter: &PublicFilter,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Vec<Published>> {
    let page = PageRequest { limit: wanted.limit, seek: Seek::Start };
    let extent = Extent { bodies: wanted.content == Content::Full, corrections: true, ..Extent::default() };
    let sort = ArticleSort::PublishedDescending;
    let (articles, _) = publications::list(conn, addresses, filter, sort, &page, extent, false, now)?;
    Ok(articles.items)
}

/// The one language that was asked for, or that of what the feed is about, or the newsroom's own.
fn language(locales: &[String], subject: &Subject, settings: &Settings) -> String {
    let asked = match locales {
        [only] => canonical(only),
        _ => None,
    };
    let own = match subject {
        Subject::Category(category) => &category.locale,
        Subject::Tag(tag) => &tag.locale,
        // Names of people are in no language.
        Subject::Site | Subject::Author(_) | Subject::Corrections => &settings.default_locale,
    };
    asked.unwrap_or_else(|| own.clone())
}
