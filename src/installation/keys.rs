//! The master key: given, or made at the first start; and tied to the database.

use std::path::PathBuf;

use super::{InstallationError, queries};
use crate::auth::keys::{Keys, MasterKey, load_or_create};
use crate::config::{Config, DatabaseUrl};
use crate::db::{Conn, Db, NamedLock};
use crate::error::Result as Outcome;

/// Makes the data folder for the SQLite file or the key, closed to others.
pub fn create_folder(config: &Config) -> Result<(), InstallationError> {
    let mut folders = Vec::new();
    if config.auth.secret_key.is_none() {
        folders.push(config.database.data_dir.clone());
    }
    if let DatabaseUrl::Sqlite { path } = &config.database.url {
        folders.extend(path.parent().map(PathBuf::from));
    }
    for folder in folders.into_iter().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(|fault| InstallationError::Folder {
            path: folder.display().to_string(),
            cause: fault.to_string(),
        })?;
    }
    Ok(())
}

/// With which key the database was made, if it was.
///
/// # Errors
/// When the database cannot answer.
pub fn fingerprint(conn: &mut Conn) -> Outcome<Option<String>> {
    Ok(queries::fingerprint(conn)?)
}

/// The configured key, or the one of the data folder, which is made if neither it nor the database
/// is there. `made_with` is the fingerprint the database remembers: another key is refused, unless
/// the previous key vouches for it.
pub(super) fn load(
    config: &Config,
    made_with: Option<&str>,
) -> Result<(Keys, Option<PathBuf>), InstallationError> {
    let previous = config.auth.previous_secret_key.as_ref().map(|key| MasterKey::new(key.expose()));
    let path = config.database.generated_key_file();
    let (current, created) = match &config.auth.secret_key {
        Some(key) => (MasterKey::new(key.expose()), false),
        None if made_with.is_some() && !path.exists() => {
            return Err(InstallationError::KeyMissing(path.display().to_string()));
        }
        None => load_or_create(&path)?,
    };
    let keys = Keys { current, previous };
    if made_with.is_some_and(|made_with| !fits(&keys, made_with)) {
        return Err(InstallationError::WrongKey);
    }
    Ok((keys, created.then_some(path)))
}

fn fits(keys: &Keys, made_with: &str) -> bool {
    let known = std::iter::once(&keys.current).chain(&keys.previous);
    known.map(MasterKey::fingerprint).any(|fingerprint| fingerprint == made_with)
}

/// Ties the database to the current key. Of several nodes that start on an empty database with keys
/// of their own, one wins; the others are refused.
pub(super) async fn bind(db: &Db, keys: &Keys) -> Result<(), InstallationError> {
    let (own, keys) = (keys.current.fingerprint(), keys.clone());
    let belongs = db
        .write(move |tx| {
            tx.lock(NamedLock::Installation)?;
            let now = tx.now();
            match queries::fingerprint(tx)? {
                None => queries::insert(tx, &own, now)?,
                Some(found) if found == own => {}
                Some(found) if fits(&keys, &found) => queries::update(tx, &own)?,
                Some(_) => return Ok(false),
            }
            Ok(true)
        })
        .await?;
    if belongs { Ok(()) } else { Err(InstallationError::WrongKey) }
}
