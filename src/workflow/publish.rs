//! Publish: one revision is public from now on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lifecycle::Verb;
use super::open::{End, Opening, chosen, open};
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

/// Makes a revision public. Publishing what is live already changes nothing; what was planned is dropped,
/// but for its end.
///
/// # Errors
/// 409 when the status does not allow it, 422 for a revision that is not there or refers to what is
/// gone.
pub fn publish(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Publish) -> Result<()> {
    current.allow(Verb::Publish)?;
    let (revision, content) = chosen(tx, current, input.revision)?;
    if current.live.as_ref().is_some_and(|live| is_same(live, current, revision, input)) {
        return Ok(());
    }
    let opening = Opening {
        revision,
        content: &content,
        from: None,
        until: End::Kept,
        published_at: input.published_at,
        substantive: input.substantive.unwrap_or(true),
        message: input.message.as_deref(),
    };
    open(tx, by, current, &opening)
}

/// Whether publishing would show readers nothing they do not see already.
fn is_same(live: &LiveRow, current: &Working, revision: i32, input: &Publish) -> bool {
    live.revision == revision
        && live.slug == current.article.slug
        && input.published_at.is_none_or(|at| at == live.published_at)
}
