//! Reading the public edition.

use super::model::{ArticleSort, PublicFilter, PublicRow, PublicationId};
use super::queries::list;
use super::queries::{find, references};
use crate::articles::{self, ArticleId, BylineRow, Kind, SectionRow, TagRow, TranslationRow};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::error::{Error, ErrorKind, Result};
use crate::search::{self, Prepared, Ranking};
use crate::site::{Addresses, ArticleAddress, Settings};
use crate::slugs::Found;
use crate::text::slug::IdOrSlug;
use crate::translations::{GroupId, Translation};

/// A publication with its references, and where the website shows it.
#[derive(Clone, Debug)]
pub struct Published {
    pub row: PublicRow,
    pub bylines: Vec<BylineRow>,
    pub sections: Vec<SectionRow>,
    pub tags: Vec<TagRow>,
    /// The sections above the primary one, from the root; only when they were asked for.
    pub trail: Vec<SectionRow>,
    /// The other languages it can be read in now.
    pub translations: Vec<Translation>,
    pub web: Option<String>,
}

/// What is read of publications beyond the ordinary.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent {
    pub bodies: bool,
    pub trails: bool,
    pub translations: bool,
}

impl Published {
    fn new(
        row: PublicRow,
        bylines: Vec<BylineRow>,
        sections: Vec<(SectionRow, bool)>,
        tags: Vec<TagRow>,
        group: &[TranslationRow],
        addresses: &Addresses,
    ) -> Self {
        let (sections, mut trail) = split(sections);
        let primary = sections.iter().find(|section| section.is_primary);
        trail.retain(|above| primary.is_some_and(|primary| is_above(above, primary)));
        trail.sort_by_key(|above| above.path.len());
        let address = ArticleAddress {
            id: row.article.0,
            slug: &row.slug,
            locale: &row.locale,
            category: primary.map(|section| (section.slug.as_str(), section.path.as_str())),
            first_published_at: row.first_published_at,
        };
        let web = row.kind.address(addresses, &address);
        let others =
            group.iter().filter(|other| other.group == row.translation_group && other.article != row.article);
        let translations = others.map(|other| other.translation(address_of(row.kind, other, addresses)));
        let translations = translations.collect();
        Published { row, bylines, sections, tags, trail, translations, web }
    }
}

fn address_of(kind: Kind, row: &TranslationRow, addresses: &Addresses) -> Option<String> {
    let address = ArticleAddress {
        id: row.article.0,
        slug: &row.slug,
        locale: &row.locale,
        category: row.section.as_ref().map(|(slug, path)| (slug.as_str(), path.as_str())),
        first_published_at: row.first_published_at,
    };
    kind.address(addresses, &address)
}

/// The article's own sections, and all that were read.
fn split(sections: Vec<(SectionRow, bool)>) -> (Vec<SectionRow>, Vec<SectionRow>) {
    let all = sections.iter().map(|(section, _)| section.clone()).collect();
    (sections.into_iter().filter_map(|(section, own)| own.then_some(section)).collect(), all)
}

fn is_above(above: &SectionRow, section: &SectionRow) -> bool {
    section.path.strip_prefix(&above.path).is_some_and(|rest| rest.starts_with('/'))
}

/// # Errors
/// 404 unless it is visible, 410 with the notice when it was withdrawn.
fn find_by_id(
    conn: &mut Conn,
    kind: Kind,
    id: ArticleId,
    trails: bool,
    now: Timestamp,
) -> Result<(Published, Settings)> {
    let Some((row, settings)) = find::find(conn, kind, id, now)? else {
        return Err(match find::notice(conn, kind, id, now)? {
            Some(notice) => {
                let detail = format!("The {kind} was withdrawn by its editors.");
                Error::new(ErrorKind::Retracted, detail).with("notice", notice)
            }
            None => Error::not_found(kind.as_str()),
        });
    };
    let bylines = references::bylines(conn, &[row.id])?;
    let (sections, tags) = references::subjects(conn, &[row.id], trails)?;
    let group = articles::public_translations(conn, &[row.translation_group], now)?;
    let settings: Settings = serde_json::from_str(&settings).map_err(Error::internal)?;
    let published = Published::new(row, bylines, sections, tags, &group, &Addresses::new(&settings));
    Ok((published, settings))
}

/// What is visible under a name at `now`, body and all, with the settings of the site in the same
/// snapshot; with the sections above the primary one if asked for.
///
/// # Errors
/// 404 unless it is visible, 410 with the notice when it was withdrawn.
pub fn find_named(
    conn: &mut Conn,
    kind: Kind,
    name: &IdOrSlug,
    trails: bool,
    now: Timestamp,
) -> Result<Found<(Published, Settings)>> {
    let id = match name {
        IdOrSlug::Id(id) => ArticleId(*id),
        IdOrSlug::Slug(slug) => {
            let held = holders(conn, &[kind], std::slice::from_ref(slug), now)?;
            held.first().map(|(.., id)| *id).ok_or_else(|| Error::not_found(kind.as_str()))?
        }
    };
    let (published, settings) = find_by_id(conn, kind, id, trails, now)?;
    let slug = published.row.slug.clone();
    Ok(Found::new((published, settings), name, &slug))
}

/// Whose public addresses these slugs are, or were last: nobody else's business is a slug before the
/// instant at which something is public under it. One statement.
///
/// # Errors
/// When the database cannot answer.
pub fn holders(
    conn: &mut Conn,
    kinds: &[Kind],
    slugs: &[String],
    now: Timestamp,
) -> Result<Vec<(Kind, String, ArticleId)>> {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let mut held = find::held(conn, &names, slugs, now)?;
    // Whoever had it last stands first.
    held.sort_by(|a, b| (&a.0, &a.1, b.3).cmp(&(&b.0, &b.1, a.3)));
    held.dedup_by(|later, first| (&later.0, &later.1) == (&first.0, &first.1));
    let kind = |name: &str| kinds.iter().copied().find(|kind| kind.as_str() == name);
    Ok(held.into_iter().filter_map(|(name, slug, id, _)| Some((kind(&name)?, slug, id))).collect())
}

/// A page of what is visible at `now` and, if asked for, how much there is; with the addresses of
/// the site as they are in the same snapshot.
///
/// # Errors
/// When the database cannot answer.
#[expect(clippy::too_many_arguments, reason = "what a list is made of")]
pub fn list(
    conn: &mut Conn,
    addresses: &Addresses,
    filter: &PublicFilter,
    sort: ArticleSort,
    page: &PageRequest,
    extent: Extent,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Published>, Option<i64>)> {
    let (paged, known) = match &filter.matching {
        Some(prepared) if sort == ArticleSort::Relevance => {
            found(conn, filter, prepared, page, extent.bodies, now)?
        }
        _ => (listed(conn, filter, sort, page, extent.bodies, now)?, None),
    };
    let total = match known {
        _ if !count => None,
        None => Some(list::count(conn, filter, now)?),
        known => known,
    };
    let ids: Vec<PublicationId> = paged.items.iter().map(|row| row.id).collect();
    let mut bylines = references::bylines(conn, &ids)?;
    let (mut sections, mut tags) = references::subjects(conn, &ids, extent.trails)?;
    let groups: Vec<GroupId> = paged.items.iter().map(|row| row.translation_group).collect();
    let groups =
        if extent.translations { articles::public_translations(conn, &groups, now)? } else { Vec::new() };
    let published = paged.map(|row| {
        let article = row.article;
        let bylines = bylines.extract_if(.., |name| name.article == article).collect();
        let sections = sections.extract_if(.., |(section, _)| section.article == article).collect();
        let tags = tags.extract_if(.., |tag| tag.article == article).collect();
        Published::new(row, bylines, sections, tags, &groups, addresses)
    });
    Ok((published, total))
}

fn listed(
    conn: &mut Conn,
    filter: &PublicFilter,
    sort: ArticleSort,
    page: &PageRequest,
    bodies: bool,
    now: Timestamp,
) -> Result<Paged<PublicRow>> {
    let rows = list::list(conn, filter, sort, page, bodies, now)?;
    Ok(Paged::new(rows, page, |row| Position {
        key: match sort {
            ArticleSort::Updated | ArticleSort::UpdatedDescending => row.updated_at.write(),
            ArticleSort::Title => row.title_key.clone(),
            ArticleSort::Series => row.series.as_ref().map_or_else(String::new, |(_, rank)| rank.write()),
            _ => row.published_at.write(),
        },
        id: row.article.0,
    }))
}

/// The best first: which they are, then their rows. With how many there are, where that is known.
fn found(
    conn: &mut Conn,
    filter: &PublicFilter,
    prepared: &Prepared,
    page: &PageRequest,
    bodies: bool,
    now: Timestamp,
) -> Result<(Paged<PublicRow>, Option<i64>)> {
    let narrow = |query| list::narrowed(query, filter, now);
    let Ranking { hits, total } = search::ranked(conn, prepared, Vec::new(), page, now, &narrow)?;
    let ids: Vec<PublicationId> =
        hits.items.iter().filter_map(|hit| hit.publication().map(PublicationId)).collect();
    let mut rows = list::some(conn, &ids, bodies)?;
    rows.sort_unstable_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok((Paged { items: rows, next: hits.next, prev: hits.prev }, total))
}
