//! `[auth]`: the master key, the first administrator, and the limits of sessions and passwords.
//!
//! Only what was given: generating a key or a password that was not is the business of `auth`.

use std::{path::PathBuf, time::Duration};

use super::{
    error::{ConfigError, quoted},
    kinds::{Kind, count, duration, path},
    layers::read_if_present,
    reader::Reader,
    secret::{Secret, SecretKey},
    server::cores,
};

/// The window in which the `…_attempts_…` are counted.
pub const ATTEMPT_WINDOW: Duration = Duration::from_secs(15 * 60);

/// Longest password in characters (security.md).
const PASSWORD_MAX: usize = 1024;

/// Accounts, sessions and passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthConfig {
    /// The master key, from the variable or from the file. `None`: the generated one in the data folder.
    pub secret_key: Option<SecretKey>,
    /// The file it was read from, if any.
    pub secret_key_file: Option<PathBuf>,
    /// The key before the last change, for tokens still in use.
    pub previous_secret_key: Option<SecretKey>,
    /// The first administrator, while no user exists.
    pub admin_email: Option<String>,
    /// Its password, `password_min_length` to 1024 characters.
    pub admin_password: Option<Secret>,
    /// Life of an access token, 1 to 60 min.
    pub access_token_ttl: Duration,
    /// Life of an unused session, 1 h to 365 d, at most `refresh_absolute_ttl`.
    pub refresh_idle_ttl: Duration,
    /// Life of a used session, 1 h to 365 d.
    pub refresh_absolute_ttl: Duration,
    /// Fewest characters of a password, 12 to 64. NIST SP 800-63B asks for 15 without a second factor.
    pub password_min_length: usize,
    /// Argon2id computations at once, 1 to 16, 19 MiB each; default one per core.
    pub hash_concurrency: usize,
    /// Logins per account and [`ATTEMPT_WINDOW`], 1 to 100 000.
    pub login_attempts_per_account: u32,
    /// Logins per client address and [`ATTEMPT_WINDOW`], 1 to 100 000.
    pub login_attempts_per_address: u32,
    /// Refreshes per client address and [`ATTEMPT_WINDOW`], 1 to 100 000.
    pub refresh_attempts_per_address: u32,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            secret_key: None,
            secret_key_file: None,
            previous_secret_key: None,
            admin_email: None,
            admin_password: None,
            access_token_ttl: Duration::from_secs(15 * 60),
            refresh_idle_ttl: days(14),
            refresh_absolute_ttl: days(90),
            password_min_length: 15,
            hash_concurrency: cores().clamp(1, 16),
            login_attempts_per_account: 10,
            login_attempts_per_address: 60,
            refresh_attempts_per_address: 600,
        }
    }
}

impl AuthConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let key = || Kind::displayed(SecretKey::parse);
        let attempts = || count(1..=100_000_u32);
        let session = || duration(Duration::from_secs(3600)..=days(365));
        let access = duration(Duration::from_secs(60)..=Duration::from_secs(3600));
        let mut config = Self {
            secret_key: from.optional("auth.secret_key", &key())?,
            secret_key_file: from.optional("auth.secret_key_file", &path())?,
            previous_secret_key: from.optional("auth.previous_secret_key", &key())?,
            admin_email: from.optional("auth.admin_email", &Kind::displayed(email))?,
            admin_password: from.optional("auth.admin_password", &Kind::displayed(password))?,
            access_token_ttl: from.setting("auth.access_token_ttl", default.access_token_ttl, &access)?,
            refresh_idle_ttl: from.setting("auth.refresh_idle_ttl", default.refresh_idle_ttl, &session())?,
            refresh_absolute_ttl: from.setting(
                "auth.refresh_absolute_ttl",
                default.refresh_absolute_ttl,
                &session(),
            )?,
            password_min_length: from.setting(
                "auth.password_min_length",
                default.password_min_length,
                &count(12..=64),
            )?,
            hash_concurrency: from.setting(
                "auth.hash_concurrency",
                default.hash_concurrency,
                &count(1..=16),
            )?,
            login_attempts_per_account: from.setting(
                "auth.login_attempts_per_account",
                default.login_attempts_per_account,
                &attempts(),
            )?,
            login_attempts_per_address: from.setting(
                "auth.login_attempts_per_address",
                default.login_attempts_per_address,
                &attempts(),
            )?,
            refresh_attempts_per_address: from.setting(
                "auth.refresh_attempts_per_address",
                default.refresh_attempts_per_address,
                &attempts(),
            )?,
        };
        config.read_key_file(from)?;
        config.agree(from)?;
        Ok(config)
    }

    fn read_key_file(&mut self, from: &Reader<'_>) -> Result<(), ConfigError> {
        const SETTING: &str = "auth.secret_key_file";
        let Some(file) = &self.secret_key_file else {
            return Ok(());
        };
        if self.secret_key.is_some() {
            return from.refuse(SETTING, "a master key is given as text too; expected one of the two");
        }
        let shown = quoted(&file.display().to_string());
        let key = match read_if_present(&from.around.directory.join(file), file) {
            Ok(Some(text)) => SecretKey::parse(&text)
                .or_else(|why| from.refuse(SETTING, format!("the key in {shown} {why}")))?,
            Ok(None) => {
                return from.refuse(SETTING, format!("{shown} does not exist; expected a file with the key"));
            }
            Err(ConfigError::BadFile { problem, .. }) => {
                return from.refuse(SETTING, format!("{shown} {problem}"));
            }
            Err(other) => return Err(other),
        };
        self.secret_key = Some(key);
        Ok(())
    }

    /// Rules between settings.
    fn agree(&self, from: &Reader<'_>) -> Result<(), ConfigError> {
        if self.previous_secret_key.is_some() && self.previous_secret_key == self.secret_key {
            return from.refuse(
                "auth.previous_secret_key",
                "is the current key; expected the one before it, or none",
            );
        }
        let length = self.admin_password.as_ref().map(|password| password.expose().chars().count());
        if length.is_some_and(|length| length < self.password_min_length || length > PASSWORD_MAX) {
            let expected = format!("expected {} to {PASSWORD_MAX} characters", self.password_min_length);
            return from
                .refuse("auth.admin_password", format!("the password's length is out of range; {expected}"));
        }
        if self.refresh_idle_ttl > self.refresh_absolute_ttl {
            return from.refuse(
                "auth.refresh_idle_ttl",
                "is longer than auth.refresh_absolute_ttl; expected at most that",
            );
        }
        Ok(())
    }

    /// A fixed key; everything else as in production.
    #[must_use]
    pub fn for_testing() -> Self {
        Self { secret_key: Some(SecretKey::for_testing()), ..Self::default() }
    }
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

/// Only catches mistakes of typing; `users` has the real rule.
fn email(text: &str) -> Result<String, String> {
    let parts = text.split_once('@').filter(|(name, domain)| !name.is_empty() && !domain.is_empty());
    let odd = |letter: char| letter.is_whitespace() || letter.is_control();
    match parts {
        Some((_, domain)) if !domain.contains('@') && !text.contains(odd) && text.len() <= 254 => {
            Ok(text.to_owned())
        }
        _ => Err("is not an e-mail address; expected one like desk@example.org".to_owned()),
    }
}

fn password(text: &str) -> Result<Secret, String> {
    match text {
        "" => Err("is no password; expected one, or none of this setting to have one generated".to_owned()),
        text => Ok(Secret::new(text)),
    }
}
