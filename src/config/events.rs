//! `[events]`: how long the content log is kept, and how many may follow it.

use std::time::Duration;

use super::{
    error::ConfigError,
    kinds::{count, duration},
    reader::Reader,
};

/// The content log and those who follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsConfig {
    /// Age at which entries are taken away, 1 h to 36500 d. `None`: never.
    pub retention: Option<Duration>,
    /// Streams and waiting requests at the same time, 1 to 100,000.
    pub streams: usize,
    /// Longest silence on a stream, 1 s to 1 min.
    pub heartbeat: Duration,
    /// Longest life of a stream, and longest wait, 100 ms to 24 h.
    pub lifetime: Duration,
}

impl Default for EventsConfig {
    fn default() -> Self {
        Self {
            retention: None,
            streams: 2_000,
            heartbeat: Duration::from_secs(15),
            lifetime: Duration::from_secs(3_600),
        }
    }
}

impl EventsConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let hours = |least: u64, most: u64| {
            duration(Duration::from_secs(least * 3_600)..=Duration::from_secs(most * 3_600))
        };
        let beat = duration(Duration::from_secs(1)..=Duration::from_secs(60));
        let life = duration(Duration::from_millis(100)..=Duration::from_secs(86_400));
        Ok(Self {
            retention: from.optional("events.retention", &hours(1, 36_500 * 24))?,
            streams: from.setting("events.streams", default.streams, &count(1..=100_000))?,
            heartbeat: from.setting("events.heartbeat", default.heartbeat, &beat)?,
            lifetime: from.setting("events.lifetime", default.lifetime, &life)?,
        })
    }
}
