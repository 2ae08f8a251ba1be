//! What people do with their own account, for `sessions`, which knows which session is theirs.
//!
//! Passwords are verified outside of transactions, so each of these asks again, inside, whether
//! the hash is still the one that was verified: an administrator may have set another meanwhile.

use super::{emit, save};
use crate::auth::{SessionId, UserId};
use crate::db::Tx;
use crate::error::Result;
use crate::events::EventType;
use crate::users::model::{Change, User};
use crate::users::queries;

/// Whether the account is active and its password is still the verified one. If so, the account
/// stays as it is until the transaction ends, and keeps the hash of the same password given as
/// `renewed`.
///
/// # Errors
/// When the database cannot answer.
pub fn confirm_password(
    tx: &mut Tx<'_>,
    user: UserId,
    verified: &str,
    renewed: Option<&str>,
) -> Result<bool> {
    Ok(queries::swap_hash(tx, user, verified, renewed.unwrap_or(verified))?)
}

/// Another address ends the other sessions.
///
/// # Errors
/// 409 when the address is taken.
pub fn update_own(tx: &mut Tx<'_>, session: SessionId, user: &User, change: &Change) -> Result<()> {
    save(tx, user, change)?;
    if change.concerns_access(user) {
        queries::end_sessions(tx, user.id, Some(session))?;
    }
    emit(tx, EventType::UserUpdated, user.id, Some(user.id), change.role);
    Ok(())
}

/// Ends the other sessions. The password is no part of the account that others see, so neither its
/// version changes nor the content log hears of it. False when `verified` no longer is the hash.
///
/// # Errors
/// When the database cannot answer.
pub fn change_own_password(
    tx: &mut Tx<'_>,
    user: UserId,
    session: SessionId,
    verified: &str,
    hash: &str,
) -> Result<bool> {
    let changed = queries::swap_hash(tx, user, verified, hash)?;
    if changed {
        queries::end_sessions(tx, user, Some(session))?;
    }
    Ok(changed)
}
