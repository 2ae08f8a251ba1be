//! Looking at a database without touching it: for `griot doctor`. Nothing is made, migrated or kept, and a server
//! may run meanwhile.

use std::time::{Duration, Instant};

use super::connection::{Conn, Manager, Purpose};
use super::dialect::inspect;
use super::dialect::transaction as sql;
use super::migrations;
use crate::config::{DatabaseConfig, DatabaseUrl};

pub use super::dialect::inspect::Engine;

/// A connection of its own.
pub struct Inspection {
    conn: Conn,
}

/// How far the tables are.
#[derive(Debug, Default)]
pub struct Shape {
    /// Migrations that were applied.
    pub applied: usize,
    /// What this binary would apply.
    pub pending: Vec<String>,
    /// What this binary does not know: a newer one was here.
    pub unknown: Vec<String>,
}

/// Why the database cannot be looked at, for people.
pub type Fault = String;

impl Inspection {
    /// # Errors
    /// When there is no database there, or it does not answer.
    pub fn open(config: &DatabaseConfig) -> Result<Self, Fault> {
        if let DatabaseUrl::Sqlite { path } = &config.url
            && !path.exists()
        {
            return Err(format!("{} does not exist", path.display()));
        }
        let session = Manager::new(config.clone(), Purpose::Read).open();
        session.map(|session| Inspection { conn: session.conn }).map_err(told)
    }

    /// # Errors
    /// When the database does not answer.
    pub fn engine(&mut self) -> Result<Engine, Fault> {
        self.read(|conn| inspect::engine(conn).map_err(told))
    }

    /// # Errors
    /// When the database does not answer.
    pub fn shape(&mut self) -> Result<Shape, Fault> {
        self.read(|conn| {
            let applied = inspect::applied(conn).map_err(told)?;
            let known = migrations::known(conn).map_err(told)?;
            let missing = |from: &[String], all: &[String]| -> Vec<String> {
                all.iter().filter(|version| !from.contains(version)).cloned().collect()
            };
            Ok(Shape {
                pending: missing(&applied, &known),
                unknown: missing(&known, &applied),
                applied: applied.len(),
            })
        })
    }

    /// How long it takes until something is on PostgreSQL's disk; none on SQLite.
    ///
    /// # Errors
    /// When the database cannot write.
    pub fn flush(&mut self) -> Result<Option<Duration>, Fault> {
        let begun = Instant::now();
        let flushed = inspect::flush(&mut self.conn).map_err(told)?;
        Ok(flushed.then(|| begun.elapsed()))
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// When there is none; otherwise what `work` returns.
    pub fn read<T>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, Fault>) -> Result<T, Fault> {
        sql::begin_read(&mut self.conn).map_err(told)?;
        let found = work(&mut self.conn);
        let _ = sql::rollback(&mut self.conn);
        found
    }
}

/// One line: some faults have several. And nothing but text: a damaged file is quoted as it is.
fn told(fault: impl ToString) -> Fault {
    let text = fault.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
