//! Taking and checking passwords. Not inside a transaction: hashing takes tens of milliseconds and
//! waits for its turn. Signing in is `sessions`.

use super::model::Email;
use crate::auth::Hasher;
use crate::auth::password::{HashError, Password, PasswordFault, Verdict, check_strength};
use crate::error::{Error, FieldCode, FieldError, Result};

/// The hash of a password that somebody chose, if it is one we take. `at` is the pointer under
/// which a refusal names it; a guesser who knows the account tries its address and name first.
///
/// # Errors
/// 422 with the reason, for the person who chose it; 503 when too many are being hashed.
pub async fn hash_new(
    hasher: &Hasher,
    min_length: usize,
    typed: &str,
    (email, name): (&Email, &str),
    at: &str,
) -> Result<String> {
    let password = Password::normalise(typed);
    let (judged, email, name) = (password.clone(), email.to_string(), name.to_owned());
    // Judging costs milliseconds too.
    let verdict = tokio::task::spawn_blocking(move || check_strength(&judged, min_length, &[&email, &name]));
    verdict.await.map_err(Error::internal)?.map_err(|fault| refuse(&fault, at))?;
    hasher.hash(password).await.map_err(unanswered)
}

/// Whether this is the password behind the hash. Without one the answer is no and takes as long.
///
/// # Errors
/// 503 when too many are being checked.
pub async fn verify(hasher: &Hasher, typed: &str, stored: Option<String>) -> Result<Verdict> {
    hasher.verify(Password::normalise(typed), stored).await.map_err(unanswered)
}

/// The hash of the same password as we make them now.
///
/// # Errors
/// 503 when too many are being hashed.
pub async fn rehash(hasher: &Hasher, typed: &str) -> Result<String> {
    hasher.hash(Password::normalise(typed)).await.map_err(unanswered)
}

fn refuse(fault: &PasswordFault, at: &str) -> Error {
    let code = match fault {
        PasswordFault::TooShort { .. } => FieldCode::TooShort,
        PasswordFault::TooLong { .. } => FieldCode::TooLong,
        PasswordFault::Guessable { .. } => FieldCode::Rule,
    };
    let detail = format!("The password {}.", fault.to_string().trim_end_matches('.'));
    let field = FieldError::pointer(at, code, detail);
    Error::invalid(vec![match fault {
        PasswordFault::TooShort { min } => field.expected(format!("at least {min} characters")),
        PasswordFault::TooLong { max } => field.expected(format!("at most {max} characters")),
        PasswordFault::Guessable { .. } => field,
    }])
}

fn unanswered(error: HashError) -> Error {
    match error {
        HashError::Busy => Error::unavailable(error),
        HashError::Internal(_) => Error::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn says_where_and_why() {
        let hasher = Hasher::for_testing();
        let email = Email::parse("redaction@example.org").unwrap();
        for (typed, code, detail) in [
            ("court", FieldCode::TooShort, "The password needs at least 15 characters;"),
            ("redaction@example.org", FieldCode::Rule, "The password is too easy to guess. It contains"),
        ] {
            let error =
                hash_new(&hasher, 15, typed, (&email, "La Rédaction"), "/password").await.unwrap_err();
            assert_eq!((error.kind(), error.fields()[0].code), (ErrorKind::Invalid, code));
            assert!(error.fields()[0].detail.starts_with(detail), "{error}");
        }
        // The one in the examples of the spec.
        let typed = "une phrase longue et simple";
        let hash = hash_new(&hasher, 15, typed, (&email, "La Rédaction"), "/password").await.unwrap();
        assert!(verify(&hasher, typed, Some(hash)).await.unwrap().ok);
        assert!(!verify(&hasher, typed, None).await.unwrap().ok);
    }

    #[test]
    fn a_full_pool_is_no_verdict() {
        let error = unanswered(HashError::Busy);
        assert_eq!((error.kind(), error.retry_after_seconds()), (ErrorKind::Unavailable, Some(1)));
        assert_eq!(unanswered(HashError::Internal("?".into())).kind(), ErrorKind::Internal);
    }
}
