//! `[metrics]`: who may read the figures of this process. Without a setting nobody may: `/metrics` is not there.

use std::net::SocketAddr;

use super::{
    error::ConfigError,
    kinds::{Kind, address},
    reader::Reader,
    secret::Secret,
};

/// Where the figures are, one of the two at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricsConfig {
    /// An address of their own, where nothing is asked of whoever reads them. Port 0 takes a free port.
    pub bind: Option<SocketAddr>,
    /// What is to be presented at `/metrics` of the API, 32 to 512 characters.
    pub token: Option<Secret>,
}

impl MetricsConfig {
    pub(super) fn read(from: &mut Reader<'_>, api: SocketAddr) -> Result<Self, ConfigError> {
        let config = Self {
            bind: from.optional("metrics.bind", &address())?,
            token: from.optional("metrics.token", &Kind::displayed(token))?,
        };
        if config.bind.is_some() && config.token.is_some() {
            return from.refuse(
                "metrics.token",
                "metrics.bind is given too, where no token is asked for; expected one of the two",
            );
        }
        if config.bind.is_some_and(|bind| bind == api && bind.port() != 0) {
            return from.refuse(
                "metrics.bind",
                "is the address of the API; expected another one, or metrics.token instead",
            );
        }
        Ok(config)
    }
}

/// Characters that fit into a header as they are (RFC 6750 `b64token`), and too many to try them all.
fn token(text: &str) -> Result<Secret, String> {
    const EXPECTED: &str =
        "expected 32 to 512 letters, digits or -._~+/=, as `openssl rand -hex 32` prints them";
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    if !text.chars().all(fits) {
        return Err(format!("holds a character that no token has; {EXPECTED}"));
    }
    match text.len() {
        32..=512 => Ok(Secret::new(text)),
        length => Err(format!("has {length} characters; {EXPECTED}")),
    }
}
