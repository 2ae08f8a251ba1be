//! Bringing a database to the shape this binary knows, all or nothing.
//!
//! Pending migrations run in one transaction under a lock, so that two nodes may start together
//! and a cut in the middle leaves the old shape. A database newer than the binary is refused.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, Manager, Purpose};
use super::dialect::fault;
use super::dialect::lock::{self, NamedLock};
use super::dialect::transaction as sql;
use super::{log, on_both};
use crate::clock::Timestamp;
use crate::config::DatabaseConfig;
use crate::error::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// What stands between the database and the binary.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    #[error("cannot open {url}: {cause}")]
    Open { url: String, cause: String },
    #[error(
        "the database was migrated by a newer griot: it knows {0}, which this binary does not; upgrade the binary"
    )]
    TooNew(String),
    #[error("migrations are pending ({0}); run `griot migrate`, or start without --no-migrate")]
    Pending(usize),
    #[error("a migration failed and was taken back: {0}")]
    Failed(String),
}

/// The state of the database, oldest first.
#[derive(Debug)]
pub struct Status {
    pub applied: Vec<String>,
    pub pending: Vec<String>,
    /// The instant of the newest entry of the content log, when there is one.
    pub newest_event: Option<Timestamp>,
}

/// Whether to apply what is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    Apply,
    Refuse,
    /// Look and touch nothing.
    Report,
}

/// Looks, and applies what is pending if told to. Waits for another process that does the same.
///
/// # Errors
/// See [`MigrationError`]; nothing has changed then.
pub fn migrate(config: &DatabaseConfig, pending: Pending) -> Result<Status, MigrationError> {
    let mut session = Manager::new(config.clone(), Purpose::Write)
        .open()
        .map_err(|fault| MigrationError::Open { url: config.url.to_string(), cause: fault.to_string() })?;
    let conn = &mut session.conn;
    if let Conn::Postgres(conn) = conn {
        // Building an index may take longer than any request may.
        use diesel::connection::SimpleConnection;
        conn.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0").map_err(failed)?;
        // Once at a start, which looks first and applies later.
        if pending != Pending::Report {
            fault::warn_of_language(conn).map_err(failed)?;
        }
    }
    sql::begin_write(conn).map_err(failed)?;
    let outcome =
        lock::take(conn, NamedLock::Installation).map_err(failed).and_then(|()| advance(conn, pending));
    match outcome {
        Ok(status) => {
            sql::commit(conn).map_err(failed)?;
            Ok(status)
        }
        Err(fault) => {
            let _ = sql::rollback(conn);
            Err(fault)
        }
    }
}

fn advance(conn: &mut Conn, pending: Pending) -> Result<Status, MigrationError> {
    let known = known(conn)?;
    let found = on_both!(conn, |conn| versions(conn))?;
    let mut applied: Vec<String> = found.iter().map(ToString::to_string).collect();
    applied.sort();
    if let Some(foreign) = applied.iter().find(|version| !known.contains(version)) {
        return Err(MigrationError::TooNew(foreign.clone()));
    }
    let mut waiting: Vec<String> = known.into_iter().filter(|version| !applied.contains(version)).collect();
    match pending {
        Pending::Refuse if !waiting.is_empty() => return Err(MigrationError::Pending(waiting.len())),
        Pending::Apply if !waiting.is_empty() => {
            match conn {
                Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(|_| ()),
                Conn::Postgres(conn) => conn.run_pending_migrations(POSTGRES).map(|_| ()),
            }
            .map_err(failed)?;
            applied.append(&mut waiting);
        }
        _ => {}
    }
    let newest_event = if waiting.is_empty() { Some(log::newest(conn).map_err(failed)?) } else { None };
    Ok(Status { applied, pending: waiting, newest_event })
}

fn versions<C, DB>(conn: &mut C) -> Result<Vec<MigrationVersion<'static>>, MigrationError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    conn.applied_migrations().map_err(failed)
}

/// The versions this binary carries for the engine, oldest first.
pub(super) fn known(conn: &Conn) -> Result<Vec<String>, MigrationError> {
    let mut known = match conn {
        Conn::Sqlite(_) => names(MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(failed)?),
        Conn::Postgres(_) => names(MigrationSource::<Pg>::migrations(&POSTGRES).map_err(failed)?),
    };
    known.sort();
    Ok(known)
}

fn names<DB: diesel::backend::Backend>(migrations: Vec<Box<dyn Migration<DB>>>) -> Vec<String> {
    migrations.iter().map(|migration| migration.name().version().to_string()).collect()
}

fn failed(fault: impl ToString) -> MigrationError {
    MigrationError::Failed(fault.to_string())
}

/// Takes everything down again and brings it back up: for the test that proves the downs.
///
/// # Errors
/// When a script fails.
pub fn redo_all(config: &DatabaseConfig) -> Result<(), MigrationError> {
    let mut session = Manager::new(config.clone(), Purpose::Write)
        .open()
        .map_err(|fault| MigrationError::Open { url: config.url.to_string(), cause: fault.to_string() })?;
    match &mut session.conn {
        Conn::Sqlite(conn) => {
            conn.revert_all_migrations(SQLITE).map_err(failed)?;
            conn.run_pending_migrations(SQLITE).map_err(failed)?;
        }
        Conn::Postgres(conn) => {
            conn.revert_all_migrations(POSTGRES).map_err(failed)?;
            conn.run_pending_migrations(POSTGRES).map_err(failed)?;
        }
    }
    Ok(())
}

impl From<MigrationError> for Error {
    fn from(error: MigrationError) -> Self {
        Error::internal(error)
    }
}
