//! Putting work into the queue, in the transaction that makes it necessary.

use super::model::{JobId, JobKind, Lease};
use super::queries;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, is_unique_violation};
use crate::error::{Error, ErrorKind, Result};

/// Queues work, to be done as soon as it can. What is queued already is only brought forward, dead or not, and the
/// tries that failed are forgiven; what is being done is done once more.
///
/// # Errors
/// When the database cannot.
pub fn enqueue(tx: &mut Tx<'_>, kind: JobKind, key: &str) -> Result<()> {
    let now = tx.now();
    enqueue_at(tx, kind, key, now)
}

/// As [`enqueue`], not before an instant.
///
/// # Errors
/// When the database cannot.
pub fn enqueue_at(tx: &mut Tx<'_>, kind: JobKind, key: &str, at: Timestamp) -> Result<()> {
    if queries::ask(tx, kind.as_str(), key, at)? { Ok(()) } else { insert(tx, kind, key, at) }
}

/// Queues work unless it is queued already, whenever that is due.
///
/// # Errors
/// When the database cannot.
pub fn ensure(tx: &mut Tx<'_>, kind: JobKind, key: &str) -> Result<()> {
    match queries::find_by_key(tx, kind, key)? {
        Some(_) => Ok(()),
        None => {
            let now = tx.now();
            insert(tx, kind, key, now)
        }
    }
}

/// On what such work is queued, running or dead.
///
/// # Errors
/// When the database cannot answer.
pub fn queued(conn: &mut Conn, kind: JobKind) -> Result<Vec<String>> {
    Ok(queries::keys(conn, kind)?)
}

/// Holds a job for a while longer. Whoever does not have it any more must not write down what they did.
///
/// # Errors
/// When somebody else has it, or it was taken out.
pub fn hold(tx: &mut Tx<'_>, lease: Lease) -> Result<()> {
    let now = tx.now();
    if queries::renew(tx, lease, now)? {
        return Ok(());
    }
    Err(Error::unavailable("the job was taken over or taken out"))
}

/// Takes work out again that nobody needs any more.
///
/// # Errors
/// When the database cannot.
pub fn cancel(tx: &mut Tx<'_>, kind: JobKind, key: &str) -> Result<()> {
    queries::delete_by_key(tx, kind, key)?;
    Ok(())
}

fn insert(tx: &mut Tx<'_>, kind: JobKind, key: &str, at: Timestamp) -> Result<()> {
    let (id, now) = (JobId(tx.next_id()), tx.now());
    queries::insert(tx, id, kind, key, at, now).map_err(|fault| {
        // Another node was faster; a second run finds it.
        if is_unique_violation(&fault) { Error::new(ErrorKind::Retry, "") } else { fault.into() }
    })
}
