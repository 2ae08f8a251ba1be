//! Putting work into the queue, in the transaction that makes it necessary.

use super::model::{JobId, JobKind, Lease};
use super::queries;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, is_unique_violation};
use crate::error::{Error, ErrorKind, Result};

/// Queues work, to be done as soon as it can. What is queued already is only brought forward, dead or not, and the
/// tries that failed are forgiven.
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
    match queries::find_by_key(tx, kind, key)? {
        Some(job) => Ok(queries::bring_forward(tx, job.id, at.min(job.run_at), 0)?),
        None => insert(tx, kind, key, at),
    }
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

/// Whether such work is queued, running or dead.
///
/// # Errors
/// When the database cannot answer.
pub fn is_queued(conn: &mut Conn, kind: JobKind, key: &str) -> Result<bool> {
    Ok(queries::find_by_key(conn, kind, key)?.is_some())
}

/// Whether whoever took a job still has it; then for a while longer.
///
/// # Errors
/// When the database cannot.
pub fn is_held(tx: &mut Tx<'_>, lease: Lease) -> Result<bool> {
    let now = tx.now();
    Ok(queries::renew(tx, lease, now)?)
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
