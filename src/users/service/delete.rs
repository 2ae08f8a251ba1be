//! Removing an account that left no trace.

use super::{emit, keep_an_admin, refuse_own};
use crate::auth::UserId;
use crate::db::{Tx, is_reference_violation};
use crate::error::{Error, ErrorKind, Result};
use crate::events::EventType;
use crate::users::model::User;
use crate::users::queries::{self, Uses};

/// The sessions go with the account.
///
/// # Errors
/// 409 for one's own account, when nobody would be left to administer, and when articles,
/// revisions or notes name the user as their maker, with how many do.
pub fn delete(tx: &mut Tx<'_>, by: UserId, current: &User) -> Result<()> {
    refuse_own(by, current)?;
    keep_an_admin(tx, current)?;
    let uses = queries::uses(tx, current.id)?;
    if uses.articles + uses.revisions + uses.notes + uses.corrections > 0 {
        return Err(in_use(&uses));
    }
    match queries::delete(tx, current.id, current.version) {
        Ok(true) => {}
        Ok(false) => return Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) if is_reference_violation(&fault) => return Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) => return Err(fault.into()),
    }
    emit(tx, EventType::UserDeleted, current.id, Some(by), current.role);
    Ok(())
}

fn in_use(uses: &Uses) -> Error {
    Error::new(
        ErrorKind::InUse,
        "The user made articles, revisions, notes or corrections, and who made them is kept. Suspend the account instead.",
    )
    .with(
        "used_by",
        serde_json::json!({
            "articles": uses.articles, "revisions": uses.revisions, "notes": uses.notes,
            "corrections": uses.corrections,
        }),
    )
}
