//! What a database error means for the one who waits.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Fault};
use diesel::sql_types::Text;

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
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            // A standby: the server that takes writes is another one now.
            | DatabaseErrorKind::ReadOnlyTransaction,
            _,
        ) => Class::Gone,
        Fault::BrokenTransactionManager => Class::Gone,
        Fault::DatabaseError(_, info) => by_message(info.message()),
        Fault::RollbackErrorOnCommit { commit_error, .. } => classify(commit_error),
        _ => Class::Bug,
    }
}

/// diesel hands over neither SQLite's code nor PostgreSQL's SQLSTATE for these, only the words. See
/// [`warn_of_language`].
fn by_message(message: &str) -> Class {
    let any = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if any(&["deadlock detected"]) {
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

/// Whether the error says that somebody held a lock for too long.
pub fn is_lock_timeout(fault: &Fault) -> bool {
    classify(fault) == Class::Busy
}

/// Whether the error says that other rows refer to this one.
pub fn is_reference_violation(fault: &Fault) -> bool {
    matches!(fault, Fault::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Says so in the log when the server's messages come in a language [`by_message`] does not know.
pub fn warn_of_language(conn: &mut PgConnection) -> QueryResult<()> {
    let ask = diesel::sql_query("SELECT current_setting('lc_messages') AS value");
    let locale = ask.get_result::<Setting>(conn)?.value;
    if !is_english(&locale) {
        tracing::warn!(
            "PostgreSQL's lc_messages is `{locale}`, but griot knows a deadlock, a timeout and a full disk by their \
             English words; as a superuser: ALTER DATABASE … SET lc_messages = 'C', or ALTER ROLE … likewise"
        );
    }
    Ok(())
}

pub(super) fn is_english(locale: &str) -> bool {
    let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
    ["c", "posix", "en", "english"].contains(&language.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: DatabaseErrorKind, message: &str) -> Fault {
        Fault::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn a_kind_needs_no_words() {
        for (kind, class) in [
            (DatabaseErrorKind::SerializationFailure, Class::Lost),
            (DatabaseErrorKind::ReadOnlyTransaction, Class::Gone),
            (DatabaseErrorKind::ClosedConnection, Class::Gone),
            (DatabaseErrorKind::UnableToSendCommand, Class::Gone),
            (DatabaseErrorKind::CheckViolation, Class::Bug),
        ] {
            assert_eq!(classify(&fault(kind, "ne peut pas exécuter")), class);
        }
    }

    #[test]
    fn the_rest_is_known_by_its_words() {
        for (message, class) in [
            ("deadlock detected", Class::Lost),
            ("canceling statement due to lock timeout", Class::Busy),
            ("database is locked", Class::Busy),
            ("could not extend file \"base/5/1\": No space left on device", Class::Full),
            ("disk I/O error", Class::Broken),
            ("terminating connection due to administrator command", Class::Gone),
            ("column \"x\" does not exist", Class::Bug),
        ] {
            assert_eq!(classify(&fault(DatabaseErrorKind::Unknown, message)), class, "{message}");
        }
    }

    #[test]
    fn which_servers_speak_english() {
        for english in
            ["C", "POSIX", "C.UTF-8", "en_US.UTF-8", "en_GB@euro", "en", "English_United States.1252"]
        {
            assert!(is_english(english), "{english}");
        }
        for other in ["", "fr_FR.UTF-8", "de_DE", "French_France.1252", "ca_ES", "enm"] {
            assert!(!is_english(other), "{other}");
        }
    }
}
