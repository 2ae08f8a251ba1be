//! The secret a receiver knows us by, and the signature it makes (Standard Webhooks, `v1`).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ids::Ids;

/// Tells people and the libraries of receivers what they have.
const PREFIX: &str = "whsec_";

/// 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

impl SigningSecret {
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(ids: &Ids) -> Result<Self> {
        ids.secret().map(|bytes| SigningSecret(bytes.to_vec())).map_err(Error::internal)
    }

    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        SigningSecret(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As it is shown, once: `whsec_` and base64.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// Over id, second and body, in this order, with dots between.
    ///
    /// # Errors
    /// Never, for a secret of ours.
    pub fn sign(&self, id: Uuid, second: i64, body: &[u8]) -> Result<String> {
        let hmac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(Error::internal)?;
        let mac = hmac.chain_update(format!("{id}.{second}.")).chain_update(body).finalize();
        Ok(format!("v1,{}", STANDARD.encode(mac.into_bytes())))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn as_other_libraries_sign() {
        // Made with `openssl dgst -sha256 -hmac` over the same bytes.
        let secret = SigningSecret::from_bytes(b"0123456789abcdef0123456789abcdef".to_vec());
        let id = Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0001);
        let signed = secret.sign(id, 1_767_225_600, b"{\"type\":\"article.published\"}").unwrap();
        assert_eq!(signed, "v1,2ziNGxvDK9NkQB2GBf6xvqRxOBP8NbTyvdDDKupaNRs=");
        assert_eq!(secret.to_text(), "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    }

    #[test]
    fn a_new_one_each_time_and_silent() {
        let ids = Ids::system(Clock::system());
        let (one, two) = (SigningSecret::new(&ids).unwrap(), SigningSecret::new(&ids).unwrap());
        assert_ne!(one, two);
        assert_eq!(format!("{one:?}"), "SigningSecret(…)");
    }
}
