//! The master key: given, or made at the first start; and tied to the database.

use std::path::PathBuf;

use super::{InstallationError, queries};
use crate::auth::keys::{Keys, MasterKey, load_or_create};
use crate::config::{Config, DatabaseUrl};
use crate::db::{Db, NamedLock};

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

/// The configured key, or the one of the data folder, which is made if it is not there.
pub(super) fn load(config: &Config) -> Result<(Keys, Option<PathBuf>), InstallationError> {
    let previous = config.auth.previous_secret_key.as_ref().map(|key| MasterKey::new(key.expose()));
    if let Some(key) = &config.auth.secret_key {
        return Ok((Keys { current: MasterKey::new(key.expose()), previous }, None));
    }
    let path = config.database.generated_key_file();
    let (current, created) = load_or_create(&path)?;
    Ok((Keys { current, previous }, created.then_some(path)))
}

/// Refuses a database that was made with another key. The previous key, when given, vouches for
/// the new one.
pub(super) async fn check(db: &Db, keys: &Keys) -> Result<(), InstallationError> {
    let own = keys.current.fingerprint();
    let previous = keys.previous.as_ref().map(MasterKey::fingerprint);
    let belongs = db
        .write(move |tx| {
            tx.lock(NamedLock::Installation)?;
            let now = tx.now();
            match queries::fingerprint(tx)? {
                None => queries::insert(tx, &own, now)?,
                Some(found) if found == own => {}
                Some(found) if previous.as_ref() == Some(&found) => queries::update(tx, &own)?,
                Some(_) => return Ok(false),
            }
            Ok(true)
        })
        .await?;
    if belongs { Ok(()) } else { Err(InstallationError::WrongKey) }
}
