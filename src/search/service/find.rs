//! One list of everything that is found.

use std::collections::HashMap;

use serde::Deserialize;
use uuid::Uuid;

use super::correct::corrections;
use super::facets::{FacetValue, facet};
use super::prepare::{languages, prepare, prepared};
use super::ranked::{Found, Hit, Ranking, ranked};
use crate::clock::Timestamp;
use crate::db::dialect::fulltext::Place;
use crate::db::page::{PageRequest, Paged};
use crate::db::schema::publications;
use crate::db::{AnyId, Conn};
use crate::error::{Error, Result};
use crate::search::model::{FacetKind, NameKind, Named, Prepared, SearchKind};
use crate::search::queries::hits::{self, Numbers};
use crate::search::queries::shown::{self, ArticleRow, NameRow};
use crate::site::{self, Addresses, ArticleAddress};
use crate::text::search::{Document, Query, Rank, Weighed, highlight, snippet};
use crate::visibility;

/// Names of one kind among the hits.
const MOST_NAMES: usize = 50;

/// What is looked for, and where.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub q: String,
    /// All when empty.
    pub kinds: Vec<SearchKind>,
    pub facets: Vec<FacetKind>,
    /// Only what is in one of these languages, or in none; all when empty.
    pub locales: Vec<String>,
    pub page: PageRequest,
    pub count: bool,
}

impl Wanted {
    fn has(&self, kind: SearchKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The kinds of publications among them.
    fn published(&self) -> Vec<&'static str> {
        let kinds = [SearchKind::Article, SearchKind::Page];
        kinds.into_iter().filter(|kind| self.has(*kind)).filter_map(SearchKind::published).collect()
    }
}

/// A hit as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    pub kind: SearchKind,
    pub id: Uuid,
    pub slug: String,
    /// None for authors, whose names are in no language.
    pub locale: Option<String>,
    pub title: String,
    pub highlighted: String,
    pub snippet: Option<String>,
    pub published_at: Option<Timestamp>,
    pub score: Option<Rank>,
    pub web: Option<String>,
}

/// Everything a reply says.
#[derive(Clone, Debug)]
pub struct Results {
    pub hits: Paged<Shown>,
    pub total: Option<i64>,
    /// The words looked for in the place of those that were typed.
    pub corrected: Option<String>,
    pub facets: Vec<(FacetKind, Vec<FacetValue>)>,
}

/// # Errors
/// When the database cannot answer.
pub fn find(conn: &mut Conn, wanted: &Wanted, now: Timestamp) -> Result<Results> {
    let settings = site::find(conn)?.settings;
    let typed = prepare(conn, &wanted.q, &settings.locales)?;
    let mut search = Search::new(conn, wanted, typed, &settings.default_locale, now)?;
    let (mut found, mut corrected) = (search.page(conn)?, None);
    // Not an empty page, which may lie past the end of all there is.
    if found.total == Some(0) && !search.prepared.query.is_empty() {
        let swaps = corrections(conn, &search.prepared, &wanted.published(), &wanted.locales, now)?;
        if !swaps.is_empty() {
            let query = search.prepared.query.corrected(&swaps, &languages(&settings.locales));
            let words = query.sequence.join(" ");
            let other = prepared(conn, query)?;
            let other = Search::new(conn, wanted, other, &settings.default_locale, now)?;
            let others = other.page(conn)?;
            if others.total != Some(0) {
                (search, found, corrected) = (other, others, Some(words));
            }
        }
    }
    let total = match found.total {
        _ if !wanted.count => None,
        None => Some(search.count(conn)?),
        known => known,
    };
    let facets = wanted.facets.iter().map(|kind| Ok((*kind, search.facet(conn, *kind)?)));
    let facets = facets.collect::<Result<_>>()?;
    let hits = search.show(conn, found.hits, &Addresses::new(&settings))?;
    Ok(Results { hits, total, corrected, facets })
}

/// A query on its way.
struct Search<'w> {
    wanted: &'w Wanted,
    prepared: Prepared,
    /// The language of names that have none of their own.
    locale: String,
    /// Everything whose name was found.
    names: HashMap<(NameKind, Uuid), NameRow>,
    now: Timestamp,
}

impl<'w> Search<'w> {
    fn new(
        conn: &mut Conn,
        wanted: &'w Wanted,
        mut prepared: Prepared,
        locale: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let mut names = HashMap::new();
        for kind in [NameKind::Author, NameKind::Category, NameKind::Tag] {
            if !wanted.has(SearchKind::from(kind)) {
                continue;
            }
            for row in named(conn, kind, &prepared, &wanted.locales, MOST_NAMES)? {
                names.insert((kind, row.id.0), row);
            }
        }
        if wanted.published().is_empty() {
            prepared.text = None;
        }
        Ok(Search { wanted, prepared, locale: locale.to_owned(), names, now })
    }

    fn narrow<'a>(&self, query: Numbers<'a>) -> Numbers<'a> {
        use diesel::prelude::*;
        let (kinds, locales) = (self.wanted.published(), &self.wanted.locales);
        let query = query.filter(publications::kind.eq_any(kinds)).filter(visibility::visible_at(self.now));
        if locales.is_empty() { query } else { query.filter(publications::locale.eq_any(locales.clone())) }
    }

    fn page(&self, conn: &mut Conn) -> Result<Ranking> {
        let names = self.names.iter().map(|((kind, id), row)| {
            let locale = row.locale.as_ref().unwrap_or(&self.locale);
            let title = Document { locale, title: &row.name, ..Document::default() }.index().title;
            let rank =
                self.prepared.query.rank(Weighed { title: &title, lead: "", age: None }, &HashMap::new());
            Hit::name(*kind, *id, rank)
        });
        let narrow = |query| self.narrow(query);
        ranked(conn, &self.prepared, names.collect(), &self.wanted.page, self.now, &narrow)
    }

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        let names = i64::try_from(self.names.len()).unwrap_or(0);
        let Some(text) = &self.prepared.text else { return Ok(names) };
        Ok(names + hits::count(conn, &self.prepared, text, &|query| self.narrow(query))?)
    }

    fn facet(&self, conn: &mut Conn, kind: FacetKind) -> Result<Vec<FacetValue>> {
        let Some(text) = &self.prepared.text else { return Ok(Vec::new()) };
        facet(conn, kind, self.narrow(hits::numbers(&self.prepared, text, Place::Anywhere)))
    }

    fn show(&self, conn: &mut Conn, found: Paged<Hit>, addresses: &Addresses) -> Result<Paged<Shown>> {
        let ids: Vec<AnyId> = found.items.iter().filter_map(|hit| hit.publication().map(AnyId)).collect();
        let rows = shown::articles(conn, &ids)?;
        let rows: HashMap<Uuid, ArticleRow> = rows.into_iter().map(|row| (row.publication.0, row)).collect();
        let (next, prev) = (found.next, found.prev);
        let items = found.items.iter().filter_map(|hit| match hit.found {
            Found::Publication { publication, .. } => {
                rows.get(&publication).map(|row| article(row, hit.rank, &self.prepared.query, addresses))
            }
            Found::Name(kind, id) => self
                .names
                .get(&(kind, id))
                .map(|row| Ok(name(kind, row, hit.rank, &self.locale, &self.prepared.query, addresses))),
        });
        Ok(Paged { items: items.collect::<Result<_>>()?, next, prev })
    }
}

/// The best names of one kind that were found, in these languages or in any; no statement for none.
pub(super) fn named(
    conn: &mut Conn,
    kind: NameKind,
    prepared: &Prepared,
    locales: &[String],
    limit: usize,
) -> Result<Vec<NameRow>> {
    let found: Vec<Named> = prepared.named.iter().filter(|named| named.kind == kind).copied().collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    Ok(shown::named(conn, kind, &found, locales, limit)?)
}

/// What is shown of a revision.
#[derive(Debug, Deserialize)]
struct Written {
    title: String,
    summary: Option<String>,
}

pub(super) fn article(
    row: &ArticleRow,
    score: Option<Rank>,
    query: &Query,
    addresses: &Addresses,
) -> Result<Shown> {
    let Written { title, summary } = serde_json::from_str(&row.content).map_err(Error::internal)?;
    let parts = [summary, row.text.clone()];
    let text = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    let section = row.section_slug.as_deref().zip(row.section_path.as_deref());
    let is_page = SearchKind::Page.published() == Some(row.kind.as_str());
    let (kind, web) = if is_page {
        (SearchKind::Page, addresses.page(row.article.0, &row.slug, &row.locale))
    } else {
        let address = ArticleAddress {
            id: row.article.0,
            slug: &row.slug,
            locale: &row.locale,
            category: section,
            first_published_at: row.first_published_at,
        };
        (SearchKind::Article, addresses.article(&address))
    };
    Ok(Shown {
        kind,
        id: row.article.0,
        slug: row.slug.clone(),
        locale: Some(row.locale.clone()),
        highlighted: highlight(&title, &row.locale, query),
        title,
        snippet: (!text.is_empty()).then(|| snippet(&text, &row.locale, query)),
        published_at: Some(row.published_at),
        score,
        web,
    })
}

pub(super) fn name(
    kind: NameKind,
    row: &NameRow,
    score: Option<Rank>,
    locale: &str,
    query: &Query,
    addresses: &Addresses,
) -> Shown {
    let (id, slug) = (row.id.0, row.slug.as_str());
    let own = row.locale.as_deref().unwrap_or(locale);
    Shown {
        kind: SearchKind::from(kind),
        id,
        slug: row.slug.clone(),
        locale: row.locale.clone(),
        highlighted: highlight(&row.name, own, query),
        title: row.name.clone(),
        snippet: row.about.as_deref().map(|about| snippet(about, own, query)),
        published_at: None,
        score,
        web: match kind {
            NameKind::Author => addresses.author(id, slug),
            NameKind::Category => addresses.category(id, slug, row.path.as_deref().unwrap_or_default(), own),
            NameKind::Tag => addresses.tag(id, slug, own),
        },
    }
}
