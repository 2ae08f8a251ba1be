//! `[webhooks]`: what is remembered of messages that were sent. Where they may go is `outbound`.

use std::time::Duration;

use super::{error::ConfigError, kinds::duration, reader::Reader};

/// Settings of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhooksConfig {
    /// How long the record of a delivered message is kept, 1 h to 3650 d.
    pub deliveries_kept: Duration,
}

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

impl Default for WebhooksConfig {
    fn default() -> Self {
        Self { deliveries_kept: DAY * 30 }
    }
}

impl WebhooksConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let kept = duration(HOUR..=DAY * 3650);
        Ok(Self {
            deliveries_kept: from.setting("webhooks.deliveries_kept", default.deliveries_kept, &kept)?,
        })
    }
}
