//! `[outbound]`: what this server may call. Which addresses are never called is not a setting but
//! `crate::outbound::address`.

use std::time::Duration;

use super::{
    error::ConfigError,
    kinds::{count, duration, list, switch},
    reader::Reader,
};

/// Calls to others: webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundConfig {
    /// Loopback addresses may be called, on any port. For development and tests.
    pub allow_loopback: bool,
    /// Ports besides 80 and 443.
    pub ports: Vec<u16>,
    /// Longest time for one call from the first look at the name to the last byte, 1 to 60 s.
    pub timeout: Duration,
}

impl Default for OutboundConfig {
    fn default() -> Self {
        Self { allow_loopback: false, ports: Vec::new(), timeout: Duration::from_secs(15) }
    }
}

impl OutboundConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let timeout = duration(Duration::from_secs(1)..=Duration::from_secs(60));
        Ok(Self {
            allow_loopback: from.setting("outbound.allow_loopback", default.allow_loopback, &switch())?,
            ports: from.setting("outbound.ports", default.ports, &list(port))?,
            timeout: from.setting("outbound.timeout", default.timeout, &timeout)?,
        })
    }
}

fn port(text: &str) -> Result<u16, String> {
    let one = count(1..=u16::MAX);
    (one.parse)(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_numbers() {
        assert_eq!(port("8443"), Ok(8443));
        for text in ["", "0", "65536", "https", "-1"] {
            assert!(port(text).is_err(), "{text}");
        }
    }
}
