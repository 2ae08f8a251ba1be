//! A session as stored, where it came from, and how long it lives.

use std::net::IpAddr;
use std::time::Duration;

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::auth::{SessionId, UserId};
use crate::clock::Timestamp;
use crate::config::AuthConfig;
use crate::db::schema::sessions;

/// How long after its rotation a refresh token may be shown again by a client that did not get the
/// reply.
pub const GRACE: TimeDelta = TimeDelta::seconds(10);
/// Characters kept of what a client calls itself.
const USER_AGENT_MAX: usize = 200;

/// A row of `sessions`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    /// Never after `expires_at`.
    pub idle_expires_at: Timestamp,
    pub expires_at: Timestamp,
    pub user_agent: Option<String>,
    pub address: Option<String>,
}

impl Session {
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.idle_expires_at > now && self.expires_at > now
    }
}

/// What the server knows of where a sign-in came from. Shown to its owner only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub user_agent: Option<String>,
    pub address: Option<String>,
}

impl Device {
    pub fn new(user_agent: Option<&[u8]>, address: Option<IpAddr>) -> Self {
        Device {
            user_agent: user_agent.map(legible).filter(|text| !text.is_empty()),
            address: address.map(|address| address.to_canonical().to_string()),
        }
    }
}

/// Text that a list can show: no control characters, no end of it.
fn legible(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(USER_AGENT_MAX).collect::<String>().trim().to_owned()
}

/// How long sessions live.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    idle: TimeDelta,
    absolute: TimeDelta,
}

impl Lifetimes {
    pub fn of(config: &AuthConfig) -> Self {
        Lifetimes { idle: delta(config.refresh_idle_ttl), absolute: delta(config.refresh_absolute_ttl) }
    }

    /// When a session that begins now ends, however much it is used.
    pub fn end(self, now: Timestamp) -> Timestamp {
        now.plus(self.absolute)
    }

    /// When a session ends that is used now and never again.
    pub fn idle_end(self, now: Timestamp, end: Timestamp) -> Timestamp {
        now.plus(self.idle).min(end)
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_cut_and_cleaned() {
        let agent = |bytes: &[u8]| Device::new(Some(bytes), None).user_agent;
        assert_eq!(agent(b"Mozilla/5.0 (X11)").unwrap(), "Mozilla/5.0 (X11)");
        assert_eq!(agent(b" a\x00\x1b[31m\tb\xff ").unwrap(), "a[31mb\u{fffd}");
        assert_eq!(agent("é".repeat(300).as_bytes()).unwrap().chars().count(), 200);
        assert_eq!(agent(b" \t"), None);
    }

    #[test]
    fn addresses_in_one_spelling() {
        let address = |text: &str| Device::new(None, Some(text.parse().unwrap())).address.unwrap();
        assert_eq!(address("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(address("2001:DB8::1"), "2001:db8::1");
    }

    #[test]
    fn idling_never_outlives_the_end() {
        let lifetimes = Lifetimes { idle: TimeDelta::days(14), absolute: TimeDelta::days(90) };
        let start = Timestamp::from_micros(0).unwrap();
        let end = lifetimes.end(start);
        assert_eq!(lifetimes.idle_end(start, end), start.plus(TimeDelta::days(14)));
        assert_eq!(lifetimes.idle_end(start.plus(TimeDelta::days(80)), end), end);
    }
}
