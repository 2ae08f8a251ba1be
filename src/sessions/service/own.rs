//! Changing one's own account.

use crate::auth::Principal;
use crate::db::{Conn, Deed, Outcome, Tx};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::users::{self, Account, Change, Email, User};

/// What somebody wants their account to become; what is none stays.
#[derive(Clone)]
pub(in crate::sessions) struct Wish {
    pub email: Option<Email>,
    pub name: Option<String>,
}

/// The caller's own account.
///
/// # Errors
/// 401 when it is gone since the token was checked.
pub(in crate::sessions) fn find_me(conn: &mut Conn, by: &Principal) -> Result<User> {
    users::service::find(conn, by.user).map_err(gone)
}

/// As [`find_me`], with the hash of the password.
///
/// # Errors
/// As [`find_me`].
pub(in crate::sessions) fn find_my_account(conn: &mut Conn, by: &Principal) -> Result<Account> {
    users::service::find_account(conn, by.user).map_err(gone)
}

fn gone(error: Error) -> Error {
    if error.kind() == ErrorKind::NotFound { Error::account_gone() } else { error }
}

/// `verified` is the hash the caller's current password was found to match; another e-mail address
/// needs one.
///
/// # Errors
/// 422 without the current password, 409 when the address is taken.
pub(in crate::sessions) fn update_me(
    tx: &mut Tx<'_>,
    by: &Principal,
    wish: &Wish,
    verified: Option<&str>,
) -> Result<User> {
    let current = find_me(tx, by)?;
    let mut change = Change::none(&current);
    change.email = wish.email.clone().unwrap_or(change.email);
    change.name = wish.name.clone().unwrap_or(change.name);
    if change.email != current.email && verified.is_none() {
        return Err(refuse(FieldCode::Required, "Another e-mail address needs your current password."));
    }
    if let Some(verified) = verified
        && !users::service::confirm_password(tx, by.user, verified, None).map_err(gone)?
    {
        return Err(wrong_password());
    }
    users::service::update_own(tx, by.session, &current, &change)?;
    find_me(tx, by)
}

/// # Errors
/// 422 when the password is no longer the one that was verified.
pub(in crate::sessions) fn change_password(
    tx: &mut Tx<'_>,
    by: &Principal,
    verified: &str,
    hash: &str,
) -> Result<()> {
    if !users::service::change_own_password(tx, by.user, by.session, verified, hash).map_err(gone)? {
        return Err(wrong_password());
    }
    tx.audit(Deed::done("user", by.user.0));
    Ok(())
}

/// Writes down that somebody signed in did not know the password: a stolen token may be at work.
pub(in crate::sessions) fn note_wrong_password(tx: &mut Tx<'_>, by: &Principal) {
    tx.audit(Deed::new(Outcome::Failed).to("user", by.user.0).with("reason", "wrong-password"));
}

/// Not a 401: a client would take it for the end of its session.
pub(in crate::sessions) fn wrong_password() -> Error {
    refuse(FieldCode::Rule, "This is not your current password.")
}

fn refuse(code: FieldCode, detail: &str) -> Error {
    Error::invalid(vec![FieldError::pointer("/current_password", code, detail)])
}
