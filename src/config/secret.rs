//! Texts and keys that must not appear in logs, messages or `config show`.
//!
//! Both types print as `(set)`, whatever asks. Where a key lives and what is derived from it is the
//! business of `auth`.

use std::{collections::BTreeSet, fmt};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// A text that prints as `(set)`; [`Secret::expose`] is the only way to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Not for logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A master key: at least 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Fewest bytes of a key (security.md: ≥ 256 random bits).
    pub const MIN_BYTES: usize = 32;

    /// Reads a key written in base64 (standard or URL-safe, padded or not) or hex; white space
    /// around it does not count.
    ///
    /// # Errors
    /// A sentence without a subject when the key is short, not encoded, or clearly not random: few
    /// different bytes, a regular sequence, readable text, or the key of our own tests.
    pub fn parse(text: &str) -> Result<Self, String> {
        const EXPECTED: &str =
            "expected at least 32 random bytes in base64 or hex, as `openssl rand -base64 32` prints them";
        let text = text.trim();
        let bytes = decode(text).ok_or_else(|| format!("is neither base64 nor hex; {EXPECTED}"))?;
        if bytes.len() < Self::MIN_BYTES {
            return Err(format!("holds only {} bytes; {EXPECTED}", bytes.len()));
        }
        if looks_typed(text, &bytes) || bytes == TEST_KEY {
            return Err(format!("is a sample or a pattern, not random; {EXPECTED}"));
        }
        Ok(Self(bytes))
    }

    /// The key's bytes, for key derivation only.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The same key for every test. [`SecretKey::parse`] refuses it.
    #[must_use]
    pub fn for_testing() -> Self {
        Self(TEST_KEY.to_vec())
    }
}

const TEST_KEY: &[u8; 32] = b"griot's tests share this one key";

fn decode(text: &str) -> Option<Vec<u8>> {
    decode_hex(text).or_else(|| {
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let engines = [GeneralPurpose::new(&STANDARD, config), GeneralPurpose::new(&URL_SAFE, config)];
        engines.iter().find_map(|engine| engine.decode(text).ok())
    })
}

/// Whole bytes in hex. Every hex text is base64 too, so long ones are taken as hex first.
fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|letter| letter.to_digit(16)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    if !rest.is_empty() || pairs.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).ok()).collect()
}

/// Whether a person, not a generator, made this key. A random key of 32 bytes fails any of these
/// tests less than once in a million.
fn looks_typed(text: &str, bytes: &[u8]) -> bool {
    const WORDS: [&str; 8] =
        ["secret", "change", "passwor", "example", "sample", "default", "insecure", "replace"];
    let different: BTreeSet<u8> = bytes.iter().copied().collect();
    let steps: BTreeSet<u8> =
        bytes.iter().zip(bytes.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one)).collect();
    let hex = text.chars().all(|letter| letter.is_ascii_hexdigit());
    let one_case = !text.contains(|letter: char| letter.is_ascii_lowercase())
        || !text.contains(|letter: char| letter.is_ascii_uppercase());
    let lower = text.to_ascii_lowercase();
    different.len() < 20
        || steps.len() < 16
        || bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
        || (one_case && !hex)
        || WORDS.iter().any(|word| lower.contains(word))
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(set)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(set)")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(set)")
    }
}

impl fmt::Display for SecretKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(set)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_keys_in_base64_and_hex() {
        for text in [
            "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=",
            "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM\n",
            "-7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM",
            "8f3c1b7a90e45d26bb08f1c97e3a542d6c19e8f7035ab2d4417e9c60a85fd3b2",
        ] {
            assert_eq!(SecretKey::parse(text).map(|key| key.expose().len()), Ok(32), "{text}");
        }
    }

    #[test]
    fn keys_that_are_not_random_are_refused() {
        for (text, reason) in [
            ("", "holds only 0 bytes;"),
            ("change me!", "is neither base64 nor hex;"),
            ("q7Yx0N3l8cVQ9b2mJ4uTzR6K", "holds only 18 bytes;"),
            ("8f3c1b7a90e45d26bb08f1c97e3a542d", "holds only 16 bytes;"),
            ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is a sample"),
            ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "is a sample"),
            ("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "is a sample"),
            ("ChangeMeChangeMeChangeMeChangeMeChangeMeChangeMe", "is a sample"),
            ("thisisthekeyofournewsroomdonttellanyoneabout", "is a sample"),
            ("ThisIsASuperSecretKeyForOurNewsroom012345678", "is a sample"),
            // Base64 of readable text, and the tests' own key.
            ("TGVzIHByZXNzZXMgdG91cm5lbnQgYXZhbnQgbCdhdWJlIQ==", "is a sample"),
            ("Z3Jpb3QncyB0ZXN0cyBzaGFyZSB0aGlzIG9uZSBrZXk=", "is a sample"),
        ] {
            assert!(SecretKey::parse(text).is_err_and(|problem| problem.starts_with(reason)), "{text}");
        }
    }

    #[test]
    fn nothing_prints_them() {
        let (secret, key) = (Secret::new("hunter2"), SecretKey::for_testing());
        assert_eq!(format!("{secret} {secret:?} {key} {key:?}"), "(set) (set) (set) (set)");
    }
}
