//! `[limits]`: how large one request may be. How long lists may be is the contract's, see `http::pagination`.
//!
//! Times are in `server` and `database`, attempts in `auth`.

use super::{
    error::ConfigError,
    kinds::{KIB, MIB, count, size},
    reader::Reader,
};

/// Sizes and counts of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Largest body in bytes, 1 KiB to 16 MiB.
    pub body_bytes: usize,
    /// Deepest nesting of JSON, 8 to 64.
    pub json_depth: usize,
    /// Longest URL (path and query) in bytes, 1 KiB to 64 KiB.
    pub url_bytes: usize,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self { body_bytes: MIB, json_depth: 64, url_bytes: 8 * KIB }
    }
}

impl LimitsConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        Ok(Self {
            body_bytes: from.setting("limits.body_bytes", default.body_bytes, &size(KIB..=16 * MIB))?,
            json_depth: from.setting("limits.json_depth", default.json_depth, &count(8..=64))?,
            url_bytes: from.setting("limits.url_bytes", default.url_bytes, &size(KIB..=64 * KIB))?,
        })
    }
}
