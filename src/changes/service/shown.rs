//! The things that changed, as the public lists show them now. What those do not show is not here.

use std::collections::HashMap;

use uuid::Uuid;

use crate::articles::Kind;
use crate::authors::{self, AuthorId, Profile};
use crate::categories::{self, CategoryId, Section};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::error::Result;
use crate::events::Entry;
use crate::publications::{self, ArticleSort, Extent, PublicFilter, Published};
use crate::series::{self, SeriesId};
use crate::site::{self, Addresses, Settings};
use crate::tags::{self, TagId};

/// Things by their ids.
#[derive(Debug, Default)]
pub struct Shown {
    pub settings: Settings,
    pub articles: HashMap<Uuid, Published>,
    pub pages: HashMap<Uuid, Published>,
    pub authors: HashMap<Uuid, Profile>,
    pub categories: HashMap<Uuid, Section>,
    pub tags: HashMap<Uuid, tags::Counted>,
    pub series: HashMap<Uuid, series::Counted>,
}

impl Shown {
    /// What these entries are about, each thing once.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub fn of(conn: &mut Conn, entries: &[Entry], now: Timestamp) -> Result<Self> {
        let settings = site::find(conn)?.settings;
        let addresses = Addresses::new(&settings);
        let ids = |resource: &str| {
            let mut ids: Vec<Uuid> = entries
                .iter()
                .filter(|entry| entry.resource == resource)
                .map(|entry| entry.resource_id)
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let articles = published(conn, Kind::Article, ids("article"), &addresses, now)?;
        let pages = published(conn, Kind::Page, ids("page"), &addresses, now)?;
        let authors: Vec<AuthorId> = ids("author").into_iter().map(AuthorId).collect();
        let authors = authors::some(conn, &authors, now)?;
        let categories: Vec<CategoryId> = ids("category").into_iter().map(CategoryId).collect();
        let categories = categories::some(conn, &categories, now)?;
        let tags: Vec<TagId> = ids("tag").into_iter().map(TagId).collect();
        let tags = tags::some(conn, &tags, now)?;
        let series: Vec<SeriesId> = ids("series").into_iter().map(SeriesId).collect();
        let series = series::some(conn, &series, now)?;
        Ok(Shown {
            settings,
            articles,
            pages,
            authors: authors.into_iter().map(|one| (one.author.id.0, one)).collect(),
            categories: categories.into_iter().map(|one| (one.category.id.0, one)).collect(),
            tags: tags.into_iter().map(|one| (one.tag.id.0, one)).collect(),
            series: series.into_iter().map(|one| (one.series.id.0, one)).collect(),
        })
    }
}

/// Without their texts, as in the lists.
fn published(
    conn: &mut Conn,
    kind: Kind,
    ids: Vec<Uuid>,
    addresses: &Addresses,
    now: Timestamp,
) -> Result<HashMap<Uuid, Published>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let page = PageRequest::all(ids.len());
    let filter = PublicFilter { kind, ids: Some((ids, Vec::new())), ..PublicFilter::default() };
    let extent = Extent { translations: true, ..Extent::default() };
    let sort = ArticleSort::PublishedDescending;
    let (found, _) = publications::list(conn, addresses, &filter, sort, &page, extent, false, now)?;
    Ok(found.items.into_iter().map(|one| (one.row.article.0, one)).collect())
}
