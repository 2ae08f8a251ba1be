//! Requests that are sent again. What was answered to a write that came with a key is kept for a day, in the very
//! transaction of its effect: a client that lost the reply repeats the request and gets it, and nothing is done twice.
//!
//! What a key looks like, which request is the same as which, and when to look is `http::idempotency`'s business.
//! docs/adr/0024 says why it is so.

mod queries;

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::{Conn, Db, NamedLock, QueryError, Tx, is_lock_timeout};
use crate::error::{Error, ErrorKind, Result};

/// How long a reply is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Rows that are swept at a time: other writers wait no longer than for these.
const SWEPT_AT_ONCE: i64 = 500;

/// The seconds after which a request that is still being answered may be tried again.
const PATIENCE: u32 = 1;

/// A write that may come again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// A key is its caller's own: nobody finds what another was answered.
    pub caller: UserId,
    pub key: String,
    /// What the request is, so that another one under the same key is noticed.
    pub fingerprint: String,
}

/// A reply as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
}

impl Repeat {
    /// What was answered to this request before, if it was not too long ago.
    ///
    /// # Errors
    /// 422 when the key came with another request.
    pub fn find(&self, conn: &mut Conn, now: Timestamp) -> Result<Option<Kept>> {
        let row = queries::find(conn, self.caller, &self.key)?;
        row.filter(|row| row.created_at > now.minus(KEPT)).map(|row| self.judge(row)).transpose()
    }

    /// As [`Repeat::find`], and whoever comes with the same key has to wait until this transaction ends.
    ///
    /// # Errors
    /// As [`Repeat::find`]; 409 when another transaction has the key for too long.
    pub fn claim(&self, tx: &mut Tx<'_>) -> Result<Option<Kept>> {
        tx.lock(NamedLock::Repeat(self.lock())).map_err(held)?;
        let Some(row) = queries::find(tx, self.caller, &self.key)? else { return Ok(None) };
        if row.created_at > tx.now().minus(KEPT) {
            return self.judge(row).map(Some);
        }
        queries::delete(tx, self.caller, &self.key)?;
        Ok(None)
    }

    /// Keeps the reply to a request that was claimed and had none.
    ///
    /// # Errors
    /// When the database cannot.
    pub fn keep(&self, tx: &mut Tx<'_>, reply: &Kept) -> Result<()> {
        let headers = serde_json::to_string(&reply.headers).map_err(Error::internal)?;
        let now = tx.now();
        Ok(queries::insert(tx, self, reply, &headers, now)?)
    }

    fn judge(&self, row: queries::Row) -> Result<Kept> {
        if row.fingerprint != self.fingerprint {
            let detail = if row.fingerprint == FORGOTTEN {
                "What was done under this key has been removed for good since. Send another key."
            } else {
                "Another request came with this key. Send this one with a key of its own."
            };
            return Err(Error::new(ErrorKind::KeyReused, detail));
        }
        let headers = serde_json::from_str(&row.headers).map_err(Error::internal)?;
        let status = u16::try_from(row.status).map_err(Error::internal)?;
        Ok(Kept { status, headers, body: row.body })
    }

    fn lock(&self) -> Uuid {
        let digest = Sha256::new().chain_update(self.caller.0).chain_update(&self.key).finalize();
        digest.first_chunk().copied().map(Uuid::from_bytes).unwrap_or_default()
    }
}

/// Somebody else is answering the same request.
pub fn in_flight() -> Error {
    let detail =
        "The same request, or another with its key, is being answered. Send it again to get that reply.";
    Error::new(ErrorKind::RequestInFlight, detail).retry_after(PATIENCE)
}

fn held(fault: QueryError) -> Error {
    if is_lock_timeout(&fault) { in_flight().caused_by(fault) } else { fault.into() }
}

/// The fingerprint of what was forgotten: no request has it.
const FORGOTTEN: &str = "";

/// What was removed for good does not live on in replies that tell of it. Their keys stay taken: the requests must not
/// be done again.
///
/// # Errors
/// When the database cannot.
pub fn forget(tx: &mut Tx<'_>, removed: Uuid) -> Result<()> {
    Ok(queries::empty(tx, removed, FORGOTTEN)?)
}

/// Deletes some of the replies nobody gets any more, and says how many they were.
///
/// # Errors
/// When the database cannot.
pub fn sweep(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize> {
    let before = now.minus(KEPT);
    let some = queries::nth_before(tx, before, SWEPT_AT_ONCE)?.unwrap_or(before);
    Ok(queries::delete_until(tx, some)?)
}

/// Deletes all of them, in transactions of their own.
///
/// # Errors
/// When the database cannot; the next call goes on.
pub async fn sweep_all(db: &Db) -> Result<usize> {
    let mut swept = 0;
    loop {
        let some = db.write(|tx| sweep(tx, tx.now())).await?;
        swept += some;
        if some == 0 {
            return Ok(swept);
        }
    }
}
