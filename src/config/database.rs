//! `[database]`: which database, how many connections, and how long to wait for what.
//!
//! Where the URL's scheme is read: `database_url`. What the values do to a connection: `db`.

use std::{path::PathBuf, time::Duration};

use super::{
    database_url::DatabaseUrl,
    error::ConfigError,
    kinds::{count, duration, path},
    reader::Reader,
};

/// The database and this node's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// Folder for the SQLite file and the generated secret key.
    pub data_dir: PathBuf,
    /// The database; default the file `griot.db` in [`DatabaseConfig::data_dir`].
    pub url: DatabaseUrl,
    /// Connections to PostgreSQL, or read-only connections to SQLite (which has one writer besides), 1 to 200.
    pub pool_size: u32,
    /// Longest wait for a connection, 10 ms to 30 s.
    pub pool_wait: Duration,
    /// PostgreSQL: longest run of one SQL statement, 100 ms to 10 min.
    pub statement_timeout: Duration,
    /// PostgreSQL: longest wait for a lock, 100 ms to 10 min.
    pub lock_timeout: Duration,
    /// SQLite: longest wait for another process's write, 100 ms to 1 min.
    pub busy_timeout: Duration,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        let data_dir = PathBuf::from("./data");
        Self {
            url: DatabaseUrl::Sqlite { path: data_dir.join("griot.db") },
            data_dir,
            pool_size: 8,
            pool_wait: Duration::from_secs(1),
            statement_timeout: Duration::from_secs(10),
            lock_timeout: Duration::from_secs(5),
            busy_timeout: Duration::from_secs(5),
        }
    }
}

impl DatabaseConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let patience =
            |shortest, longest| duration(Duration::from_millis(shortest)..=Duration::from_secs(longest));
        let data_dir = from.setting("database.data_dir", default.data_dir, &path())?;
        let file = DatabaseUrl::Sqlite { path: data_dir.join("griot.db") };
        Ok(Self {
            data_dir,
            url: from.setting("database.url", file, &DatabaseUrl::kind())?,
            pool_size: from.setting("database.pool_size", default.pool_size, &count(1..=200))?,
            pool_wait: from.setting("database.pool_wait", default.pool_wait, &patience(10, 30))?,
            statement_timeout: from.setting(
                "database.statement_timeout",
                default.statement_timeout,
                &patience(100, 600),
            )?,
            lock_timeout: from.setting("database.lock_timeout", default.lock_timeout, &patience(100, 600))?,
            busy_timeout: from.setting("database.busy_timeout", default.busy_timeout, &patience(100, 60))?,
        })
    }

    /// A small pool; the data folder is where the SQLite file is, else the system's temporary folder.
    #[must_use]
    pub fn for_testing(url: DatabaseUrl) -> Self {
        let data_dir = match &url {
            DatabaseUrl::Sqlite { path } => path.parent().map(PathBuf::from),
            DatabaseUrl::Postgres { .. } => None,
        };
        Self { data_dir: data_dir.unwrap_or_else(std::env::temp_dir), url, pool_size: 4, ..Self::default() }
    }

    /// Where the master key lives that is generated when none is given.
    #[must_use]
    pub fn generated_key_file(&self) -> PathBuf {
        self.data_dir.join("secret.key")
    }
}
