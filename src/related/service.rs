//! Finding candidates, and ordering them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use uuid::Uuid;

use super::model::{Ranked, Subject, Traits};
use super::queries::{self, Found as Candidate};
use super::rank;
use crate::articles::{ArticleContent, ArticleId, Kind};
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, Seek};
use crate::error::{Error, Result};
use crate::publications::{self, ArticleSort, Extent, PublicFilter, Published};
use crate::site::{Addresses, Settings};
use crate::slugs::Found;
use crate::tags::TagId;
use crate::text::search::stems;
use crate::text::slug::IdOrSlug;

/// Candidates from each subject: its newest articles.
const EACH: i64 = 40;
/// The weightiest tags; the first of the byline.
const TAGS: usize = 3;
const AUTHORS: usize = 2;
/// Candidates that are looked at closely.
const CLOSELY: usize = 60;

/// A related article and why it is one.
#[derive(Clone, Debug)]
pub struct Related {
    pub published: Published,
    pub ranked: Ranked,
}

/// What is related to an article that is public, the most related first, with the settings of the site.
/// At most 16 statements.
///
/// # Errors
/// 404 unless the article is visible, 410 with the notice when it was withdrawn.
pub fn find(
    conn: &mut Conn,
    name: &IdOrSlug,
    limit: usize,
    now: Timestamp,
) -> Result<Found<(Vec<Related>, Settings)>> {
    let (source, settings) =
        match publications::find_named(conn, Kind::Article, name, Extent::default(), now)? {
            Found::Here(here) => here,
            Found::Moved(slug) => return Ok(Found::Moved(slug)),
        };
    let pins = content(&source)?.related_ids;
    let mut ids = promising(conn, &source, now)?;
    ids.extend(&pins);
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Found::Here((Vec::new(), settings)));
    }
    let mut candidates = load(conn, &Addresses::new(&settings), ids, now)?;
    // A hidden one would tell of itself by the points of those before it.
    let is_there = |pin: &Uuid| candidates.iter().any(|other| other.row.article.0 == *pin);
    let pins: Vec<Uuid> = pins.into_iter().filter(is_there).collect();
    keep_one_language(&source, &mut candidates, &pins);
    let traits = candidates.iter().map(traits).collect::<Result<Vec<_>>>()?;
    let ranked = rank::rank(&self::traits(&source)?, &traits, &pins, limit);
    let mut found: BTreeMap<Uuid, Published> =
        candidates.into_iter().map(|published| (published.row.article.0, published)).collect();
    let related = ranked
        .into_iter()
        .filter_map(|ranked| found.remove(&ranked.id).map(|published| Related { published, ranked }));
    Ok(Found::Here((related.collect(), settings)))
}

/// Of the same in several languages one is something else to read: in the language of the source
/// if it is there in it. Those of the source itself are none; it names them. Pins are what editors
/// want.
fn keep_one_language(source: &Published, candidates: &mut Vec<Published>, pins: &[Uuid]) {
    let is_pin = |other: &Published| pins.contains(&other.row.article.0);
    candidates.retain(|other| other.row.translation_group != source.row.translation_group || is_pin(other));
    candidates.sort_by(|one, other| {
        let key = |published: &Published| {
            let row = &published.row;
            let foreign = row.locale != source.row.locale;
            (row.translation_group, !is_pin(published), foreign, row.locale.clone(), row.article)
        };
        key(one).cmp(&key(other))
    });
    candidates
        .dedup_by(|next, kept| next.row.translation_group == kept.row.translation_group && !is_pin(next));
}

/// The candidates that share most, as far as the subjects they were found by tell: those worth a
/// closer look.
fn promising(conn: &mut Conn, source: &Published, now: Timestamp) -> Result<Vec<Uuid>> {
    let mut points: BTreeMap<ArticleId, (i64, Timestamp)> = BTreeMap::new();
    let mut count = |found: Vec<Candidate>, each: i64| {
        for (article, published_at) in found {
            points.entry(article).or_insert((0, published_at)).0 += each;
        }
    };
    for tag in source.tags.iter().take(TAGS) {
        count(queries::with_tag(conn, TagId(tag.tag.0), now, EACH)?, rank::TAG);
    }
    for name in source.bylines.iter().take(AUTHORS) {
        count(queries::by_author(conn, AuthorId(name.author.0), now, EACH)?, rank::AUTHOR);
    }
    if let Some((series, _)) = &source.row.series {
        count(queries::in_series(conn, series.series, now, EACH)?, rank::SERIES);
    }
    if let Some(section) = source.sections.iter().find(|section| section.is_primary) {
        count(queries::in_category(conn, CategoryId(section.category.0), now, EACH)?, rank::CATEGORY);
    }
    points.remove(&source.row.article);
    let mut best: Vec<(i64, Timestamp, ArticleId)> =
        points.into_iter().map(|(id, (points, published_at))| (points, published_at, id)).collect();
    best.sort_unstable_by_key(|candidate| Reverse(*candidate));
    Ok(best.into_iter().take(CLOSELY).map(|(_, _, id)| id.0).collect())
}

/// Those that are visible, whoever named them.
fn load(conn: &mut Conn, addresses: &Addresses, ids: Vec<Uuid>, now: Timestamp) -> Result<Vec<Published>> {
    let page = PageRequest { limit: u32::try_from(ids.len()).unwrap_or(u32::MAX), seek: Seek::Start };
    let filter = PublicFilter { ids: Some((ids, Vec::new())), ..PublicFilter::default() };
    let sort = ArticleSort::PublishedDescending;
    let extent = Extent { translations: true, ..Extent::default() };
    let (found, _) = publications::list(conn, addresses, &filter, sort, &page, extent, false, now)?;
    Ok(found.items)
}

fn content(published: &Published) -> Result<ArticleContent> {
    serde_json::from_str(&published.row.content).map_err(Error::internal)
}

fn traits(published: &Published) -> Result<Traits> {
    let content = content(published)?;
    let subject = |id: Uuid, slug: &str| Subject { id, slug: slug.to_owned() };
    let primary = published.sections.iter().find(|section| section.is_primary);
    let about = format!("{}\n{}", content.title, content.summary.as_deref().unwrap_or_default());
    let series = published.row.series.as_ref();
    Ok(Traits {
        id: published.row.article.0,
        tags: published.tags.iter().map(|tag| subject(tag.tag.0, &tag.slug)).collect(),
        series: series.map(|(series, _)| subject(series.series.0, &series.slug)),
        category: primary.map(|section| subject(section.category.0, &section.slug)),
        authors: published.bylines.iter().map(|name| subject(name.author.0, &name.slug)).collect(),
        words: stems(&about, &published.row.locale),
        published_at: published.row.published_at,
    })
}
