//! Publish: one revision is public from now on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checklist;
use super::lifecycle::Verb;
use super::open::{End, Opening, chosen, open};
use super::queries;
use crate::articles::{LiveRow, Working};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::Result;

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

/// Makes a revision public, or plans that for the end of the embargo. Publishing what is live already changes
/// nothing; what was planned is dropped, but for its end.
///
/// # Errors
/// 409 when the status does not allow it, or somebody else has to; 422 for a revision that is not there, refers to
/// what is gone or is not complete.
pub fn publish(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Publish) -> Result<()> {
    current.allow(Verb::Publish)?;
    let revision = chosen(tx, current, input.revision)?;
    if current.live.as_ref().is_some_and(|live| is_same(live, current, revision.number, input)) {
        return Ok(());
    }
    let embargo = current.embargo();
    if let Some(until) = embargo
        && is_planned(tx, current, revision.number, until)?
    {
        return Ok(());
    }
    checklist::check(current, by, &revision)?;
    let opening = Opening {
        revision: &revision,
        slug: &current.article.slug,
        from: embargo,
        until: End::Kept,
        published_at: input.published_at,
        substantive: input.substantive.unwrap_or(true),
        message: input.message.as_deref(),
        correction: None,
    };
    open(tx, by, current, &opening)
}

/// Whether just this is planned for the end of the embargo.
fn is_planned(tx: &mut Tx<'_>, current: &Working, revision: i32, from: Timestamp) -> Result<bool> {
    let now = tx.now();
    let planned = queries::intervals(tx, current.article.id, now)?.planned;
    Ok(planned.is_some_and(|planned| {
        (planned.from_at, planned.revision, &planned.slug) == (from, revision, &current.article.slug)
    }))
}

/// Whether publishing would show readers nothing they do not see already.
fn is_same(live: &LiveRow, current: &Working, revision: i32, input: &Publish) -> bool {
    live.revision == revision
        && live.slug == current.article.slug
        && input.published_at.is_none_or(|at| at == live.published_at)
}
