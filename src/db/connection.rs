//! One connection type for both engines.
//!
//! Queries are written once against [`Conn`]; the few places where the engines differ are in
//! [`dialect`](super::dialect). Never call `Conn::establish`: the derived one tries each engine in
//! turn and opens a SQLite file named like the address when PostgreSQL is down. [`Manager`] looks
//! at the scheme instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, R2D2Connection};

use super::dialect;
use crate::config::{DatabaseConfig, DatabaseUrl};

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// A pooled connection and the number of statements it has run.
pub struct Session {
    pub conn: Conn,
    statements: Arc<AtomicU32>,
}

impl Session {
    /// Starts counting anew.
    pub fn reset_count(&self) {
        self.statements.store(0, Ordering::Relaxed);
    }

    /// Statements since the last reset.
    pub fn count(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }
}

struct StatementCounter(Arc<AtomicU32>);

impl Instrumentation for StatementCounter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Write,
}

/// Opens connections for a pool, choosing the engine by the scheme of the address.
#[derive(Clone, Debug)]
pub struct Manager {
    config: DatabaseConfig,
    purpose: Purpose,
}

impl Manager {
    pub fn new(config: DatabaseConfig, purpose: Purpose) -> Self {
        Manager { config, purpose }
    }

    /// # Errors
    /// When the file cannot be opened or the server does not answer.
    pub fn open(&self) -> Result<Session, r2d2::Error> {
        let mut conn = match &self.config.url {
            DatabaseUrl::Sqlite { path } => dialect::connect::sqlite(path, &self.config, self.purpose)?,
            DatabaseUrl::Postgres { url } => dialect::connect::postgres(url.expose(), &self.config)?,
        };
        let statements = Arc::new(AtomicU32::new(0));
        conn.set_instrumentation(StatementCounter(Arc::clone(&statements)));
        Ok(Session { conn, statements })
    }
}

impl ManageConnection for Manager {
    type Connection = Session;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Session, r2d2::Error> {
        self.open()
    }

    fn is_valid(&self, session: &mut Session) -> Result<(), r2d2::Error> {
        session.conn.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, session: &mut Session) -> bool {
        session.conn.is_broken()
    }
}
