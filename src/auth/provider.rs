//! HMAC-SHA256, for us and for `jsonwebtoken`.
//!
//! That crate comes with no cryptography of its own unless told to, and what it offers brings RSA or
//! a second C library along. We sign with one algorithm, so this room hands it that one and an error
//! for every other. Next: `access_token.rs`.

use std::sync::OnceLock;

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result, new_error};
use jsonwebtoken::signature::{Error, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use sha2::Sha256;

/// RFC 2104 with SHA-256. To compare the result with what a client sent, use `subtle`.
pub fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC pads a short key with zeros; doing so here leaves no error to handle.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::<Sha256>::new(&block.into()).chain_update(message).finalize().into_bytes().into()
}

/// Makes HS256 known to `jsonwebtoken`, once per process; more calls do nothing. Before the first
/// call that crate panics, hence every maker of tokens calls this.
pub fn install() {
    static DONE: OnceLock<()> = OnceLock::new();
    // A refusal means that somebody else installed a provider. HS256 is the same in every one.
    DONE.get_or_init(|| {
        let _ = PROVIDER.install_default();
    });
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(algorithm, key.family(), key.as_bytes())?)),
    verifier_factory: |algorithm, key| {
        Ok(Box::new(Hs256::new(algorithm, key.family(), key.try_get_as_bytes()?)?))
    },
    // Public keys are not ours: `KeyUtils::new_unimplemented` would panic where these refuse.
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: |_| refuse(),
        rsa_pub_components_from_public_key: |_| refuse(),
        ec_pub_components_from_private_key: |_, _| refuse(),
        ed_pub_components_from_private_key: |_, _| refuse(),
        compute_digest: |_, _| refuse(),
    },
};

fn refuse<T>() -> Result<T> {
    Err(new_error(ErrorKind::UnsupportedAlgorithm))
}

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: &Algorithm, family: AlgorithmFamily, key: &[u8]) -> Result<Self> {
        if *algorithm != Algorithm::HS256 {
            return refuse();
        }
        // RFC 7518, section 3.2: the key is at least as long as the hash.
        if family != AlgorithmFamily::Hmac || key.len() < 32 {
            return Err(new_error(ErrorKind::InvalidKeyFormat));
        }
        Hmac::new_from_slice(key).map(Hs256).map_err(|_| new_error(ErrorKind::InvalidKeyFormat))
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        // Constant time, and the length counts: no truncated signature passes.
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::jwk::ThumbprintHash;
    use jsonwebtoken::{DecodingKey, EncodingKey};

    use super::*;

    #[test]
    fn hmac_as_in_rfc_4231() {
        // Test case 1 has a key of 20 bytes: the same 32 zero-padded ones to HMAC.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(crate::auth::keys::hex(&hmac_sha256(&key, b"Hi There")), expected);
    }

    #[test]
    fn agrees_with_the_jws_example_of_rfc_7515() {
        install();
        install();
        let key = DecodingKey::from_base64_secret(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==",
        );
        let message = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let verify = |signature: &str, algorithm| {
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), key.as_ref().unwrap(), algorithm)
        };
        assert!(verify(signature, Algorithm::HS256).unwrap());
        assert!(!verify(&signature[..40], Algorithm::HS256).unwrap(), "a shorter signature is another");
        assert!(!verify("", Algorithm::HS256).unwrap());
        for other in
            [Algorithm::HS384, Algorithm::HS512, Algorithm::RS256, Algorithm::EdDSA, Algorithm::ES256]
        {
            verify(signature, other).unwrap_err();
        }
    }

    #[test]
    fn refuses_short_keys_and_foreign_work() {
        install();
        let sign = |key: &EncodingKey| jsonwebtoken::crypto::sign(b"message", key, Algorithm::HS256);
        sign(&EncodingKey::from_secret(&[1; 31])).unwrap_err();
        sign(&EncodingKey::from_rsa_der(&[1; 64])).unwrap_err();
        sign(&EncodingKey::from_secret(&[1; 32])).unwrap();
        (PROVIDER.key_utils.compute_digest)(b"", ThumbprintHash::SHA256).unwrap_err();
    }
}
