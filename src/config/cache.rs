//! `[cache]`: what caches outside may keep.
//!
//! The cache inside the process has no settings yet.

use std::time::Duration;

use super::{error::ConfigError, kinds::duration, reader::Reader};

/// Freshness of public answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheConfig {
    /// `s-maxage` of public answers, 0 s to 24 h; never reaches past the next scheduled change.
    pub s_maxage: Duration,
}

impl Default for CacheConfig {
    fn default() -> Self {
        Self { s_maxage: Duration::from_secs(60) }
    }
}

impl CacheConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let day = duration(Duration::ZERO..=Duration::from_secs(86_400));
        Ok(Self { s_maxage: from.setting("cache.s_maxage", Self::default().s_maxage, &day)? })
    }
}
