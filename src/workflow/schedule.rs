//! Schedule: a revision is public from an instant on, and until another if one is named. Nothing has to happen
//! then: readers are judged by the instant at which they read. Unschedule takes it back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checklist;
use super::lifecycle::Verb;
use super::open::{End, Opening, chosen, enter, forget, open};
use super::queries::{self, Intervals};
use crate::articles::{self, Workflow, Working};
use crate::auth::UserId;
use crate::clock::{Timestamp, When};
use crate::db::Tx;
use crate::error::{Error, Faults, FieldCode, FieldError, Result};
use crate::events::Event;

/// When to publish.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// An instant to come (RFC 3339), or a local time in the site's time zone.
    #[schema(
        value_type = String,
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$",
        example = "2030-06-01T06:30"
    )]
    pub publish_at: When,
    /// An instant after that, at which it is no longer public. Left out: it stays.
    #[serde(default)]
    #[schema(
        required = false,
        value_type = Option<String>,
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$",
        example = "2030-06-08T00:00:00Z"
    )]
    pub unpublish_at: Option<When>,
    /// Number of the revision. Left out: the latest.
    #[serde(default)]
    #[schema(required = false, minimum = 1, maximum = 2147483647)]
    pub revision: Option<i32>,
    /// For the desk: why.
    #[serde(default)]
    #[schema(required = false, max_length = 500, example = "Pour la une du matin")]
    pub message: Option<String>,
}

/// Plans a publication, in the place of what was planned before. What is live stays so until then. The same
/// plan again changes nothing.
///
/// # Errors
/// 409 when the status does not allow it; 422 for instants that have passed, do not exist or exist twice, and
/// for a revision that is not there or refers to what is gone.
pub fn schedule(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Schedule) -> Result<()> {
    current.allow(Verb::Schedule)?;
    let now = tx.now();
    let Intervals { planned, begun } = queries::intervals(tx, current.article.id, now)?;
    if let Some(begun) = &begun {
        tx.not_before(begun.from_at.next());
    }
    let (from, until) = instants(tx, current, input)?;
    let revision = chosen(tx, current, input.revision)?;
    let is_same = planned.as_ref().is_some_and(|planned| {
        (planned.from_at, planned.until_at, planned.revision, &planned.slug)
            == (from, until, revision.number, &current.article.slug)
    });
    if is_same {
        // On PostgreSQL it may be what another did since `current` was read.
        return if current.publish_at == Some(from) { Ok(()) } else { Err(articles::lost()) };
    }
    let live = begun.filter(|live| current.live.is_some() && planned.is_none() && live.until_at < from);
    if let Some(live) = live {
        return Err(ends_before(live.until_at));
    }
    checklist::check(current, by, &revision)?;
    let opening = Opening {
        revision: &revision,
        slug: &current.article.slug,
        from: Some(from),
        until: End::At(until),
        published_at: None,
        substantive: true,
        message: input.message.as_deref(),
        correction: None,
    };
    open(tx, by, current, &opening)
}

/// What is live would have to stay for longer than was planned, or be gone for a while that nobody planned.
fn ends_before(until: Timestamp) -> Error {
    let detail = format!(
        "What is public now ceases to be so at {until}, before this begins. Unschedule that end first, or name an earlier instant."
    );
    let fault = FieldError::pointer("/publish_at", FieldCode::Rule, detail);
    Error::invalid(vec![fault.expected(format!("an instant up to {until}"))])
}

/// From when until when, all faults at once.
fn instants(tx: &mut Tx<'_>, current: &Working, input: &Schedule) -> Result<(Timestamp, Timestamp)> {
    let (now, site) = (tx.now(), &current.site);
    let mut faults = Faults::new();
    let from = faults.take(site.instant(&input.publish_at, "/publish_at"));
    let until = input.unpublish_at.as_ref();
    let until = until.and_then(|until| faults.take(site.instant(until, "/unpublish_at")));
    if from.is_some_and(|from| from <= now) {
        let fault =
            FieldError::pointer("/publish_at", FieldCode::OutOfRange, "This instant is not in the future.");
        faults.push(fault.expected(format!("an instant after {now}")));
    }
    if let (Some(from), Some(embargo)) = (from, current.embargo())
        && from < embargo
    {
        let detail = "It is under embargo at this instant.";
        let fault = FieldError::pointer("/publish_at", FieldCode::OutOfRange, detail);
        faults.push(fault.expected(format!("an instant from {embargo} on")));
    }
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let fault = FieldError::pointer(
            "/unpublish_at",
            FieldCode::OutOfRange,
            "It would end before it begins, or at once.",
        );
        faults.push(fault.expected(format!("an instant after {from}")));
    }
    faults.check()?;
    let from = from.ok_or_else(|| Error::internal("an instant without a fault"))?;
    Ok((from, until.unwrap_or(Timestamp::FOREVER)))
}

/// Drops what is planned: a publication to come, and the end of the one that is live.
///
/// # Errors
/// 409 when nothing is.
pub fn unschedule(tx: &mut Tx<'_>, by: UserId, current: &Working) -> Result<()> {
    current.allow(Verb::Unschedule)?;
    let (id, now) = (current.article.id, tx.now());
    let reviewed = queries::intervals(tx, id, now)?.planned.is_some_and(|planned| planned.reviewed);
    let stage = if reviewed { Workflow::InReview } else { Workflow::Draft };
    let Intervals { planned, begun } = enter(tx, current, stage)?;
    if let Some(planned) = &planned {
        forget(tx, current, planned, begun.as_ref())?;
    }
    if let Some(live) = begun.filter(|live| current.live.is_some() && live.until_at < Timestamp::FOREVER) {
        queries::end(tx, live.id, Timestamp::FOREVER, false, None)?;
    }
    Event::new(current.article.kind.events().unscheduled, id.0, Some(by)).emit(tx);
    Ok(())
}
