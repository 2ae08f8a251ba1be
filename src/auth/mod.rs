//! Credentials and permission: keys, tokens, passwords, throttles, and who a caller is.
//!
//! Signing in and out is `sessions`, accounts are `users`; both stand on this room, and it knows
//! neither. [`permission`] is the table of what each role may do.

pub mod access_token;
pub mod keys;
pub mod password;
pub mod permission;
pub mod preview_token;
mod principal;
mod provider;
pub mod refresh_token;
mod seal;
pub mod throttle;

use std::sync::Arc;

pub use access_token::{AccessTokens, TokenFault};
use keys::{Keys, Purpose};
pub use password::Hasher;
pub use permission::{Permission, Requires, Role, may};
pub use preview_token::{PreviewClaim, PreviewTokens};
pub use principal::{Principal, SessionId, UserId, find as find_principal};
pub use seal::{Seal, Sealed};
pub use throttle::Throttle;

use crate::clock::Clock;
use crate::config::{ATTEMPT_WINDOW, AuthConfig};
use crate::ids::Ids;

/// Everything credentials need, built once. Cheap to clone.
#[derive(Clone)]
pub struct Auth {
    pub access_tokens: AccessTokens,
    pub hasher: Hasher,
    pub throttles: Arc<Throttles>,
    pub preview_tokens: PreviewTokens,
    pub seal: Seal,
    keys: Keys,
}

/// How often somebody may try.
pub struct Throttles {
    /// One account, tried from one place.
    pub login_account: Throttle,
    /// One account, tried from all places together: wide, so that no single place uses it up and
    /// shuts the owner out.
    pub login_account_everywhere: Throttle,
    /// The current password, asked of somebody signed in; by session.
    pub password: Throttle,
    pub login_address: Throttle,
    pub refresh_address: Throttle,
    /// Refusals that the audit log keeps, by user: it must not be filled by somebody who is let do nothing.
    pub refusals: Throttle,
}

/// Of these the log keeps at once, and then as many more over each [`ATTEMPT_WINDOW`].
const REFUSALS_KEPT: u32 = 100;

impl Auth {
    pub fn new(keys: Keys, issuer: String, config: &AuthConfig, hasher: Hasher, clock: &Clock) -> Self {
        let throttle = |attempts| Throttle::new(clock.clone(), attempts, ATTEMPT_WINDOW);
        Auth {
            access_tokens: AccessTokens::new(&keys, issuer, clock.clone(), config.access_token_ttl),
            hasher,
            preview_tokens: PreviewTokens::new(&keys),
            seal: Seal::new(&keys),
            throttles: Arc::new(Throttles {
                login_account: throttle(config.login_attempts_per_account),
                login_account_everywhere: throttle(config.login_attempts_per_account.saturating_mul(10)),
                password: throttle(config.login_attempts_per_account),
                login_address: throttle(config.login_attempts_per_address),
                refresh_address: throttle(config.refresh_attempts_per_address),
                refusals: throttle(REFUSALS_KEPT),
            }),
            keys,
        }
    }

    /// A hasher as configured.
    pub fn hasher(config: &AuthConfig, ids: &Ids) -> Hasher {
        Hasher::new(config.hash_concurrency, ids.clone())
    }

    /// Signs the cursors of lists.
    pub fn cursor_key(&self) -> [u8; 32] {
        self.keys.current.derive(Purpose::Cursor)
    }

    /// A digest from which nobody without the key can try their way back: what was digested may hold a password.
    pub fn sealed(&self, digest: &[u8]) -> [u8; 32] {
        provider::hmac_sha256(&self.keys.current.derive(Purpose::Fingerprint), digest)
    }

    /// Makes the successor of a refresh token.
    pub fn refresh_key(&self) -> [u8; 32] {
        self.keys.current.derive(Purpose::RefreshToken)
    }
}
