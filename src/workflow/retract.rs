//! Retract: what was public is withdrawn, and says so. Reinstate ends that.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::announce::catch_up;
use super::lifecycle::Verb;
use super::open::{enter, forget};
use super::queries::{self, Intervals};
use super::status::Status;
use crate::articles::{self, Workflow, Working};
use crate::auth::UserId;
use crate::db::{AnyId, Tx};
use crate::error::Result;
use crate::events::Event;

/// Why it goes, for everybody to read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retract {
    /// Plain text; public for as long as the article is withdrawn.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Cet article reposait sur un document falsifié. La rédaction présente ses excuses."
    )]
    pub notice: String,
}

/// # Errors
/// 409 when it was never public.
pub fn retract(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Retract) -> Result<()> {
    current.allow(Verb::Retract)?;
    let id = current.article.id;
    let before = queries::retraction(tx, id)?;
    if before.as_ref().is_some_and(|before| before.notice == input.notice) {
        // On PostgreSQL it may be what another did since `current` was read.
        return if current.status == Status::Retracted { Ok(()) } else { Err(articles::lost()) };
    }
    let Intervals { planned, begun } = enter(tx, current, Workflow::Draft)?;
    if let Some(before) = &before {
        tx.not_before(before.from_at.next());
    }
    let now = tx.now();
    if let Some(before) = before {
        queries::end_retraction(tx, before.id, now)?;
    }
    if let Some(planned) = &planned {
        forget(tx, current, planned, begun.as_ref())?;
    }
    if let Some(live) = begun.as_ref().filter(|_| current.live.is_some()) {
        queries::end(tx, live.id, now, true, None)?;
    }
    let slug = begun.map_or_else(|| current.article.slug.clone(), |begun| begun.slug);
    let retraction = AnyId(tx.next_id());
    queries::insert_retraction(tx, retraction, id, &input.notice, now)?;
    articles::revoke_previews(tx, current)?;
    Event::new(current.article.kind.events().retracted, id.0, Some(by))
        .with("slug", slug)
        .with("notice", input.notice.clone())
        .emit(tx);
    Ok(())
}

/// # Errors
/// 409 when it is not withdrawn.
pub fn reinstate(tx: &mut Tx<'_>, by: UserId, current: &Working) -> Result<()> {
    current.allow(Verb::Reinstate)?;
    let id = current.article.id;
    articles::touch(tx, current, Workflow::Draft)?;
    catch_up(tx, id)?;
    if let Some(before) = queries::retraction(tx, id)? {
        tx.not_before(before.from_at.next());
        let now = tx.now();
        queries::end_retraction(tx, before.id, now)?;
    }
    Event::new(current.article.kind.events().reinstated, id.0, Some(by))
        .with("slug", current.article.slug.clone())
        .emit(tx);
    Ok(())
}
