//! Passwords: which ones we take, and how they are hashed.
//!
//! Argon2id at OWASP's floor, in a small pool of its own, so that a flood of logins costs neither
//! other requests' time nor unbounded memory. Not who may try how often (`throttle.rs`). Next:
//! `users/`, which stores the hashes.

use std::cmp::Reverse;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::clock::{Clock, Timestamp};
use crate::ids::Ids;

/// Characters. Far more than anyone types, far less than would cost anything.
pub const LONGEST: usize = 1_024;
/// Characters. zxcvbn's time grows with their square; a password that is strong this far is strong.
const JUDGED: usize = 100;

/// A password as it is hashed: in Unicode normal form C, otherwise exactly as typed.
///
/// NFC is what the OpaqueString profile of RFC 8265 applies: `é` from a Mac and `é` from a phone
/// become one, and nothing a person can tell apart does. Never trimmed, never cut, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub fn normalise(typed: &str) -> Self {
        Password(typed.nfc().collect())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a new password is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("needs at least {min} characters; a few unrelated words are easy to remember")]
    TooShort { min: usize },
    #[error("has more than {max} characters")]
    TooLong { max: usize },
    /// The reason is one or more whole sentences for the person who chose it.
    #[error("is too easy to guess. {reason}")]
    Guessable { reason: String },
}

/// No composition rules (NIST SP 800-63B): length, and how many guesses it would take. `user_inputs`
/// are what a guesser tries first: names, e-mail address, the site's name. Takes up to 25 ms
/// (release build, 100 characters): not for a thread that serves requests.
///
/// # Errors
/// What to tell the person who chose it.
pub fn check_strength(
    password: &Password,
    min_length: usize,
    user_inputs: &[&str],
) -> Result<(), PasswordFault> {
    let length = password.0.chars().count();
    if length < min_length {
        return Err(PasswordFault::TooShort { min: min_length });
    }
    if length > LONGEST {
        return Err(PasswordFault::TooLong { max: LONGEST });
    }
    let own = own_words(user_inputs);
    let judged: String = password.0.chars().take(JUDGED).collect();
    let verdict = zxcvbn(&judged, &own.iter().map(String::as_str).collect::<Vec<_>>());
    let lower = password.0.to_lowercase();
    let rest = own.iter().fold(lower.clone(), |rest, word| rest.replace(word, ""));
    // zxcvbn thinks well of three known words in a row; a guesser who knows them does not.
    let mostly_own = rest != lower && rest.chars().count() < 8;
    if verdict.score() >= Score::Three && !mostly_own {
        return Ok(());
    }
    let own_hint =
        if rest == lower { "" } else { "It contains your name, your address or the site's name. " };
    let advice = verdict.feedback().map_or("Add another word or two.".to_owned(), ToString::to_string);
    Err(PasswordFault::Guessable { reason: format!("{own_hint}{}", advice.trim()) })
}

/// The inputs and, since an address is also its parts, their words; the longest first.
fn own_words(inputs: &[&str]) -> Vec<String> {
    let inputs = inputs.iter().map(|input| input.nfc().take(JUDGED).collect::<String>().to_lowercase());
    let parts = inputs.flat_map(|input| {
        let words: Vec<String> = input.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        words.into_iter().chain([input])
    });
    let mut words: Vec<String> = parts.filter(|word| word.chars().count() > 3).take(JUDGED).collect();
    words.sort_by_key(|word| Reverse(word.len()));
    words
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting already: answer 503 with `Retry-After`.
    #[error("too many passwords are being checked")]
    Busy,
    #[error("cannot hash or check a password: {0}")]
    Internal(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub ok: bool,
    /// Right, but hashed more cheaply than we do now: store a new hash.
    pub needs_rehash: bool,
}

/// Hashes and verifies. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    /// A hash nobody's password has, verified when there is no account, so that an unknown e-mail
    /// address takes as long as a known one.
    dummy: Arc<str>,
    running: Arc<Semaphore>,
    /// Those that run and those that wait.
    admitted: Arc<Semaphore>,
    patience: Duration,
    ids: Ids,
}

impl Hasher {
    /// 19 MiB, two passes, one lane (OWASP's first choice for Argon2id) and at most `concurrency`
    /// at a time; eight times as many may wait, for two seconds.
    pub fn new(concurrency: usize, ids: Ids) -> Self {
        Self::with_params(Params::new(19_456, 2, 1, None).unwrap_or_default(), concurrency, ids)
    }

    /// As cheap as Argon2 gets: for tests only.
    pub fn for_testing() -> Self {
        let ids = Ids::seeded(Clock::mock(Timestamp::FOREVER));
        Self::with_params(Params::new(8, 1, 1, None).unwrap_or_default(), 4, ids)
    }

    fn with_params(params: Params, concurrency: usize, ids: Ids) -> Self {
        let [m, t, p] = [params.m_cost(), params.t_cost(), params.p_cost()];
        let (salt, output) = ("A".repeat(22), "A".repeat(43));
        let concurrency = concurrency.clamp(1, 1_024);
        Hasher {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            dummy: format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${output}").into(),
            running: Arc::new(Semaphore::new(concurrency)),
            admitted: Arc::new(Semaphore::new(concurrency * 9)),
            patience: Duration::from_secs(2),
            ids,
        }
    }

    /// A PHC string with a fresh salt of 128 bits.
    ///
    /// # Errors
    /// [`HashError::Busy`] when the pool is full.
    pub async fn hash(&self, password: Password) -> Result<String, HashError> {
        let (argon2, secret) = (self.argon2.clone(), self.ids.secret().map_err(internal)?);
        self.run(move || {
            let salt = secret.first_chunk::<16>().unwrap_or(&[0; 16]);
            argon2
                .hash_password_with_salt(password.0.as_bytes(), salt)
                .map(|hash| hash.to_string())
                .map_err(internal)
        })
        .await
    }

    /// Whether this is the password behind the `stored` PHC string. Without one the answer is no and
    /// takes as long.
    ///
    /// # Errors
    /// [`HashError::Busy`] when the pool is full.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<Verdict, HashError> {
        let (argon2, dummy) = (self.argon2.clone(), self.dummy.clone());
        self.run(move || {
            let hash = PasswordHash::new(stored.as_deref().unwrap_or(&dummy)).map_err(internal)?;
            let (used, ours) = (Params::try_from(&hash).map_err(internal)?, argon2.params());
            // An imported hash must not take the memory of the whole pool.
            if used.m_cost() > 262_144 || used.t_cost() > 16 || used.p_cost() > 16 {
                return Err(HashError::Internal("the stored hash asks for too much".to_owned()));
            }
            let matches = match argon2.verify_password(password.0.as_bytes(), &hash) {
                Err(password_hash::Error::PasswordInvalid) => false,
                outcome => outcome.map(|()| true).map_err(internal)?,
            };
            let ok = matches && stored.is_some();
            let weaker = used.m_cost() < ours.m_cost() || used.t_cost() < ours.t_cost();
            let other = hash.algorithm.as_str() != "argon2id" || hash.version != Some(19);
            Ok(Verdict { ok, needs_rehash: ok && (weaker || other) })
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let place = self.admitted.clone().try_acquire_owned().map_err(|_| HashError::Busy)?;
        let turn = tokio::time::timeout(self.patience, self.running.clone().acquire_owned());
        let turn = turn.await.ok().and_then(Result::ok).ok_or(HashError::Busy)?;
        // The permits go with the work: a client that hangs up frees nothing before the work is done.
        let task = move || {
            let _held = (place, turn);
            work()
        };
        tokio::task::spawn_blocking(task).await.map_err(internal)?
    }
}

fn internal(cause: impl fmt::Display) -> HashError {
    HashError::Internal(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(password: &str) -> Result<(), PasswordFault> {
        check_strength(
            &Password::normalise(password),
            12,
            &["Amina Diallo", "amina.diallo@dakarmatin.example", "Dakar Matin"],
        )
    }

    #[test]
    fn strength_is_length_and_guesses_and_says_why() {
        assert_eq!(strength("trop court"), Err(PasswordFault::TooShort { min: 12 }));
        assert_eq!(strength(&"q7 ".repeat(342)), Err(PasswordFault::TooLong { max: 1_024 }));
        strength("marabout tricycle oseille 4").unwrap();
        strength(&format!("marabout tricycle oseille {}", "x".repeat(998))).unwrap();
        strength("🦀🌍🥭🪘🛶🐘🌾🥁🦜🐊🍋🌴").unwrap();
        for weak in [
            "aaaaaaaaaaaa",
            "password1234",
            "qwertyuiop[]",
            "123456789012",
            "dakarmatin2026",
            "diallo.amina",
            "amina.diallo@dakarmatin.example",
        ] {
            let Err(PasswordFault::Guessable { reason }) = strength(weak) else { panic!("{weak} was taken") };
            assert!(reason.ends_with('.') && !reason.contains("  "), "{reason}");
        }
        let own = strength("amina diallo").unwrap_err().to_string();
        assert!(own.contains("your name"), "{own}");
    }

    #[test]
    fn judges_any_text_without_harm() {
        for unit in ["a", "ab1", "p4$$w0rd", "1/1/99", "é", "\u{301}", "\0", "🦀"] {
            let text = unit.repeat(1_024).chars().take(1_024).collect::<String>();
            let verdict = check_strength(&Password::normalise(&text), 12, &[text.as_str(); 20]);
            assert!(verdict.is_err(), "{unit:?}");
        }
    }

    #[tokio::test]
    async fn right_wrong_unknown_and_exact() {
        let hasher = Hasher::for_testing();
        let typed = Password::normalise("  Cafe\u{301} à Dakar  ");
        let stored = hasher.hash(typed.clone()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert_ne!(hasher.hash(typed.clone()).await.unwrap(), stored, "salted");
        for (attempt, ok) in [
            ("  Café à Dakar  ", true),
            ("Café à Dakar", false),
            ("  café à Dakar  ", false),
            ("  Cafe à Dakar  ", false),
            ("", false),
        ] {
            let verdict = hasher.verify(Password::normalise(attempt), Some(stored.clone())).await.unwrap();
            assert_eq!(verdict, Verdict { ok, needs_rehash: false }, "{attempt}");
        }
        assert!(!hasher.verify(typed.clone(), None).await.unwrap().ok);
        assert_eq!(format!("{typed:?}"), "Password(…)");
        let long = |last| Password::normalise(&format!("{}{last}", "x".repeat(1_023)));
        let stored = hasher.hash(long('a')).await.unwrap();
        assert!(!hasher.verify(long('b'), Some(stored)).await.unwrap().ok, "every character counts");
    }

    #[tokio::test]
    async fn real_parameters_and_when_to_rehash() {
        let ids = Ids::seeded(Clock::mock(Timestamp::FOREVER));
        let (real, cheap, typed) =
            (Hasher::new(2, ids), Hasher::for_testing(), Password::normalise("secret"));
        assert!(real.hash(typed.clone()).await.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(real.dummy.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let old = cheap.hash(typed.clone()).await.unwrap();
        assert_eq!(
            real.verify(typed.clone(), Some(old)).await.unwrap(),
            Verdict { ok: true, needs_rehash: true }
        );
        assert!(!real.verify(typed.clone(), None).await.unwrap().ok);
        for bad in [
            "",
            "hunter2",
            "$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
            "$2b$12$abcdefghijklmnopqrstuv",
        ] {
            assert!(
                matches!(real.verify(typed.clone(), Some(bad.into())).await, Err(HashError::Internal(_))),
                "{bad}"
            );
        }
    }

    #[tokio::test]
    async fn a_full_pool_says_busy_and_abandoned_work_keeps_its_place() {
        let mut hasher = Hasher::for_testing();
        hasher.patience = Duration::from_millis(20);
        let everyone = hasher.running.clone().acquire_many_owned(4).await.unwrap();
        assert!(matches!(hasher.verify(Password::normalise(""), None).await, Err(HashError::Busy)));
        drop(everyone);
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let stuck = tokio::time::timeout(hasher.patience, hasher.run(move || wait.recv().map_err(internal)));
        assert!(stuck.await.is_err());
        assert_eq!((hasher.running.available_permits(), hasher.admitted.available_permits()), (3, 35));
        go.send(()).unwrap();
        let _waits = hasher.admitted.clone().acquire_many_owned(36).await.unwrap();
        assert!(
            matches!(hasher.hash(Password::normalise("")).await, Err(HashError::Busy)),
            "no place to wait"
        );
    }
}
