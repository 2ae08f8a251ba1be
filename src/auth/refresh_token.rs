//! Refresh tokens: what a client keeps to get its next access token.
//!
//! The first of a session is 256 random bits. Each successor is computed from the one presented, so
//! that a client whose reply was lost can present the old one again and receive the very same
//! successor, although the server stores nothing but hashes. Not the rules of rotation and reuse
//! (they need the database), and not a JWT: it says nothing. Next: `access_token.rs`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::keys::hex;
use super::provider::hmac_sha256;
use crate::ids::Ids;

/// Tells people and secret scanners what they have found.
const PREFIX: &str = "grr_";

/// Has no `Display`, and its `Debug` is silent: only [`RefreshToken::to_text`] shows it.
#[derive(Clone)]
pub struct RefreshToken([u8; 32]);

impl RefreshToken {
    /// The first token of a session.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate(ids: &Ids) -> Result<Self, getrandom::Error> {
        ids.secret().map(RefreshToken)
    }

    /// `None` when the text cannot be a refresh token; each token has exactly one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(PREFIX).filter(|encoded| encoded.len() == 43)?;
        URL_SAFE_NO_PAD.decode(encoded).ok()?.try_into().ok().map(RefreshToken)
    }

    /// `grr_` and 43 characters of base64url: for the client alone.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// The token that replaces this one: HMAC-SHA256 under the key for
    /// [`Purpose::RefreshToken`](super::keys::Purpose::RefreshToken). Always the same for the same
    /// token and key; without the key nobody can tell it from random.
    pub fn successor(&self, key: &[u8; 32]) -> Self {
        RefreshToken(hmac_sha256(key, &self.0))
    }

    /// What the database keeps: hexadecimal SHA-256. A slow hash would add nothing to 256 random bits.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0))
    }
}

impl PartialEq for RefreshToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for RefreshToken {}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Clock;

    proptest! {
        #[test]
        fn a_successor_is_certain_and_new(token: [u8; 32], key: [u8; 32], other_key: [u8; 32]) {
            let token = RefreshToken(token);
            let next = token.successor(&key);
            prop_assert_eq!(&next, &RefreshToken::parse(&token.to_text()).unwrap().successor(&key));
            prop_assert_ne!(&next, &token);
            prop_assert_ne!(next.successor(&key), token.clone());
            prop_assert_ne!(next.hash(), token.hash());
            prop_assert_eq!(next == token.successor(&other_key), key == other_key);
        }

        #[test]
        fn text_there_and_back(token: [u8; 32]) {
            let token = RefreshToken(token);
            prop_assert_eq!(token.to_text().len(), 47);
            prop_assert_eq!(RefreshToken::parse(&token.to_text()), Some(token));
        }

        #[test]
        fn takes_any_text_calmly(text: String) {
            prop_assert_eq!(RefreshToken::parse(&text), None);
        }
    }

    #[test]
    fn one_spelling_only() {
        let text = RefreshToken([0; 32]).to_text();
        assert_eq!(RefreshToken([0; 32]).hash(), hex(&Sha256::digest([0; 32])));
        assert!(RefreshToken::parse(&text).is_some());
        let other_last_bits = format!("{}B", &text[..46]);
        for spelling in [
            format!("{text}="),
            format!(" {text}"),
            text.to_uppercase(),
            text[4..].into(),
            text.replace("grr_", "grt_"),
            other_last_bits,
        ] {
            assert_eq!(RefreshToken::parse(&spelling), None, "{spelling}");
        }
        for spelling in ["", "null", "{}", "[]", "true", "grr_", "grr_é"] {
            assert_eq!(RefreshToken::parse(spelling), None);
        }
    }

    #[test]
    fn generated_ones_differ_and_stay_silent() {
        let ids = Ids::system(Clock::system());
        let token = RefreshToken::generate(&ids).unwrap();
        assert_ne!(token, RefreshToken::generate(&ids).unwrap());
        assert_eq!(format!("{token:?}"), "RefreshToken(…)");
    }
}
