//! Taking access away and giving it back. The account and what it made stay.

use super::{emit, keep_an_admin, refuse_own};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Error, ErrorKind, Result};
use crate::events::EventType;
use crate::users::model::User;
use crate::users::queries;

/// Either of the two.
pub(in crate::users) type Turn = fn(&mut Tx<'_>, UserId, &User) -> Result<()>;

/// Ends every session of the user. Nothing happens to somebody who is suspended already.
///
/// # Errors
/// 409 for one's own account, and when nobody would be left to administer.
pub fn suspend(tx: &mut Tx<'_>, by: UserId, current: &User) -> Result<()> {
    refuse_own(by, current)?;
    if current.suspended_at.is_some() {
        return Ok(());
    }
    keep_an_admin(tx, current)?;
    let now = tx.now();
    turn(tx, by, current, Some(now))?;
    queries::end_sessions(tx, current.id, None)?;
    Ok(())
}

/// Nothing happens to somebody who is not suspended. Sessions do not come back.
///
/// # Errors
/// When the database cannot answer.
pub fn restore(tx: &mut Tx<'_>, by: UserId, current: &User) -> Result<()> {
    if current.suspended_at.is_none() {
        return Ok(());
    }
    turn(tx, by, current, None)
}

fn turn(tx: &mut Tx<'_>, by: UserId, current: &User, suspended_at: Option<Timestamp>) -> Result<()> {
    let now = tx.now();
    if !queries::set_suspended(tx, current, suspended_at, now)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    emit(tx, EventType::UserUpdated, current.id, Some(by), current.role);
    Ok(())
}
