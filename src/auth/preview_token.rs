//! Preview tokens: what shows one working copy to somebody without an account.
//!
//! A token names the article, the link and when it expires, and is signed by the key for
//! [`Purpose::Preview`]: what was altered is refused without asking the database. It says nothing about whether
//! the link still counts; that is in its row (`previews`).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::keys::{Keys, Purpose};
use super::provider::hmac_sha256;
use crate::clock::Timestamp;

/// Tells people and secret scanners what they have found.
const PREFIX: &str = "grp_";

/// Article, link and instant, in this order.
const CLAIM: usize = 16 + 16 + 8;

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreviewClaim {
    pub article: Uuid,
    pub link: Uuid,
    pub expires_at: Timestamp,
}

/// Signs and reads preview tokens. Cheap to clone.
#[derive(Clone)]
pub struct PreviewTokens {
    current: [u8; 32],
    /// Signs nothing any more.
    previous: Option<[u8; 32]>,
}

impl PreviewTokens {
    pub fn new(keys: &Keys) -> Self {
        let derive = |key: &super::keys::MasterKey| key.derive(Purpose::Preview);
        PreviewTokens { current: derive(&keys.current), previous: keys.previous.as_ref().map(derive) }
    }

    /// `grp_` and 96 characters of base64url: for whoever is to see it, and kept nowhere.
    pub fn issue(&self, claim: &PreviewClaim) -> String {
        let said = claim.bytes();
        let signed: Vec<u8> = said.into_iter().chain(hmac_sha256(&self.current, &said)).collect();
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(signed))
    }

    /// What a token says, if a key of ours signed it; each token has exactly one spelling.
    pub fn read(&self, token: &str) -> Option<PreviewClaim> {
        let signed = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        let (said, mac) = signed.split_first_chunk::<CLAIM>()?;
        let keys = [Some(self.current), self.previous];
        let is_ours = keys.into_iter().flatten().any(|key| is_signed(&key, said, mac));
        if is_ours { PreviewClaim::read(said) } else { None }
    }
}

fn is_signed(key: &[u8; 32], said: &[u8], mac: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(key).is_ok_and(|hmac| hmac.chain_update(said).verify_slice(mac).is_ok())
}

impl PreviewClaim {
    fn bytes(&self) -> [u8; CLAIM] {
        let parts = [self.article.as_bytes().as_slice(), self.link.as_bytes()].concat();
        let all = parts.into_iter().chain(self.expires_at.micros().to_be_bytes());
        let mut bytes = [0; CLAIM];
        bytes.iter_mut().zip(all).for_each(|(byte, said)| *byte = said);
        bytes
    }

    fn read(said: &[u8; CLAIM]) -> Option<Self> {
        let (article, rest) = said.split_first_chunk::<16>()?;
        let (link, expires) = rest.split_first_chunk::<16>()?;
        let expires_at = Timestamp::from_micros(i64::from_be_bytes(expires.try_into().ok()?))?;
        Some(PreviewClaim { article: Uuid::from_bytes(*article), link: Uuid::from_bytes(*link), expires_at })
    }
}

impl fmt::Debug for PreviewTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreviewTokens(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::keys::MasterKey;
    use super::*;

    fn tokens(current: u8, previous: Option<u8>) -> PreviewTokens {
        let key = |byte| MasterKey::new(&[byte; 32]);
        PreviewTokens::new(&Keys { current: key(current), previous: previous.map(key) })
    }

    fn claim(article: u128, link: u128, micros: i64) -> PreviewClaim {
        let expires_at = Timestamp::from_micros(micros).unwrap();
        PreviewClaim { article: Uuid::from_u128(article), link: Uuid::from_u128(link), expires_at }
    }

    proptest! {
        #[test]
        fn there_and_back(article: u128, link: u128, micros in 0i64..253_402_300_799_999_999) {
            let claim = claim(article, link, micros);
            let token = tokens(1, None).issue(&claim);
            prop_assert_eq!(token.len(), 100);
            prop_assert_eq!(tokens(1, None).read(&token), Some(claim));
            // While a key is being replaced, what it signed counts; afterwards it does not.
            prop_assert_eq!(tokens(2, Some(1)).read(&token), Some(claim));
            prop_assert_eq!(tokens(2, None).read(&token), None);
            prop_assert_eq!(tokens(2, Some(1)).issue(&claim), tokens(2, None).issue(&claim));
        }

        #[test]
        fn any_altered_token_is_refused(place in 0usize..72, bit in 0u8..8) {
            let token = tokens(1, None).issue(&claim(3, 4, 5));
            let mut bytes = URL_SAFE_NO_PAD.decode(&token[4..]).unwrap();
            bytes[place] ^= 1 << bit;
            let altered = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
            prop_assert_eq!(tokens(1, Some(2)).read(&altered), None);
        }

        #[test]
        fn takes_any_text_calmly(text in "\\PC*") {
            prop_assert_eq!(tokens(1, None).read(&text), None);
            prop_assert_eq!(tokens(1, None).read(&format!("{PREFIX}{text}")), None);
        }
    }

    #[test]
    fn one_spelling_only() {
        let token = tokens(1, None).issue(&claim(3, 4, 5));
        let shorter = &token[..token.len() - 4];
        let spellings = [
            format!("{token}="),
            format!(" {token}"),
            format!("{token}AAAA"),
            shorter.to_owned(),
            token[4..].to_owned(),
        ];
        for spelling in spellings {
            assert_eq!(tokens(1, None).read(&spelling), None, "{spelling}");
        }
        assert_eq!(format!("{:?}", tokens(1, None)), "PreviewTokens(…)");
    }
}
