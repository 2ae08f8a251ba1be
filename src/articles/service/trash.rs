//! Out of sight, not out of the world: a trashed working copy can come back.

use super::read::Working;
use super::references;
use super::save::lost;
use super::translations;
use crate::articles::queries::save as sql;
use crate::auth::UserId;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::translations::retry_taken;
use crate::workflow::{self, Verb};

/// # Errors
/// 409 while it is public or about to be.
pub fn trash(tx: &mut Tx<'_>, by: UserId, current: &Working) -> Result<()> {
    current.allow(Verb::Trash)?;
    let now = tx.now();
    if !sql::set_trashed(tx, current.article.id, current.article.version, Some(now))? {
        return Err(lost());
    }
    workflow::catch_up(tx, current.article.id)?;
    // Nor is anybody at it any more, or shown it.
    sql::unlock(tx, current.article.id)?;
    sql::revoke_previews(tx, current.article.id)?;
    // Nobody sees it there, so others may stand there; it stays one of the series.
    sql::set_position(tx, current.article.id, None)?;
    Event::new(current.article.kind.events().trashed, current.article.id.0, Some(by)).emit(tx);
    Ok(())
}

/// # Errors
/// 409 when it does not lie in the trash or its language is taken, 422 when its position in a series is.
pub fn restore(tx: &mut Tx<'_>, by: UserId, current: &Working) -> Result<()> {
    current.allow(Verb::Restore)?;
    translations::check_language(tx, current.article.kind, current.article.id, &current.content)?;
    if !sql::set_trashed(tx, current.article.id, current.article.version, None).map_err(retry_taken)? {
        return Err(lost());
    }
    workflow::catch_up(tx, current.article.id)?;
    references::check_position(tx, current.article.id, &current.content)?;
    let position = current.content.series.and_then(|place| place.position);
    sql::set_position(tx, current.article.id, position).map_err(retry_taken)?;
    Event::new(current.article.kind.events().restored, current.article.id.0, Some(by)).emit(tx);
    Ok(())
}
