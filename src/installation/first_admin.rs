//! The first administrator. `GRIOT_ADMIN_*` count only here, while nobody has an account.

use super::InstallationError;
use crate::auth::password::{Password, check_strength};
use crate::auth::{Hasher, Role};
use crate::config::AuthConfig;
use crate::db::{Db, NamedLock};
use crate::error::Error;
use crate::ids::Ids;
use crate::users::{self, Email, NewUser};

/// For want of a configured address.
const ADDRESS: &str = "admin@griot.local";

/// Who may sign in from now on.
pub struct FirstAdmin {
    pub email: String,
    /// None when it was configured.
    pub generated_password: Option<String>,
}

impl FirstAdmin {
    /// The lines for the terminal of whoever started us: the only place a generated password is
    /// ever written.
    pub fn lines(&self) -> String {
        let mut lines = format!("The first administrator is {}.\n", self.email);
        if let Some(password) = &self.generated_password {
            lines.push_str(&format!("    password: {password}\n"));
            lines.push_str(
                "It is shown this once and stored nowhere. Change it with POST /api/v1/auth/password.\n",
            );
        }
        lines
    }
}

/// Makes the first administrator if nobody has an account yet. The hash is made before the lock is
/// taken, and thrown away when another node was faster.
pub(super) async fn make(
    db: &Db,
    config: &AuthConfig,
    hasher: &Hasher,
    ids: &Ids,
) -> Result<Option<FirstAdmin>, InstallationError> {
    if db.read(users::service::any_exist).await? {
        return Ok(None);
    }
    let bad = |fault: &dyn std::fmt::Display| InstallationError::Admin(fault.to_string());
    let email =
        Email::parse(config.admin_email.as_deref().unwrap_or(ADDRESS)).map_err(|fault| bad(&fault))?;
    let (password, generated) = match &config.admin_password {
        Some(password) => (password.expose().to_owned(), None),
        None => {
            let password = generate(ids).map_err(|fault| bad(&fault))?;
            (password.clone(), Some(password))
        }
    };
    let normalised = Password::normalise(&password);
    check_strength(&normalised, config.password_min_length, &[email.as_str()])
        .map_err(|fault| bad(&format!("GRIOT_ADMIN_PASSWORD: {fault}")))?;
    let password_hash = hasher.hash(normalised).await.map_err(|fault| bad(&fault))?;
    let admin =
        NewUser { email: email.clone(), name: "Administrator".to_owned(), role: Role::Admin, password_hash };
    let made = db
        .write(move |tx| {
            tx.lock(NamedLock::Installation)?;
            if users::service::any_exist(tx)? {
                return Ok(false);
            }
            users::service::create(tx, None, &admin)?;
            Ok(true)
        })
        .await?;
    Ok(made.then(|| FirstAdmin { email: email.to_string(), generated_password: generated }))
}

/// Twenty letters and digits no one confuses, in groups of five: 100 random bits.
///
/// # Errors
/// When the system has no randomness to give.
pub fn generate(ids: &Ids) -> Result<String, Error> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let secret = ids.secret().map_err(|fault| Error::internal(fault.to_string()))?;
    let letters = secret.iter().take(20).filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    let mut password = String::with_capacity(23);
    for (index, letter) in letters.enumerate() {
        if index > 0 && index % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(*letter));
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_generated_password_is_strong_and_never_the_same() {
        let ids = Ids::system(Clock::system());
        let (one, other) = (generate(&ids).unwrap(), generate(&ids).unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 23);
        assert!(check_strength(&Password::normalise(&one), 15, &[]).is_ok());
    }
}
