//! Rotation of refresh tokens, and what happens to a family of them when one is shown twice.
//!
//! A token is good once. A client whose reply was lost may show it again for a moment and gets the
//! very same successor. Whoever shows one later, or after its successor was used, holds a copy:
//! either they or the owner stole it, and nobody can tell, so the session ends for both.
//!
//! Every refusal is an `Ok`: an `Err` would roll the ending of the session back.

use super::Granted;
use crate::auth::{SessionId, UserId};
use crate::clock::Timestamp;
use crate::db::{Conn, Deed, Outcome, Tx};
use crate::error::Result;
use crate::sessions::model::{GRACE, Lifetimes};
use crate::sessions::queries;
use crate::users;

/// What came of a refresh. All but the first answer alike.
pub(in crate::sessions) enum Refreshed {
    /// The successor is the token from now on.
    Granted(Granted),
    /// No such token, or its session has ended.
    Refused,
    /// It had been used before; the session is ended.
    Reused { user: UserId, session: SessionId },
}

/// Both tokens by their hashes.
pub(in crate::sessions) fn refresh(
    tx: &mut Tx<'_>,
    presented: &str,
    successor: &str,
    lifetimes: Lifetimes,
) -> Result<Refreshed> {
    let now = tx.now();
    let Some(session) = queries::by_token(tx, presented)? else { return Ok(Refreshed::Refused) };
    if !session.is_alive(now) {
        queries::end(tx, session.user_id, session.id)?;
        return Ok(Refreshed::Refused);
    }
    // The session's row first, as in whatever ends it: two in another order would wait for each other.
    let idle_expires_at = lifetimes.idle_end(now, session.expires_at);
    if !queries::touch(tx, session.id, now, idle_expires_at)? {
        return Ok(Refreshed::Refused);
    }
    let user = users::service::find(tx, session.user_id)?;
    if user.suspended_at.is_some() {
        return Ok(Refreshed::Refused);
    }
    if queries::rotate(tx, presented, now)? {
        queries::insert_token(tx, successor, session.id, now)?;
    } else if !reply_may_be_lost(tx, presented, successor, now)? {
        queries::end(tx, session.user_id, session.id)?;
        let deed = Deed::new(Outcome::Failed).to("user", session.user_id.0).with("reason", "token-reused");
        tx.audit(deed.with("session_ended", session.id.to_string()));
        return Ok(Refreshed::Reused { user: session.user_id, session: session.id });
    }
    let expires_in = idle_expires_at.since(now).num_seconds();
    Ok(Refreshed::Granted(Granted { user, session: session.id, expires_in }))
}

/// Whether the token was rotated just now and nobody has used what came of it.
fn reply_may_be_lost(conn: &mut Conn, presented: &str, successor: &str, now: Timestamp) -> Result<bool> {
    let recent = queries::rotated_at(conn, presented)?.flatten().is_some_and(|at| now.since(at) <= GRACE);
    // Absent when the key has changed since: then nobody can tell the client its successor.
    Ok(recent && queries::rotated_at(conn, successor)? == Some(None))
}
