//! Access tokens: a JWT (RFC 7519, profile RFC 9068) that says who asks, for a quarter of an hour.
//!
//! Verification here is the half that needs no database: the caller still checks session, user and
//! role against the server's state. One algorithm, keys from a map, our own clock. Not the token
//! that renews a session (`refresh_token.rs`). Next: `keys.rs` for where the keys come from.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, iter};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::{Keys, MasterKey, Purpose};
use super::provider;
use crate::clock::Clock;

const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "griot-api";
/// Seconds by which two honest clocks may differ.
const LEEWAY: i64 = 30;
/// Bytes. Ours have some 500; nothing longer is even decoded.
const LONGEST: usize = 4_096;
/// Seconds. No token of ours lives longer than a day, whatever its signature says.
const LONGEST_LIFE: i64 = 86_400;

/// Makes and checks access tokens. Cheap to clone.
#[derive(Clone)]
pub struct AccessTokens(Arc<Inner>);

struct Inner {
    header: Header,
    signing: EncodingKey,
    /// The current key first, then the one it replaces.
    live: Vec<LiveKey>,
    validation: Validation,
    issuer: String,
    clock: Clock,
    ttl: i64,
}

struct LiveKey {
    header: Header,
    verifying: DecodingKey,
}

/// What a verified token says. Times are seconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// The user.
    pub sub: Uuid,
    /// The session.
    pub sid: Uuid,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub jti: Uuid,
}

/// A new token and the seconds it lives.
pub struct Issued {
    pub token: String,
    pub expires_in: i64,
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cannot sign an access token")]
pub struct SigningError(#[from] jsonwebtoken::errors::Error);

/// Why a token is refused. For the log: a client learns of [`TokenFault::Expired`] and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    #[error("longer than 4 KiB")]
    TooLong,
    #[error("not a JWT signed with a known algorithm")]
    Malformed,
    #[error("its header is not one we write")]
    Header,
    #[error("signed with a key we do not have")]
    UnknownKey,
    #[error("its signature does not match")]
    Signature,
    #[error("a claim is missing, mistyped or not ours")]
    Claims,
    #[error("not valid yet")]
    NotYetValid,
    #[error("expired")]
    Expired,
}

impl AccessTokens {
    /// `ttl` is held between a second and a day.
    pub fn new(keys: &Keys, issuer: String, clock: Clock, ttl: Duration) -> Self {
        provider::install();
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are checked below, against our clock: the library would ask the system's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[&issuer]);
        validation.set_audience(&[AUDIENCE]);
        let signing = EncodingKey::from_secret(&keys.current.derive(Purpose::AccessToken));
        let current = LiveKey::new(&keys.current);
        let header = current.header.clone();
        let live = iter::once(current).chain(keys.previous.as_ref().map(LiveKey::new)).collect();
        let ttl = i64::try_from(ttl.as_secs()).unwrap_or(LONGEST_LIFE).clamp(1, LONGEST_LIFE);
        AccessTokens(Arc::new(Inner { header, signing, live, validation, issuer, clock, ttl }))
    }

    /// # Errors
    /// When signing fails, which no input can cause.
    pub fn issue(&self, user: Uuid, session: Uuid, jti: Uuid) -> Result<Issued, SigningError> {
        let Inner { header, signing, issuer, clock, ttl, .. } = &*self.0;
        let now = clock.now().unix_seconds();
        let (iss, aud, exp) = (issuer.clone(), AUDIENCE.to_owned(), now.saturating_add(*ttl));
        let claims = Claims { iss, aud, sub: user, sid: session, iat: now, nbf: now, exp, jti };
        Ok(Issued { token: encode(header, &claims, signing)?, expires_in: *ttl })
    }

    /// # Errors
    /// The first reason found to refuse the token.
    pub fn verify(&self, token: &str) -> Result<Claims, TokenFault> {
        if token.len() > LONGEST {
            return Err(TokenFault::TooLong);
        }
        let header = decode_header(token).map_err(|_| TokenFault::Malformed)?;
        let known = self.0.live.iter().find(|key| key.header.kid == header.kid);
        let key =
            known.ok_or(if header.kid.is_some() { TokenFault::UnknownKey } else { TokenFault::Header })?;
        // Equal as a whole: another `typ` or `alg`, `crit`, `jku`, `jwk`, `x5u`, `x5c` and whatever
        // will be invented cannot be there.
        if key.header != header {
            return Err(TokenFault::Header);
        }
        let decoded = decode::<Claims>(token, &key.verifying, &self.0.validation);
        let claims = decoded.map_err(|error| fault(error.kind()))?.claims;
        self.check_times(&claims).map(|()| claims)
    }

    fn check_times(&self, Claims { iat, nbf, exp, .. }: &Claims) -> Result<(), TokenFault> {
        let now = self.0.clock.now().unix_seconds();
        let life = exp.checked_sub(*iat).filter(|life| (1..=LONGEST_LIFE).contains(life));
        if life.is_none() || nbf >= exp {
            return Err(TokenFault::Claims);
        }
        if now >= exp.saturating_add(LEEWAY) {
            return Err(TokenFault::Expired);
        }
        if now.saturating_add(LEEWAY) < *nbf.max(iat) {
            return Err(TokenFault::NotYetValid);
        }
        Ok(())
    }
}

impl LiveKey {
    fn new(key: &MasterKey) -> Self {
        // Half of the public fingerprint is enough to tell two keys apart.
        let kid = key.fingerprint().chars().take(16).collect();
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(kid);
        LiveKey { header, verifying: DecodingKey::from_secret(&key.derive(Purpose::AccessToken)) }
    }
}

fn fault(error: &ErrorKind) -> TokenFault {
    match error {
        ErrorKind::InvalidSignature => TokenFault::Signature,
        ErrorKind::Json(_)
        | ErrorKind::InvalidIssuer
        | ErrorKind::InvalidAudience
        | ErrorKind::MissingRequiredClaim(_)
        | ErrorKind::InvalidClaimFormat(_) => TokenFault::Claims,
        _ => TokenFault::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use chrono::TimeDelta;
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::Timestamp;

    const NOW: i64 = 1_800_000_000;

    fn key(seed: u8) -> MasterKey {
        let bytes: Vec<u8> =
            (0..32u8).map(|n| n.wrapping_mul(n).wrapping_mul(37).wrapping_add(n) ^ seed).collect();
        MasterKey::new(&bytes)
    }

    fn tokens(current: u8, previous: Option<u8>) -> (AccessTokens, Clock) {
        let clock = Clock::mock(Timestamp::from_micros(NOW * 1_000_000).unwrap());
        let keys = Keys { current: key(current), previous: previous.map(key) };
        (
            AccessTokens::new(&keys, "https://cms.example".into(), clock.clone(), Duration::from_secs(900)),
            clock,
        )
    }

    /// Signs anything with the right key and the right MAC, whatever the header claims.
    fn forge(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let mac = provider::hmac_sha256(&key(1).derive(Purpose::AccessToken), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    fn good() -> (Value, Value) {
        let id = Uuid::from_u128(7);
        let header = json!({"typ": "at+jwt", "alg": "HS256", "kid": key(1).fingerprint()[..16]});
        let claims = json!({"iss": "https://cms.example", "aud": "griot-api", "sub": id, "sid": id, "jti": id,
            "iat": NOW, "nbf": NOW, "exp": NOW + 900});
        (header, claims)
    }

    /// What becomes of a good token when these members are set, or removed by null.
    fn with(header_change: &Value, claims_change: &Value) -> Option<TokenFault> {
        let (mut header, mut claims) = good();
        for (target, change) in [(&mut header, header_change), (&mut claims, claims_change)] {
            let target = target.as_object_mut().unwrap();
            target.extend(change.as_object().unwrap().clone());
            target.retain(|_, value| !value.is_null());
        }
        tokens(1, None).0.verify(&forge(&header, &claims)).err()
    }

    /// The members of a JSON array.
    fn rows(table: &Value) -> &Vec<Value> {
        table.as_array().unwrap()
    }

    #[test]
    fn issued_tokens_verify_until_their_key_is_gone() {
        let [user, session, jti] = [1, 2, 3].map(Uuid::from_u128);
        let issued = tokens(1, None).0.issue(user, session, jti).unwrap();
        assert_eq!(issued.expires_in, 900);
        let claims = tokens(1, None).0.verify(&issued.token).unwrap();
        assert_eq!((claims.sub, claims.sid, claims.jti, claims.exp), (user, session, jti, NOW + 900));
        assert_eq!(tokens(2, Some(1)).0.verify(&issued.token), Ok(claims));
        assert_eq!(tokens(2, Some(3)).0.verify(&issued.token), Err(TokenFault::UnknownKey));
        let header = URL_SAFE_NO_PAD.decode(issued.token.split('.').next().unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&header).unwrap(), good().0);
        assert!(!format!("{issued:?}").contains("ey"));
    }

    #[test]
    fn the_header_is_ours_or_refused() {
        assert_eq!(with(&json!({}), &json!({})), None);
        for alg in ["none", "None", "hs256", "RS256", "HS384", "HS512", "EdDSA", "ES256", ""] {
            assert_ne!(with(&json!({"alg": alg}), &json!({})), None, "{alg}");
        }
        for change in rows(&json!([
            {"typ": null}, {"typ": "JWT"}, {"typ": "rt+jwt"}, {"typ": "AT+JWT"}, {"kid": null}, {"crit": ["exp"]},
            {"crit": []}, {"jku": "https://evil.example"}, {"x5u": "https://evil.example"}, {"x5c": ["AAAA"]},
            {"jwk": {"kty": "oct", "k": "AAAA"}}, {"cty": "JWT"}, {"zip": "DEF"}, {"b64": false}, {"new": 1},
        ])) {
            assert_eq!(with(change, &json!({})), Some(TokenFault::Header), "{change}");
        }
        for kid in ["", "../../dev/null", "0000000000000000"] {
            assert_eq!(with(&json!({"kid": kid}), &json!({})), Some(TokenFault::UnknownKey));
        }
    }

    #[test]
    fn every_claim_is_required_and_typed() {
        for name in ["iss", "aud", "sub", "sid", "iat", "nbf", "exp", "jti"] {
            for value in rows(&json!([null, true, {}, [], "", "1", 1.5, ["griot-api"], 1e300, 1e20])) {
                assert_eq!(
                    with(&json!({}), &json!({ name: value })),
                    Some(TokenFault::Claims),
                    "{name} {value}"
                );
            }
        }
        for change in rows(&json!([
            {"aud": "other"}, {"iss": "https://evil.example"}, {"sub": "admin"}, {"exp": NOW}, {"nbf": NOW + 900},
            {"exp": NOW + 86_401}, {"exp": i64::MAX}, {"exp": i64::MIN}, {"iat": i64::MIN}, {"iat": -1},
        ])) {
            assert_eq!(with(&json!({}), change), Some(TokenFault::Claims), "{change}");
        }
    }

    #[test]
    fn thirty_seconds_of_leeway_and_not_one_more() {
        let early = |nbf, iat| with(&json!({}), &json!({"nbf": NOW + nbf, "iat": NOW + iat}));
        assert_eq!([early(30, 0), early(0, 30)], [None; 2]);
        assert_eq!([early(31, 0), early(0, 31)], [Some(TokenFault::NotYetValid); 2]);
        let (tokens, clock) = tokens(1, None);
        let token = tokens.issue(Uuid::nil(), Uuid::nil(), Uuid::nil()).unwrap().token;
        clock.advance(TimeDelta::microseconds(929_999_999));
        assert!(tokens.verify(&token).is_ok());
        clock.advance(TimeDelta::microseconds(1));
        assert_eq!(tokens.verify(&token), Err(TokenFault::Expired));
    }

    #[test]
    fn not_a_bit_may_change() {
        let (tokens, _) = tokens(1, None);
        let token = forge(&good().0, &good().1);
        assert!(tokens.verify(&token).is_ok());
        for place in 0..token.len() {
            for other in ["A", "B", "w", "_", ".", "="] {
                let mut changed = token.clone();
                changed.replace_range(place..=place, other);
                assert!(changed == token || tokens.verify(&changed).is_err(), "{place} {other}");
            }
            assert!(tokens.verify(&token[..place]).is_err());
        }
        for text in ["", ".", "..", "...", "grr_x", "é.é.é", &format!("{token}."), &format!(" {token}")] {
            assert_eq!(tokens.verify(text), Err(TokenFault::Malformed), "{text}");
        }
        assert_eq!(tokens.verify(&"a".repeat(4_097)), Err(TokenFault::TooLong));
        assert_eq!(tokens.verify(&"a".repeat(4_096)), Err(TokenFault::Malformed));
    }
}
