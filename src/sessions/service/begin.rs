//! The end of a sign-in: the password was right, the session begins.

use super::Granted;
use crate::auth::{SessionId, UserId};
use crate::db::{Deed, Outcome, Tx};
use crate::error::Result;
use crate::sessions::model::{Device, Lifetimes, Session};
use crate::sessions::queries;
use crate::users;

/// Everything a session begins with.
pub(in crate::sessions) struct Beginning {
    pub user: UserId,
    /// The hash the password was verified against.
    pub verified: String,
    /// A stronger hash of the same password.
    pub renewed: Option<String>,
    /// The hash of the first refresh token.
    pub token_hash: String,
    pub device: Device,
    pub lifetimes: Lifetimes,
}

/// None when the account was suspended, or got another password, since it was verified: whoever did
/// that ended all sessions, and this one must not slip in behind.
pub(in crate::sessions) fn begin(tx: &mut Tx<'_>, with: &Beginning) -> Result<Option<Granted>> {
    let (now, user) = (tx.now(), with.user);
    if !users::service::confirm_password(tx, user, &with.verified, with.renewed.as_deref())? {
        return Ok(None);
    }
    queries::remove_expired(tx, user, now)?;
    let expires_at = with.lifetimes.end(now);
    let session = Session {
        id: SessionId(tx.next_id()),
        user_id: user,
        created_at: now,
        last_used_at: now,
        idle_expires_at: with.lifetimes.idle_end(now, expires_at),
        expires_at,
        user_agent: with.device.user_agent.clone(),
        address: with.device.address.clone(),
    };
    queries::insert(tx, &session)?;
    queries::insert_token(tx, &with.token_hash, session.id, now)?;
    let expires_in = session.idle_expires_at.since(now).num_seconds();
    let granted = Granted { user: users::service::find(tx, user)?, session: session.id, expires_in };
    tx.audit(Deed::done("session", session.id.0).by(user.0, &granted.user.name));
    Ok(Some(granted))
}

/// Writes down that somebody could not sign in, and to which account if there is one. Not what they typed
/// where there is none: people type their passwords into the wrong field.
pub(in crate::sessions) fn fail(tx: &mut Tx<'_>, account: Option<(UserId, bool)>) {
    let deed = Deed::new(Outcome::Failed);
    tx.audit(match account {
        None => deed.with("reason", "unknown-account"),
        Some((user, true)) => deed.to("user", user.0).with("reason", "suspended"),
        Some((user, false)) => deed.to("user", user.0).with("reason", "wrong-password"),
    });
}
