//! Opening an interval, which publish and schedule have in common, and how all verbs that change what is public begin.

use super::announce::catch_up;
use super::queries::{self, Interval, IntervalRow, Intervals, Section};
use crate::articles::{self, ArticleContent, ArticleId, Revision, SeriesPlace, Workflow, Working};
use crate::auth::UserId;
use crate::categories::{self, CategoryId};
use crate::clock::Timestamp;
use crate::corrections::CorrectionInput;
use crate::db::{NamedLock, Tx, retry_lost_reference};
use crate::error::{Error, Faults, FieldCode, FieldError, Result};
use crate::events::Event;
use crate::publications::PublicationId;
use crate::search;
use crate::series::SeriesId;
use crate::sitemaps;
use crate::slugs;

/// Until when something is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As it was to be, or for good.
    Kept,
    At(Timestamp),
}

/// What is to be public, and when.
pub(super) struct Opening<'a> {
    pub revision: &'a Revision,
    pub slug: &'a str,
    /// None: now.
    pub from: Option<Timestamp>,
    pub until: End,
    pub published_at: Option<Timestamp>,
    pub substantive: bool,
    pub message: Option<&'a str>,
    /// Published to correct what is live; what is planned stays so.
    pub correction: Option<&'a CorrectionInput>,
}

/// How every verb begins that changes what is public. In the order in which all take their locks: the tree,
/// whose sections stay what they are from here on, then the article.
pub(super) fn enter(tx: &mut Tx<'_>, current: &Working, stage: Workflow) -> Result<Intervals> {
    let id = current.article.id;
    tx.share_lock(NamedLock::CategoryTree)?;
    articles::touch(tx, current, stage)?;
    catch_up(tx, id)?;
    let now = tx.now();
    let intervals = queries::intervals(tx, id, now)?;
    if let Some(begun) = &intervals.begun {
        tx.not_before(begun.from_at.next());
    }
    Ok(intervals)
}

/// The revision that is meant, and what it says.
pub(super) fn chosen(tx: &mut Tx<'_>, current: &Working, revision: Option<i32>) -> Result<Revision> {
    let revision = revision.unwrap_or(current.article.head_revision);
    if revision == current.article.head_revision {
        return Ok(current.head());
    }
    articles::revision(tx, current.article.id, revision)?.ok_or_else(|| {
        let detail = format!("There is no revision {revision}.");
        Error::invalid(vec![FieldError::pointer("/revision", FieldCode::UnknownReference, detail)])
    })
}

/// What was planned gives way; what is live ends where this begins.
pub(super) fn open(tx: &mut Tx<'_>, by: UserId, current: &Working, opening: &Opening<'_>) -> Result<()> {
    let Revision { number: revision, content, .. } = opening.revision;
    let (kind, id) = (current.article.kind, current.article.id);
    let Intervals { planned, begun } = enter(tx, current, Workflow::Draft)?;
    check_references(tx, current, *revision, content)?;
    let from = opening.from.unwrap_or_else(|| tx.now());
    check_date(opening.published_at, from)?;
    // Group before series, as everybody: nobody waits in a circle.
    tx.lock(NamedLock::Public(content.translation_group(id).0))?;
    articles::check_public_translation(tx, kind, id, content, from)?;
    check_position(tx, id, content, from)?;
    let live = begun.as_ref().filter(|_| current.live.is_some());
    let until = match opening.until {
        End::At(at) => at,
        // What was live as this was read may have ended since.
        End::Kept if opening.correction.is_some() => live.ok_or_else(articles::lost)?.until_at,
        End::Kept => planned.as_ref().or(live).map_or(Timestamp::FOREVER, |before| before.until_at),
    };
    if until <= from {
        // It ended while this was on its way.
        return Err(articles::lost());
    }
    let reviewed = current.article.is_in_review() || planned.as_ref().is_some_and(|planned| planned.reviewed);
    let known = begun.as_ref().or(planned.as_ref()).map(|before| before.sitemap_part);
    let (dropped, kept) = if opening.correction.is_none() { (planned, None) } else { (None, planned) };
    if let Some(dropped) = &dropped {
        forget(tx, current, dropped, begun.as_ref())?;
    }
    if let Some(live) = live {
        queries::end(tx, live.id, from, true, None)?;
    }
    let published = opening.published_at.or(live.map(|live| live.published_at)).unwrap_or(from);
    let interval = Interval {
        id: PublicationId(tx.next_id()),
        kind,
        article: id,
        revision: *revision,
        slug: opening.slug,
        from,
        until,
        begins: opening.from.is_none(),
        end_is_told: kept.as_ref().is_some_and(|kept| kept.from_at == until),
        reviewed: reviewed && opening.from.is_some(),
        first_published: begun.as_ref().map_or(published, |begun| begun.first_published_at),
        published,
        updated: match live {
            Some(live) if !opening.substantive => live.updated_at.max(published),
            Some(_) => from,
            None => published,
        },
        substantive: opening.substantive,
        message: opening.message,
        sitemap_part: match known {
            Some(part) => part,
            None => sitemaps::place(tx)?,
        },
    };
    insert(tx, &interval, content)?;
    claim_address(tx, &interval, kept.as_ref())?;
    tell(tx, by, &interval, opening.correction);
    Ok(())
}

fn insert(tx: &mut Tx<'_>, interval: &Interval<'_>, content: &ArticleContent) -> Result<()> {
    queries::insert(tx, interval, content).map_err(retry_lost_reference)?;
    queries::insert_byline(tx, interval, content).map_err(retry_lost_reference)?;
    queries::insert_tags(tx, interval, content).map_err(retry_lost_reference)?;
    queries::insert_series(tx, interval, content).map_err(retry_lost_reference)?;
    let sections = sections(tx, content)?;
    queries::insert_sections(tx, interval, &sections).map_err(retry_lost_reference)?;
    search::index_publications(tx, &[interval.id.0])
}

/// The address is its own from now on; those before it redirect as soon as it is public, but for that of what
/// stays planned.
fn claim_address(tx: &mut Tx<'_>, interval: &Interval<'_>, kept: Option<&IntervalRow>) -> Result<()> {
    let (resource, id) = (interval.kind.resource(), interval.article.0);
    if interval.begins {
        let kept: Vec<&str> =
            kept.map(|kept| kept.slug.as_str()).into_iter().chain([interval.slug]).collect();
        slugs::retire(tx, resource, id, &kept)?;
    }
    slugs::plan(tx, resource, id, interval.slug)
}

fn tell(tx: &mut Tx<'_>, by: UserId, interval: &Interval<'_>, correction: Option<&CorrectionInput>) {
    let events = interval.kind.events();
    let kind = match correction {
        Some(_) => events.corrected,
        None if interval.begins => events.published,
        None => events.scheduled,
    };
    let mut event = Event::new(kind, interval.article.0, Some(by))
        .revision(interval.revision)
        .with("slug", interval.slug)
        .with("substantive", interval.substantive);
    if !interval.begins {
        event = event.with("publish_at", interval.from.to_string());
    }
    if interval.until < Timestamp::FOREVER {
        event = event.with("unpublish_at", interval.until.to_string());
    }
    if let Some(correction) = correction {
        event = event.with("kind", correction.kind.as_str()).with("note", correction.note.clone());
    }
    event.emit(tx);
}

/// Drops what was planned, and the address it was to have.
pub(super) fn forget(
    tx: &mut Tx<'_>,
    current: &Working,
    planned: &IntervalRow,
    begun: Option<&IntervalRow>,
) -> Result<()> {
    queries::forget(tx, planned.id)?;
    if begun.is_some_and(|begun| begun.slug == planned.slug) {
        return Ok(());
    }
    let (kind, id) = (current.article.kind, current.article.id);
    let was_public = queries::was_public_as(tx, id, &planned.slug)?;
    let is_current = current.article.slug == planned.slug;
    slugs::unplan(tx, kind.resource(), id.0, &planned.slug, is_current, was_public)
}

/// Readers find one article at each position of a series: another may still be public where its
/// working copy has made room.
fn check_position(tx: &mut Tx<'_>, id: ArticleId, content: &ArticleContent, at: Timestamp) -> Result<()> {
    let Some(SeriesPlace { id: series, position: Some(position) }) = content.series else { return Ok(()) };
    tx.lock(NamedLock::Public(series))?;
    let Some(holder) = queries::public_holder(tx, SeriesId(series), position, id, at)? else { return Ok(()) };
    let detail = format!(
        "Readers find article {} at position {position} of the series. Publish it where it stands now, or this elsewhere.",
        holder.0
    );
    Err(Error::invalid(vec![FieldError::pointer("/revision", FieldCode::Duplicate, detail)]))
}

fn check_date(published_at: Option<Timestamp>, from: Timestamp) -> Result<()> {
    if published_at.is_some_and(|at| at > from) {
        let fault = FieldError::pointer(
            "/published_at",
            FieldCode::OutOfRange,
            "The date of publication lies in the future.",
        );
        return Err(Error::invalid(vec![fault.expected("an instant that has passed")]));
    }
    Ok(())
}

/// The latest revision refers to what exists, or the database would have refused that to go: if
/// something is missing there, it was handed over since `current` was read.
fn check_references(
    tx: &mut Tx<'_>,
    current: &Working,
    revision: i32,
    content: &ArticleContent,
) -> Result<()> {
    let missing = articles::missing_references(tx, content)?;
    if !missing.is_empty() && revision == current.article.head_revision {
        return Err(articles::lost());
    }
    let mut faults = Faults::new();
    for gone in missing {
        let detail = format!(
            "Revision {revision} names the {} {}, which is gone. Publish another, or save one without it.",
            gone.kind, gone.id
        );
        faults.add("/revision", FieldCode::UnknownReference, detail);
    }
    faults.check()
}

/// The article's own sections and all above them, each once.
fn sections(tx: &mut Tx<'_>, content: &ArticleContent) -> Result<Vec<Section>> {
    let own: Vec<Section> = content
        .sections()
        .into_iter()
        .map(|(id, is_primary)| Section { id: CategoryId(id), direct: true, is_primary })
        .collect();
    if own.is_empty() {
        return Ok(own);
    }
    let ids: Vec<CategoryId> = own.iter().map(|section| section.id).collect();
    let mut all = own;
    for (_, ancestor) in categories::ancestors(tx, &ids)? {
        if !all.iter().any(|section| section.id == ancestor) {
            all.push(Section { id: ancestor, direct: false, is_primary: false });
        }
    }
    Ok(all)
}
