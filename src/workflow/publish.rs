//! Publish: one revision is public from now on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lifecycle::Verb;
use super::queries::{self, Interval, LastRow, Section};
use super::status::Status;
use crate::articles::{self, ArticleContent, ArticleId, SeriesPlace, Workflow, Working};
use crate::auth::UserId;
use crate::categories::{self, CategoryId};
use crate::clock::Timestamp;
use crate::db::{NamedLock, Tx, retry_lost_reference};
use crate::error::{Error, Faults, FieldCode, FieldError, Result};
use crate::events::Event;
use crate::publications::PublicationId;
use crate::search;
use crate::series::SeriesId;
use crate::sitemaps;
use crate::slugs;

/// How to publish.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// Number of the revision. Left out: the latest.
    #[schema(required = false, minimum = 1, maximum = 2147483647)]
    pub revision: Option<i32>,
    /// For the desk: why.
    #[schema(required = false, max_length = 500, example = "Relu par la rédaction en chef")]
    pub message: Option<String>,
    /// Shown as the date of publication; not in the future. Left out: now, or what it was.
    #[schema(required = false, value_type = Option<String>, format = DateTime, example = json!(null))]
    pub published_at: Option<Timestamp>,
    /// Whether readers should be told that it changed (`updated_at` moves). Left out: yes.
    #[schema(required = false)]
    pub substantive: Option<bool>,
}

/// Makes a revision public. Publishing what is live already changes nothing.
///
/// # Errors
/// 409 when the status does not allow it, 422 for a revision that is not there or refers to what is
/// gone.
pub fn publish(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Publish) -> Result<()> {
    current.allow(Verb::Publish)?;
    let (kind, id) = (current.article.kind, current.article.id);
    let revision = input.revision.unwrap_or(current.article.head_revision);
    let content = if revision == current.article.head_revision {
        current.content.clone()
    } else {
        articles::revision(tx, id, revision)?.ok_or_else(|| no_such_revision(revision))?
    };
    let last = queries::last(tx, id)?;
    let live = last.as_ref().filter(|_| current.status == Status::Published);
    if live.is_some_and(|live| is_same(live, current, revision, input)) {
        return Ok(());
    }
    // Before any row, as whoever moves a section does; from here on its ancestors stay what they are.
    tx.share_lock(NamedLock::CategoryTree)?;
    articles::touch(tx, current, Workflow::Draft)?;
    check_references(tx, current, revision, &content)?;
    if let Some(last) = &last {
        tx.not_before(last.from_at.next());
    }
    let from = tx.now();
    check_date(input.published_at, from)?;
    // Group before series, as everybody: nobody waits in a circle.
    tx.lock(NamedLock::Public(content.translation_group(id).0))?;
    articles::check_public_translation(tx, kind, id, &content, from)?;
    check_position(tx, id, &content, from)?;
    if let Some(live) = live {
        queries::end(tx, live.id, from, None)?;
    }
    let published = input.published_at.or(live.map(|live| live.published_at)).unwrap_or(from);
    let substantive = input.substantive.unwrap_or(true);
    let interval = Interval {
        id: PublicationId(tx.next_id()),
        kind,
        article: id,
        revision,
        slug: &current.article.slug,
        from,
        first_published: last.as_ref().map_or(published, |last| last.first_published_at),
        published,
        updated: match live {
            Some(live) if !substantive => live.updated_at.max(published),
            Some(_) => from,
            None => published,
        },
        substantive,
        message: input.message.as_deref(),
        sitemap_part: match &last {
            Some(last) => last.sitemap_part,
            None => sitemaps::place(tx)?,
        },
    };
    queries::insert(tx, &interval, &content)?;
    queries::insert_byline(tx, &interval, &content).map_err(retry_lost_reference)?;
    queries::insert_tags(tx, &interval, &content).map_err(retry_lost_reference)?;
    queries::insert_series(tx, &interval, &content).map_err(retry_lost_reference)?;
    let sections = sections(tx, &content)?;
    queries::insert_sections(tx, &interval, &sections).map_err(retry_lost_reference)?;
    search::index_publications(tx, &[interval.id.0])?;
    slugs::go_live(tx, kind.resource(), id.0, interval.slug)?;
    let event =
        Event::new(kind.events().published, id.0, Some(by)).revision(revision).with("slug", interval.slug);
    event.with("substantive", substantive).emit(tx);
    Ok(())
}

/// Whether publishing would show readers nothing they do not see already.
fn is_same(live: &LastRow, current: &Working, revision: i32, input: &Publish) -> bool {
    let slug = current.live.as_ref().map(|live| live.slug.as_str());
    live.revision == revision
        && slug == Some(current.article.slug.as_str())
        && input.published_at.is_none_or(|at| at == live.published_at)
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

fn check_date(published_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    if published_at.is_some_and(|at| at > now) {
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

fn no_such_revision(number: i32) -> Error {
    let detail = format!("There is no revision {number}.");
    Error::invalid(vec![FieldError::pointer("/revision", FieldCode::UnknownReference, detail)])
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
