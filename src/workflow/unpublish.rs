//! Unpublish: it is no longer public; its history keeps that it was.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lifecycle::Verb;
use super::open::{enter, forget};
use super::queries::{self, Intervals};
use crate::articles::{Workflow, Working};
use crate::auth::UserId;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;

/// Why it goes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unpublish {
    /// For the desk: why.
    #[schema(required = false, max_length = 500, example = "Publié par erreur")]
    pub message: Option<String>,
}

/// # Errors
/// 409 when it is not public.
pub fn unpublish(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Unpublish) -> Result<()> {
    current.allow(Verb::Unpublish)?;
    let id = current.article.id;
    let Intervals { planned, begun } = enter(tx, current, Workflow::Draft)?;
    let Some(live) = begun else { return Ok(()) };
    if let Some(planned) = &planned {
        forget(tx, current, planned, Some(&live))?;
    }
    let now = tx.now();
    queries::end(tx, live.id, now, true, input.message.as_deref())?;
    let event = Event::new(current.article.kind.events().unpublished, id.0, Some(by)).revision(live.revision);
    event.with("slug", live.slug).emit(tx);
    Ok(())
}
