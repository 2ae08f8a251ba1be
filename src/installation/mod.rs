//! What makes a folder and a database a newsroom: the key, the tables, the first administrator.
//!
//! Everything here may run on several nodes at once and happens once: the key file is created or
//! found, migrations and the first administrator are made under a lock.

mod first_admin;
mod keys;

mod queries;

pub use first_admin::{FirstAdmin, generate as generate_password};
pub use keys::{create_folder, fingerprint};

use crate::app::AppState;
use crate::articles::rerender_outdated;
use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::db::migrations::{self, MigrationError, Pending};
use crate::error::Error;
use crate::ids::Ids;
use crate::site;

/// Why the newsroom could not be opened: one line for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    #[error("cannot create the data folder {path}: {cause}")]
    Folder { path: String, cause: String },
    #[error(transparent)]
    Key(#[from] crate::auth::keys::KeyError),
    #[error(transparent)]
    Migration(#[from] MigrationError),
    #[error(
        "the secret key is not the one this database was made with; give the right key, or the old one as \
         GRIOT_SECRET_KEY_PREVIOUS to change it"
    )]
    WrongKey,
    #[error(
        "the database was made with a secret key, and {0} does not exist; put that key there, or give it as \
         GRIOT_SECRET_KEY"
    )]
    KeyMissing(String),
    #[error("the first administrator cannot be made: {0}")]
    Admin(String),
    #[error("the database does not answer: {0}")]
    Database(#[from] Error),
}

/// An opened newsroom.
pub struct Newsroom {
    pub state: AppState,
    /// Only on the very first start.
    pub first_admin: Option<FirstAdmin>,
    /// Where a new key was put, if one was.
    pub new_key: Option<std::path::PathBuf>,
}

/// Opens the newsroom: checks that key and database belong together, brings the tables and what was
/// rendered up to date, and makes the first administrator if there is nobody yet.
///
/// # Errors
/// See [`InstallationError`].
pub async fn open(config: Config, pending: Pending) -> Result<Newsroom, InstallationError> {
    keys::create_folder(&config)?;
    let look = if pending == Pending::Apply { Pending::Report } else { pending };
    let found = migrations::migrate(&config.database, look)?;
    let clock = Clock::system();
    let ids = Ids::system(clock.clone());
    let db = Db::open(&config.database, clock.clone(), ids.clone())?;
    // Before anything is written: a node with a wrong key must leave the database as it is.
    let made_with = if found.applied.is_empty() { None } else { db.read(keys::fingerprint).await? };
    let (keys, new_key) = keys::load(&config, made_with.as_deref())?;
    let status = migrations::migrate(&config.database, pending)?;
    if let Some(newest) = status.newest_event {
        clock.not_before(newest);
    }
    keys::bind(&db, &keys).await?;
    rerender_outdated(&db).await?;
    site::begin_with_locale(&db, &config.site.default_locale).await?;
    let hasher = Auth::hasher(&config.auth, &ids);
    let first_admin = first_admin::make(&db, &config.auth, &hasher, &ids).await?;
    let auth = Auth::new(keys, "griot".to_owned(), &config.auth, hasher, &clock);
    let state = AppState::new(config, db, auth, clock, ids)?;
    Ok(Newsroom { state, first_admin, new_key })
}
