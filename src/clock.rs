//! Time: the only room that asks the system what time it is.
//!
//! Everything else receives a [`Clock`] and works with [`Timestamp`], an instant in UTC that holds
//! microseconds and no more, because that is what both databases keep. Not for durations of work
//! in progress (timeouts, latencies): those are `std::time::Instant` where they are needed.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDateTime, SecondsFormat, SubsecRound, TimeDelta, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC, to the microsecond, between the years 1 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The open end of an interval: no publication outlives it. Stored instead of NULL, so that
    /// "visible at t" is two comparisons on both databases.
    pub const FOREVER: Timestamp =
        Timestamp(match DateTime::from_timestamp_micros(253_402_300_799_999_999) {
            Some(at) => at,
            None => DateTime::UNIX_EPOCH,
        });

    /// Cuts anything below a microsecond.
    pub fn new(at: DateTime<Utc>) -> Self {
        Timestamp(at.trunc_subsecs(6))
    }

    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Timestamp)
    }

    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// Whole seconds since the Unix epoch, as JWTs count time.
    pub fn unix_seconds(self) -> i64 {
        self.0.timestamp()
    }

    pub fn datetime(self) -> DateTime<Utc> {
        self.0
    }

    /// Saturates at the ends of the representable range.
    pub fn plus(self, delta: TimeDelta) -> Self {
        self.0.checked_add_signed(delta).map_or(Self::FOREVER, |at| Timestamp::new(at).min(Self::FOREVER))
    }

    pub fn minus(self, delta: TimeDelta) -> Self {
        self.plus(-delta)
    }

    /// The next representable instant.
    pub fn next(self) -> Self {
        self.plus(TimeDelta::microseconds(1))
    }

    pub fn since(self, earlier: Timestamp) -> TimeDelta {
        self.0.signed_duration_since(earlier.0)
    }

    /// Fixed width, always six fraction digits: sorts as text. The form SQLite stores.
    pub fn to_fixed_width(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
    }
}

/// RFC 3339 in UTC with `Z` and no, three or six fraction digits.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a [`Timestamp`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TimestampError {
    #[error("not an RFC 3339 date-time such as 2026-03-01T08:30:00Z")]
    Syntax,
    #[error("more precise than a microsecond")]
    TooPrecise,
    #[error("outside the years 1 to 9999")]
    OutOfRange,
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| TimestampError::Syntax)?.with_timezone(&Utc);
        // chrono reads a leap second as a nanosecond count of a thousand million and more.
        if at.nanosecond() >= 1_000_000_000 || at.nanosecond() % 1_000 != 0 {
            return Err(TimestampError::TooPrecise);
        }
        if !(1..=9999).contains(&at.year()) {
            return Err(TimestampError::OutOfRange);
        }
        Ok(Timestamp(at))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An instant, or a local time that a time zone makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum When {
    Instant(Timestamp),
    Local(NaiveDateTime),
}

/// Why a local time is no instant.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum LocalTimeError {
    #[error("This local time does not exist in {0}: the clocks are put forward over it.")]
    Never(Tz),
    #[error("This local time exists twice in {zone}, as {first} and as {second}: the clocks are put back.")]
    Twice { zone: Tz, first: Timestamp, second: Timestamp },
    #[error("This local time lies outside the years 1 to 9999.")]
    OutOfRange,
}

impl When {
    /// # Errors
    /// For a local time that does not exist there, or exists twice.
    pub fn at(self, zone: Tz) -> Result<Timestamp, LocalTimeError> {
        let local = match self {
            When::Instant(at) => return Ok(at),
            When::Local(local) => local,
        };
        let utc = |at: DateTime<Tz>| Timestamp::new(at.with_timezone(&Utc));
        let at = match zone.from_local_datetime(&local) {
            LocalResult::Single(at) => utc(at),
            LocalResult::None => return Err(LocalTimeError::Never(zone)),
            LocalResult::Ambiguous(first, second) => {
                return Err(LocalTimeError::Twice { zone, first: utc(first), second: utc(second) });
            }
        };
        if (1..=9999).contains(&at.0.year()) { Ok(at) } else { Err(LocalTimeError::OutOfRange) }
    }
}

/// RFC 3339, or the same without an offset; seconds may be left out then.
impl FromStr for When {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        match local {
            None => text.parse().map(When::Instant),
            Some(local) if local.nanosecond() % 1_000 != 0 || local.nanosecond() >= 1_000_000_000 => {
                Err(TimestampError::TooPrecise)
            }
            Some(local) => Ok(When::Local(local)),
        }
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where the time comes from. Cheap to clone; all clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System { floor: AtomicI64 },
    Mock { now: AtomicI64 },
}

impl Clock {
    pub fn system() -> Self {
        Clock(Arc::new(Source::System { floor: AtomicI64::new(i64::MIN) }))
    }

    /// A clock that stands still until it is told otherwise.
    pub fn mock(at: Timestamp) -> Self {
        Clock(Arc::new(Source::Mock { now: AtomicI64::new(at.micros()) }))
    }

    /// Now, and never before an instant the content log has already recorded: a clock set back
    /// must not make the past public again.
    pub fn now(&self) -> Timestamp {
        let micros = match &*self.0 {
            Source::System { floor } => system_micros().max(floor.load(Ordering::Acquire)),
            Source::Mock { now } => now.load(Ordering::Acquire),
        };
        Timestamp::from_micros(micros).unwrap_or(Timestamp::FOREVER)
    }

    /// An instant for a write: later than every one given out for a write before, so that what
    /// follows in the log follows in time, and no later read is told an earlier time.
    pub fn tick(&self) -> Timestamp {
        let (cell, system) = match &*self.0 {
            Source::System { floor } => (floor, system_micros()),
            Source::Mock { now } => (now, i64::MIN),
        };
        let before = cell
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |last| {
                Some(last.saturating_add(1).max(system))
            })
            .unwrap_or_else(|last| last);
        Timestamp::from_micros(before.saturating_add(1).max(system)).unwrap_or(Timestamp::FOREVER)
    }

    /// Tells the clock of an instant that is known to have passed.
    pub fn not_before(&self, at: Timestamp) {
        match &*self.0 {
            Source::System { floor } => floor.fetch_max(at.micros(), Ordering::AcqRel),
            Source::Mock { now } => now.fetch_max(at.micros(), Ordering::AcqRel),
        };
    }

    /// Moves a mock clock; the system's clock takes no orders.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Mock { now } = &*self.0 {
            now.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::AcqRel);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that may")]
fn system_micros() -> i64 {
    Utc::now().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_digits_in_and_out() {
        for text in ["2026-03-01T08:30:00Z", "2026-03-01T08:30:00.120Z", "2026-03-01T08:30:00.123456Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        let offset: Timestamp = "2026-03-01T09:30:00+01:00".parse().unwrap();
        assert_eq!(offset.to_string(), "2026-03-01T08:30:00Z");
    }

    #[test]
    fn local_times_that_exist_once() {
        let at = |text: &str, zone: Tz| text.parse::<When>().unwrap().at(zone);
        let utc = |text: &str| Ok(text.parse::<Timestamp>().unwrap());
        assert_eq!(at("2026-06-01T06:30", Tz::Africa__Dakar), utc("2026-06-01T06:30:00Z"));
        assert_eq!(at("2026-06-01T06:30:15.5", Tz::Europe__Paris), utc("2026-06-01T04:30:15.500Z"));
        assert_eq!(at("2026-06-01T06:30:00+02:00", Tz::Africa__Dakar), utc("2026-06-01T04:30:00Z"));
        assert_eq!(at("2026-03-29T02:30", Tz::Europe__Paris), Err(LocalTimeError::Never(Tz::Europe__Paris)));
        let (first, second) = (utc("2026-10-25T00:30:00Z").unwrap(), utc("2026-10-25T01:30:00Z").unwrap());
        let twice = LocalTimeError::Twice { zone: Tz::Europe__Paris, first, second };
        assert_eq!(at("2026-10-25T02:30", Tz::Europe__Paris), Err(twice));
        for text in
            ["2026-06-01", "2026-06-01 06:30", "06:30", "2026-13-01T06:30", "2026-06-01T06:30:00.1234567"]
        {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_could_not_keep() {
        let refused = |text: &str| text.parse::<Timestamp>().unwrap_err();
        assert_eq!(refused("2025-02-30T00:00:00Z"), TimestampError::Syntax);
        assert_eq!(refused("2025-02-28"), TimestampError::Syntax);
        assert_eq!(refused("2025-02-28T00:00:00.1234567Z"), TimestampError::TooPrecise);
        assert_eq!(refused("2016-12-31T23:59:60Z"), TimestampError::TooPrecise);
        assert_eq!(refused("0000-01-01T00:00:00Z"), TimestampError::OutOfRange);
    }

    #[test]
    fn forever_is_the_last_microsecond() {
        assert_eq!(Timestamp::FOREVER.to_fixed_width(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Timestamp::FOREVER.next(), Timestamp::FOREVER);
    }

    #[test]
    fn writes_never_share_an_instant() {
        for clock in [Clock::system(), Clock::mock(Timestamp::from_micros(1_000).unwrap())] {
            let ticks: Vec<Timestamp> = (0..1_000).map(|_| clock.tick()).collect();
            assert!(ticks.is_sorted_by(|a, b| a < b));
            assert!(clock.now() >= *ticks.last().unwrap());
        }
    }

    #[test]
    fn never_runs_backwards() {
        let clock = Clock::system();
        let later = clock.now().plus(TimeDelta::hours(1));
        clock.not_before(later);
        assert!(clock.now() >= later);
    }
}
