//! Changing an account: by an administrator, and from the command line.

use super::{emit, find_by_email, keep_an_admin, refuse_own, save};
use crate::auth::{Role, UserId};
use crate::db::Tx;
use crate::error::Result;
use crate::events::EventType;
use crate::users::model::{Change, Email, User};
use crate::users::queries;

/// Another address, role or password ends every session of the user: what they were granted on is
/// no longer so.
///
/// # Errors
/// 409 when more than the name of one's own account would change, when the address is taken, or
/// when nobody would be left to administer.
pub fn update(tx: &mut Tx<'_>, by: UserId, current: &User, change: &Change) -> Result<()> {
    if change.concerns_access(current) {
        refuse_own(by, current)?;
    }
    apply(tx, Some(by), current, change)
}

/// # Errors
/// 404 when nobody has the address, 409 when nobody would be left to administer.
pub fn set_role(tx: &mut Tx<'_>, email: &Email, role: Role) -> Result<()> {
    let current = find_by_email(tx, email)?;
    if current.role == role {
        return Ok(());
    }
    let change = Change { role, ..Change::none(&current) };
    apply(tx, None, &current, &change)
}

/// `hash` is the PHC string of a password that [`passwords`](crate::users::passwords) took.
///
/// # Errors
/// 404 when nobody has the address.
pub fn set_password(tx: &mut Tx<'_>, email: &Email, hash: &str) -> Result<()> {
    let current = find_by_email(tx, email)?;
    let change = Change { password_hash: Some(hash.to_owned()), ..Change::none(&current) };
    apply(tx, None, &current, &change)
}

fn apply(tx: &mut Tx<'_>, by: Option<UserId>, current: &User, change: &Change) -> Result<()> {
    if change.role != Role::Admin {
        keep_an_admin(tx, current)?;
    }
    save(tx, current, change)?;
    if change.concerns_access(current) {
        queries::end_sessions(tx, current.id, None)?;
    }
    emit(tx, EventType::UserUpdated, current.id, by, change.role);
    Ok(())
}
