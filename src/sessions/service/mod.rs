//! The verbs: beginning a session, keeping it alive, ending it, and changing one's own account.

mod begin;
mod own;
mod refresh;

pub(super) use begin::{Beginning, begin, fail};
pub(super) use own::{
    Wish, change_password, find_me, find_my_account, note_wrong_password, update_me, wrong_password,
};
pub(super) use refresh::{Refreshed, refresh};

use super::model::Session;
use super::queries;
use crate::auth::{Principal, SessionId, UserId};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position};
use crate::db::{Conn, Deed, Tx};
use crate::error::{Error, Result};
use crate::users::User;

/// Whether somebody is signed in to the account from this address: then strangers elsewhere do not
/// use up their attempts.
///
/// # Errors
/// When the database cannot answer.
pub(super) fn is_known_place(
    conn: &mut Conn,
    email_key: &str,
    address: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(queries::is_known_place(conn, email_key, address, now)?)
}

/// A session somebody may go on with.
pub(super) struct Granted {
    pub user: User,
    pub session: SessionId,
    /// Seconds until it ends unless it is used before.
    pub expires_in: i64,
}

/// A page of the user's living sessions and, if asked for, how many there are.
pub(super) fn list(
    conn: &mut Conn,
    user: UserId,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Session>, Option<i64>)> {
    let rows = queries::list(conn, user, page, now)?;
    let paged = Paged::new(rows, page, |session| Position { key: String::new(), id: session.id.0 });
    let total = if count { Some(queries::count(conn, user, now)?) } else { None };
    Ok((paged, total))
}

/// Ends one session of the caller. Its access tokens end with it.
///
/// # Errors
/// 404 when the caller has no such session.
pub(super) fn end(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<()> {
    if !queries::end(tx, user, session)? {
        return Err(Error::not_found("session"));
    }
    tx.audit(Deed::done("session", session.0));
    Ok(())
}

/// Ends the session this request came with; that somebody was faster is as good.
///
/// # Errors
/// When the database cannot answer.
pub(super) fn sign_out(tx: &mut Tx<'_>, by: &Principal) -> Result<()> {
    if queries::end(tx, by.user, by.session)? {
        tx.audit(Deed::done("session", by.session.0));
    }
    Ok(())
}

/// Ends all sessions of the caller but the one this request came with.
///
/// # Errors
/// When the database cannot answer.
pub(super) fn end_others(tx: &mut Tx<'_>, by: &Principal) -> Result<()> {
    let ended = queries::end_others(tx, by.user, by.session)?;
    tx.audit(Deed::done("user", by.user.0).with("sessions_ended", ended));
    Ok(())
}
