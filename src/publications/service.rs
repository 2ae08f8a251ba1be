//! Reading the public edition.

use super::model::{ArticleSort, Look, PublicFilter, PublicRow, PublicationId};
use super::queries::list;
use super::queries::{find, references};
use crate::articles::{self, ArticleId, BylineRow, Kind, SectionRow, TagRow, TranslationRow};
use crate::clock::Timestamp;
use crate::corrections::{self, Correction};
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
    /// The newest first; only when they were asked for.
    pub corrections: Vec<Correction>,
    pub web: Option<String>,
}

/// What is read of publications beyond the ordinary.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent {
    pub bodies: bool,
    pub trails: bool,
    pub translations: bool,
    pub corrections: bool,
}

impl Published {
    fn new(
        row: PublicRow,
        bylines: Vec<BylineRow>,
        sections: Vec<(SectionRow, bool)>,
        tags: Vec<TagRow>,
        group: &[TranslationRow],
        corrections: Vec<Correction>,
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
        Published { row, bylines, sections, tags, trail, translations, corrections, web }
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
/// 404 unless it is visible, 410 with the notice when it was withdrawn, or when it was purged.
fn find_by_id(
    conn: &mut Conn,
    kind: Kind,
    id: ArticleId,
    extent: Extent,
    look: Look,
) -> Result<(Published, Settings)> {
    let now = look.at;
    let Some((row, settings)) = find::find(conn, kind, id, now)? else {
        return Err(absent(conn, kind, id, look.still.unwrap_or(now))?);
    };
    let bylines = references::bylines(conn, &[row.id])?;
    let (sections, tags) = references::subjects(conn, &[row.id], extent.trails)?;
    let group = translations(conn, &[row.translation_group], look)?;
    let corrected = if extent.corrections { &[id][..] } else { &[] };
    let corrections = corrections::of(conn, corrected, now)?;
    let settings: Settings = serde_json::from_str(&settings).map_err(Error::internal)?;
    let addresses = Addresses::new(&settings);
    let published = Published::new(row, bylines, sections, tags, &group, corrections, &addresses);
    Ok((published, settings))
}

/// Why nothing is shown: it was withdrawn, it was purged, or there is no such thing.
fn absent(conn: &mut Conn, kind: Kind, id: ArticleId, now: Timestamp) -> Result<Error> {
    let buried = match find::notice(conn, kind, id, now)? {
        Some(notice) => Some(Some(notice)),
        None => find::tombstone(conn, kind, id)?,
    };
    Ok(match buried {
        Some(Some(notice)) => {
            let detail = format!("The {kind} was withdrawn by its editors.");
            Error::new(ErrorKind::Retracted, detail).with("notice", notice)
        }
        Some(None) => Error::new(ErrorKind::Gone, format!("The {kind} is gone for good.")),
        None => Error::not_found(kind.as_str()),
    })
}

/// The languages these groups can be read in.
fn translations(conn: &mut Conn, groups: &[GroupId], look: Look) -> Result<Vec<TranslationRow>> {
    let mut rows = articles::public_translations(conn, groups, look.at)?;
    if let Some(still) = look.still {
        let shown = articles::public_translations(conn, groups, still)?;
        rows.retain(|row| shown.iter().any(|now| now.article == row.article));
    }
    Ok(rows)
}

/// What was visible of an article at an instant, under a name of then or of today.
///
/// # Errors
/// 404 unless it was visible then, and is where the look asks for that; 410 with the notice when it was withdrawn.
pub fn find_as_of(
    conn: &mut Conn,
    kind: Kind,
    name: &IdOrSlug,
    extent: Extent,
    look: Look,
    now: Timestamp,
) -> Result<Found<(Published, Settings)>> {
    // Who had the address then comes before who has it today.
    let id = match named(conn, kind, name, look.at) {
        Err(error) if error.kind() == ErrorKind::NotFound => named(conn, kind, name, now)?,
        then => then?,
    };
    let today = match look.still {
        Some(still) => match find::address(conn, kind, id, still)? {
            Some(slug) => Some(slug),
            None => return Err(absent(conn, kind, id, still)?),
        },
        None => None,
    };
    let found = find_by_id(conn, kind, id, extent, look)?;
    // By the name it had then it is found as well.
    Ok(match (name, today) {
        (IdOrSlug::Slug(slug), Some(today)) if *slug != today && *slug != found.0.row.slug => {
            Found::Moved(today)
        }
        _ => Found::Here(found),
    })
}

fn named(conn: &mut Conn, kind: Kind, name: &IdOrSlug, now: Timestamp) -> Result<ArticleId> {
    match name {
        IdOrSlug::Id(id) => Ok(ArticleId(*id)),
        IdOrSlug::Slug(slug) => {
            let held = holders(conn, &[kind], std::slice::from_ref(slug), now)?;
            held.first().map(|(.., id)| *id).ok_or_else(|| Error::not_found(kind.as_str()))
        }
    }
}

/// What is visible under a name at `now`, body and all, with the settings of the site in the same
/// snapshot. Of `extent`, texts and translations always come along.
///
/// # Errors
/// 404 unless it is visible, 410 with the notice when it was withdrawn.
pub fn find_named(
    conn: &mut Conn,
    kind: Kind,
    name: &IdOrSlug,
    extent: Extent,
    now: Timestamp,
) -> Result<Found<(Published, Settings)>> {
    let id = named(conn, kind, name, now)?;
    let (published, settings) = find_by_id(conn, kind, id, extent, Look::now(now))?;
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
    let look = Look { at: now, still: filter.still };
    let groups = if extent.translations { translations(conn, &groups, look)? } else { Vec::new() };
    let articles: Vec<ArticleId> = match extent.corrections {
        true => paged.items.iter().map(|row| row.article).collect(),
        false => Vec::new(),
    };
    let mut corrections = corrections::of(conn, &articles, now)?;
    let published = paged.map(|row| {
        let article = row.article;
        let bylines = bylines.extract_if(.., |name| name.article == article).collect();
        let sections = sections.extract_if(.., |(section, _)| section.article == article).collect();
        let tags = tags.extract_if(.., |tag| tag.article == article).collect();
        let corrections = corrections.extract_if(.., |one| one.article == article).collect();
        Published::new(row, bylines, sections, tags, &groups, corrections, addresses)
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
    let mut rows = list::some(conn, &ids, bodies, now)?;
    rows.sort_unstable_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok((Paged { items: rows, next: hits.next, prev: hits.prev }, total))
}
