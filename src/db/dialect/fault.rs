//! What a database error means for the one who waits.

use diesel::result::{DatabaseErrorKind, Error as Fault};

use crate::error::{Error, ErrorKind};

impl From<Fault> for Error {
    /// A row that is not there is never a 404 by itself: whoever expects absence asks for an
    /// `Option`, so here it is a bug.
    fn from(fault: Fault) -> Self {
        match classify(&fault) {
            Class::Lost => Error::new(ErrorKind::Retry, "").caused_by(fault),
            Class::Busy | Class::Gone => Error::unavailable(fault),
            Class::Full => Error::new(ErrorKind::StorageFull, "The disk of the database is full.")
                .retry_after(30)
                .caused_by(fault),
            Class::Broken => Error::unavailable(fault),
            Class::Bug => Error::internal(fault),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A race was lost; the transaction may be run again.
    Lost,
    /// Somebody held a lock for too long.
    Busy,
    /// The connection is gone.
    Gone,
    /// No room on the disk.
    Full,
    /// The disk does not do what it is told.
    Broken,
    /// Anything else.
    Bug,
}

pub fn classify(fault: &Fault) -> Class {
    match fault {
        Fault::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Class::Lost,
        Fault::DatabaseError(
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
            _,
        ) => Class::Gone,
        Fault::BrokenTransactionManager => Class::Gone,
        Fault::DatabaseError(_, info) => by_message(info.message()),
        Fault::RollbackErrorOnCommit { commit_error, .. } => classify(commit_error),
        _ => Class::Bug,
    }
}

/// diesel hands over neither SQLite's code nor PostgreSQL's SQLSTATE for these, only the words.
fn by_message(message: &str) -> Class {
    let any = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if any(&["deadlock detected", "could not serialize access"]) {
        Class::Lost
    } else if any(&["database is locked", "database table is locked", "lock timeout", "statement timeout"]) {
        Class::Busy
    } else if any(&["database or disk is full", "No space left on device", "could not extend file"]) {
        Class::Full
    } else if any(&[
        "disk I/O error",
        "database disk image is malformed",
        "attempt to write a readonly database",
        "unable to open database file",
    ]) {
        Class::Broken
    } else if any(&[
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "connection to server",
        "the database system is shutting down",
        "the database system is starting up",
        "could not receive data",
        "SSL connection has been closed",
        "cannot execute INSERT in a read-only transaction",
    ]) {
        Class::Gone
    } else {
        Class::Bug
    }
}

/// Whether the error says that a unique index stood in the way.
pub fn is_unique_violation(fault: &Fault) -> bool {
    matches!(fault, Fault::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

/// What a reference points to has gone since it was looked up: looking again will say so properly.
pub fn retry_lost_reference(fault: Fault) -> Error {
    if is_reference_violation(&fault) {
        Error::new(ErrorKind::Retry, "").caused_by(fault)
    } else {
        fault.into()
    }
}

/// Whether the error says that other rows refer to this one.
pub fn is_reference_violation(fault: &Fault) -> bool {
    matches!(fault, Fault::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))
}
