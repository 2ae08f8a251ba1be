//! Secrets of others that must be read again, kept so that the database alone does not tell them: sealed with
//! XChaCha20-Poly1305 under a key derived from the master key.
//!
//! For what only has to be recognised, a hash is kept instead (`refresh_token.rs`).

use std::fmt;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};

use super::keys::{Keys, Purpose};
use crate::error::{Error, Result};
use crate::ids::Ids;

const NONCE: usize = 24;

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Seal {
    current: [u8; 32],
    /// Seals nothing any more.
    previous: Option<[u8; 32]>,
}

/// A nonce, and what it hides.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl Seal {
    pub fn new(keys: &Keys) -> Self {
        let derive = |key: &super::keys::MasterKey| key.derive(Purpose::Seal);
        Seal { current: derive(&keys.current), previous: keys.previous.as_ref().map(derive) }
    }

    /// Seals a secret for one `place`, such as the id of its row: elsewhere it does not open.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn close(&self, ids: &Ids, place: &[u8], secret: &[u8]) -> Result<Sealed> {
        let drawn = ids.secret().map_err(Error::internal)?;
        let (nonce, _) =
            drawn.split_first_chunk::<NONCE>().ok_or_else(|| Error::internal("a nonce is short"))?;
        let payload = Payload { msg: secret, aad: place };
        let hidden = cipher(&self.current).encrypt(nonce.into(), payload).map_err(Error::internal)?;
        Ok(Sealed([nonce.as_slice(), &hidden].concat()))
    }

    /// # Errors
    /// When it was sealed with another key or for another place.
    pub fn open(&self, place: &[u8], sealed: &Sealed) -> Result<Vec<u8>> {
        let broken = || {
            Error::internal(
                "a sealed secret does not open; was the secret key changed without the previous one?",
            )
        };
        let (nonce, hidden) = sealed.0.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let keys = [Some(self.current), self.previous];
        keys.into_iter()
            .flatten()
            .find_map(|key| cipher(&key).decrypt(nonce.into(), Payload { msg: hidden, aad: place }).ok())
            .ok_or_else(broken)
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::keys::MasterKey;
    use super::*;
    use crate::clock::Clock;

    fn seal(current: u8, previous: Option<u8>) -> Seal {
        let key = |byte| MasterKey::new(&[byte; 32]);
        Seal::new(&Keys { current: key(current), previous: previous.map(key) })
    }

    fn ids() -> Ids {
        Ids::system(Clock::system())
    }

    proptest! {
        #[test]
        fn opens_with_its_key_at_its_place(secret: Vec<u8>, place: [u8; 16], other: [u8; 16]) {
            let sealed = seal(1, None).close(&ids(), &place, &secret).unwrap();
            prop_assert_eq!(&seal(1, None).open(&place, &sealed).unwrap(), &secret);
            prop_assert_eq!(&seal(2, Some(1)).open(&place, &sealed).unwrap(), &secret);
            prop_assert!(seal(2, None).open(&place, &sealed).is_err());
            prop_assert!(place == other || seal(1, None).open(&other, &sealed).is_err());
            prop_assert!(secret.len() < 4 || !sealed.0.windows(secret.len()).any(|part| part == secret));
        }

        #[test]
        fn any_altered_bit_is_noticed(place in 0usize..60, bit in 0u8..8) {
            let mut sealed = seal(1, None).close(&ids(), b"a", &[7; 20]).unwrap();
            sealed.0[place] ^= 1 << bit;
            prop_assert!(seal(1, None).open(b"a", &sealed).is_err());
        }

        #[test]
        fn takes_any_bytes_calmly(bytes: Vec<u8>) {
            prop_assert!(seal(1, Some(2)).open(b"", &Sealed(bytes)).is_err());
        }
    }

    #[test]
    fn says_nothing_in_a_log() {
        let sealed = seal(1, None).close(&ids(), b"", b"secret").unwrap();
        assert_eq!(format!("{sealed:?} {:?}", seal(1, None)), "Sealed(…) Seal(…)");
        let again = seal(1, None).close(&ids(), b"", b"secret").unwrap();
        assert_ne!(sealed.0, again.0, "a nonce is never used twice");
    }
}
