//! What stands in which sitemap.

use std::collections::HashMap;

use super::model::{ArticleRow, AuthorRow, CategoryRow, TagRow};
use super::queries;
use crate::articles::ArticleContent;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, is_unique_violation};
use crate::error::{Error, ErrorKind, Result};
use crate::site::{self, Addresses, ArticleAddress, Site};
use crate::translations::GroupId;

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
    /// Language and address of every form it has, its own among them; nothing where it is the only one.
    pub alternates: Vec<(String, String)>,
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
            let rows = queries::categories(conn, now)?;
            let languages =
                Languages::of(&rows, |row| Some((row.group, &row.locale, section(row, &addresses)?)));
            let front = site.settings.public_url.iter().map(|url| Page::new(format!("{url}/"), None));
            let sections = rows.iter().filter_map(|row| {
                let page = Page::new(section(row, &addresses)?, row.newest.max(Some(row.updated_at)));
                Some(languages.add_to(page, row.group))
            });
            front.chain(sections).collect()
        }
        Part::Authors => {
            let page = |row: AuthorRow| {
                let address = addresses.author(row.id.0, &row.slug)?;
                Some(Page::new(address, row.newest.max(Some(row.updated_at))))
            };
            queries::authors(conn, now)?.into_iter().filter_map(page).collect()
        }
        Part::Tags => {
            let rows = queries::tags(conn, now)?;
            let languages = Languages::of(&rows, |row| Some((row.group, &row.locale, tag(row, &addresses)?)));
            let tags = rows.iter().filter_map(|row| {
                let page = Page::new(tag(row, &addresses)?, row.newest.max(Some(row.updated_at)));
                Some(languages.add_to(page, row.group))
            });
            tags.collect()
        }
        Part::Articles(number) => {
            let translated = queries::translated(conn, number, now)?;
            let languages =
                Languages::of(&translated, |row| Some((row.group, &row.locale, article(row, &addresses)?)));
            let articles = queries::articles(conn, number, now)?;
            let articles = articles.iter().filter_map(|row| {
                let page = Page::new(article(row, &addresses)?, Some(row.updated_at));
                Some(languages.add_to(page, row.group))
            });
            articles.collect()
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
        items.extend(article(&row, &addresses).map(|address| News {
            page: Page::new(address, Some(row.updated_at)),
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

impl Page {
    fn new(address: String, changed: Option<Timestamp>) -> Self {
        Page { address, changed, alternates: Vec::new() }
    }
}

/// Which pages say the same in which languages.
struct Languages(HashMap<GroupId, Vec<(String, String)>>);

impl Languages {
    /// As `page` tells group, language and address of each row.
    fn of<'r, R>(rows: &'r [R], page: impl Fn(&'r R) -> Option<(GroupId, &'r String, String)>) -> Self {
        let mut groups: HashMap<GroupId, Vec<(String, String)>> = HashMap::new();
        for (group, locale, address) in rows.iter().filter_map(page) {
            groups.entry(group).or_default().push((locale.clone(), address));
        }
        groups.retain(|_, forms| forms.len() > 1);
        Languages(groups)
    }

    fn add_to(&self, mut page: Page, group: GroupId) -> Page {
        page.alternates = self.0.get(&group).cloned().unwrap_or_default();
        page
    }
}

fn article(row: &ArticleRow, addresses: &Addresses) -> Option<String> {
    let address = ArticleAddress {
        id: row.article.0,
        slug: &row.slug,
        locale: &row.locale,
        category: row.category.as_ref().map(|(slug, path)| (slug.as_str(), path.as_str())),
        first_published_at: row.first_published_at,
    };
    row.kind.address(addresses, &address)
}

fn section(row: &CategoryRow, addresses: &Addresses) -> Option<String> {
    addresses.category(row.id.0, &row.slug, &row.path, &row.locale)
}

fn tag(row: &TagRow, addresses: &Addresses) -> Option<String> {
    addresses.tag(row.id.0, &row.slug, &row.locale)
}
