//! What stands in which sitemap.

use super::model::{ArticleRow, AuthorRow, CategoryRow, TagRow};
use super::queries;
use crate::articles::ArticleContent;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, is_unique_violation};
use crate::error::{Error, ErrorKind, Result};
use crate::site::{self, Addresses, ArticleAddress, Site};

/// One sitemap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Sections,
    Authors,
    Tags,
    Articles(i32),
}

/// A page of the website.
#[derive(Clone, Debug)]
pub struct Page {
    pub address: String,
    pub changed: Option<Timestamp>,
}

/// A recent article.
#[derive(Clone, Debug)]
pub struct News {
    pub page: Page,
    pub title: String,
    pub locale: String,
    pub published: Timestamp,
}

/// The pages of one sitemap, or the news, with the site they belong to.
#[derive(Clone, Debug)]
pub struct Material<T> {
    pub site: Site,
    pub items: Vec<T>,
}

/// The part of an article that has none yet: the newest, or a new one when that is full.
///
/// # Errors
/// When the database cannot; also to run the transaction again, when another began the same part.
pub fn place(tx: &mut Tx<'_>) -> Result<i32> {
    if let Some(number) = queries::take_place(tx)? {
        return Ok(number);
    }
    let number = queries::newest(tx)?.unwrap_or(0).saturating_add(1);
    match queries::insert(tx, number) {
        Ok(()) => Ok(number),
        Err(fault) if is_unique_violation(&fault) => Err(Error::new(ErrorKind::Retry, "").caused_by(fault)),
        Err(fault) => Err(fault.into()),
    }
}

/// Every sitemap there is, with when something in it last changed, as far as that is known.
///
/// # Errors
/// 404 while there is no website.
pub fn index(conn: &mut Conn, now: Timestamp) -> Result<Material<(Part, Option<Timestamp>)>> {
    let (site, _) = website(conn)?;
    let (authors, tags) = queries::has_authors_and_tags(conn, now)?;
    let articles = queries::parts(conn, now)?.into_iter();
    let items = [(Part::Sections, true), (Part::Authors, authors), (Part::Tags, tags)]
        .into_iter()
        .filter_map(|(part, any)| any.then_some((part, None)))
        .chain(articles.filter_map(|(number, changed)| changed.map(|at| (Part::Articles(number), Some(at)))));
    Ok(Material { items: items.collect(), site })
}

/// The pages of one sitemap.
///
/// # Errors
/// 404 while there is no website, and for one that would be empty.
pub fn pages(conn: &mut Conn, part: Part, now: Timestamp) -> Result<Material<Page>> {
    let (site, addresses) = website(conn)?;
    let items: Vec<Page> = match part {
        Part::Sections => {
            let front =
                site.settings.public_url.iter().map(|url| Page { address: format!("{url}/"), changed: None });
            let sections = queries::categories(conn, now)?.into_iter();
            front.chain(sections.filter_map(|row| section(row, &addresses))).collect()
        }
        Part::Authors => {
            queries::authors(conn, now)?.into_iter().filter_map(|row| author(row, &addresses)).collect()
        }
        Part::Tags => queries::tags(conn, now)?.into_iter().filter_map(|row| tag(row, &addresses)).collect(),
        Part::Articles(number) => {
            let rows = queries::articles(conn, number, now)?;
            rows.iter().filter_map(|row| article(row, &addresses)).collect()
        }
    };
    if items.is_empty() { Err(Error::not_found("sitemap")) } else { Ok(Material { site, items }) }
}

/// What appeared in the last two days. Nothing is an answer, too: Google expects this sitemap to
/// be empty at times.
///
/// # Errors
/// 404 while there is no website.
pub fn news(conn: &mut Conn, now: Timestamp) -> Result<Material<News>> {
    let (site, addresses) = website(conn)?;
    let mut items = Vec::new();
    for (row, content) in queries::news(conn, now)? {
        let content: ArticleContent = serde_json::from_str(&content).map_err(Error::internal)?;
        items.extend(article(&row, &addresses).map(|page| News {
            page,
            title: content.title,
            locale: row.locale,
            published: row.published_at,
        }));
    }
    Ok(Material { site, items })
}

/// The site, when it has pages at all.
fn website(conn: &mut Conn) -> Result<(Site, Addresses)> {
    let site = site::find(conn)?;
    if site.settings.public_url.is_none() {
        return Err(Error::new(
            ErrorKind::NotFound,
            "A sitemap names pages of the website, and Griot has not been told where that is: set `public_url` of \
             the site (PATCH /api/v1/site).",
        ));
    }
    let addresses = Addresses::new(&site.settings);
    Ok((site, addresses))
}

fn article(row: &ArticleRow, addresses: &Addresses) -> Option<Page> {
    let address = ArticleAddress {
        id: row.article.0,
        slug: &row.slug,
        locale: &row.locale,
        category: row.category.as_ref().map(|(slug, path)| (slug.as_str(), path.as_str())),
        first_published_at: row.first_published_at,
    };
    let address = row.kind.address(addresses, &address)?;
    Some(Page { address, changed: Some(row.updated_at) })
}

fn section(row: CategoryRow, addresses: &Addresses) -> Option<Page> {
    let address = addresses.category(row.id.0, &row.slug, &row.path)?;
    Some(Page { address, changed: row.newest.max(Some(row.updated_at)) })
}

fn author(row: AuthorRow, addresses: &Addresses) -> Option<Page> {
    let address = addresses.author(row.id.0, &row.slug)?;
    Some(Page { address, changed: row.newest.max(Some(row.updated_at)) })
}

fn tag(row: TagRow, addresses: &Addresses) -> Option<Page> {
    let address = addresses.tag(row.id.0, &row.slug)?;
    Some(Page { address, changed: row.newest.max(Some(row.updated_at)) })
}
