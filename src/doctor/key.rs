//! The master key: whether it is there, whether only we can read it, and whether the database was made with it.

use super::Finding;
use crate::auth::keys::{self, KeyError, MasterKey};
use crate::config::Config;
use crate::db::inspect::Inspection;
use crate::installation;

const CHECK: &str = "secret key";

/// Of the key that the database was made with, if it was made.
pub(super) fn fingerprint(database: &mut Inspection) -> Option<String> {
    database.read(|conn| installation::fingerprint(conn).map_err(|fault| fault.to_string())).ok().flatten()
}

pub(super) fn check(config: &Config, made_with: Option<&str>) -> Finding {
    let previous = config.auth.previous_secret_key.as_ref().map(|key| MasterKey::new(key.expose()));
    let path = config.database.generated_key_file();
    let (key, place) = match (&config.auth.secret_key, &config.auth.secret_key_file) {
        (Some(key), Some(file)) => (MasterKey::new(key.expose()), file.display().to_string()),
        (Some(key), None) => (MasterKey::new(key.expose()), "GRIOT_SECRET_KEY".to_owned()),
        (None, _) => match keys::load(&path) {
            Ok(Some(key)) => (key, path.display().to_string()),
            Ok(None) => return missing(&path.display().to_string(), made_with),
            Err(fault) => return unusable(&fault),
        },
    };
    match made_with {
        None => Finding::ok(
            CHECK,
            format!("{place} holds a good key; no database belongs to it yet, as far as can be seen"),
        ),
        Some(made_with) if made_with == key.fingerprint() => {
            Finding::ok(CHECK, format!("{place} holds the key this database was made with"))
        }
        Some(made_with) if previous.is_some_and(|key| key.fingerprint() == made_with) => Finding::ok(
            CHECK,
            format!("{place} holds a new key, and the one before it vouches for it at the next start"),
        ),
        Some(_) => Finding::problem(
            CHECK,
            format!(
                "the key in {place} is not the one this database was made with, and no server will start"
            ),
            "put the right key there, or give that one as GRIOT_SECRET_KEY_PREVIOUS to change it",
        ),
    }
}

fn missing(path: &str, made_with: Option<&str>) -> Finding {
    match made_with {
        Some(_) => Finding::problem(
            CHECK,
            format!("the database was made with a key, and {path} is not there"),
            "get it from the backup, or give it as GRIOT_SECRET_KEY",
        ),
        None => Finding::warning(
            CHECK,
            format!("{path} is not there"),
            "a first start makes it; if there was one, get it from the backup before you start",
        ),
    }
}

fn unusable(fault: &KeyError) -> Finding {
    match fault {
        KeyError::Permissions(path) => {
            let path = path.display();
            Finding::problem(
                CHECK,
                format!("others than its owner may read {path}"),
                format!("run `chmod 600 {path}`"),
            )
        }
        _ => Finding::problem(
            CHECK,
            fault.to_string(),
            "get the key from the backup, or give it as GRIOT_SECRET_KEY",
        ),
    }
}
