//! Throttles: how often one key (an account, a peer's address) may try.
//!
//! GCRA, by `governor`: a burst of `attempts`, refilled evenly over `per`. The owner of an account
//! is never locked out for good: refused attempts do not count, so whatever went before, a new one
//! falls due every `per / attempts`. Somebody who hammers may still be first to take it, so sign-ins
//! are keyed by account and place together, with a wider throttle for each alone. State is a number
//! per key in this process. Not the headers that report it. Next: `http/rate_limit.rs`.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};

use crate::clock::{Clock, Timestamp};

/// How many keys (some 50 bytes each) may lie in memory.
struct Bounds {
    /// Checks between two looks at the number of keys: a look locks the map piece by piece.
    look_every: usize,
    /// Above this, keys whose attempts are all back are dropped; nothing is lost with them.
    sweep_above: usize,
    /// When so many remain, all keys share 65,536 places until the flood is over.
    crowded_above: usize,
}

const BOUNDS: Bounds = Bounds { look_every: 1_024, sweep_above: 100_000, crowded_above: 1_000_000 };

type Limiter = RateLimiter<u128, DashMapStateStore<u128>, Ticker, NoOpMiddleware<Nanos>>;

/// An attempt that may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts; the next in {retry_after_seconds} s")]
pub struct Denied {
    /// At least one.
    pub retry_after_seconds: u64,
    pub limit: u32,
}

/// Cheap to clone; all clones count together.
#[derive(Clone)]
pub struct Throttle(Arc<Inner>);

struct Inner {
    limiter: Limiter,
    limit: NonZeroU32,
    checks: AtomicUsize,
    crowded: AtomicBool,
    bounds: Bounds,
}

impl Throttle {
    /// `attempts` at once, then as many evenly over `per`. None is read as one; `per` is a year at most.
    pub fn new(clock: Clock, attempts: u32, per: Duration) -> Self {
        Self::within(BOUNDS, clock, attempts, per)
    }

    fn within(bounds: Bounds, clock: Clock, attempts: u32, per: Duration) -> Self {
        let limit = NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN);
        let interval = (per.min(Duration::from_hours(8_766)) / limit.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(interval).unwrap_or(Quota::per_second(limit)).allow_burst(limit);
        let limiter = RateLimiter::dashmap_with_clock(quota, Ticker::new(clock));
        let (checks, crowded) = (AtomicUsize::new(1), AtomicBool::new(false));
        Throttle(Arc::new(Inner { limiter, limit, checks, crowded, bounds }))
    }

    /// Counts one attempt under this key.
    ///
    /// # Errors
    /// When it comes too early; it is not counted then.
    pub fn check(&self, key: &str) -> Result<(), Denied> {
        let Inner { limiter, limit, .. } = &*self.0;
        limiter.check_key(&self.cell(key)).map_err(|not_until| {
            let wait = not_until.wait_time_from(limiter.clock().now());
            Denied { retry_after_seconds: whole_seconds(wait), limit: limit.get() }
        })
    }

    /// Where a key's state lies: 128 bits of its SHA-256, so that neither length nor content of an
    /// address stays in memory; 16 bits while it is crowded.
    fn cell(&self, key: &str) -> u128 {
        let hash: [u8; 32] = Sha256::digest(key).into();
        let cell = hash.first_chunk().map_or(0, |half| u128::from_be_bytes(*half));
        self.look_after_memory();
        if self.0.crowded.load(Ordering::Relaxed) { cell & 0xffff } else { cell }
    }

    fn look_after_memory(&self) {
        let Inner { limiter, checks, crowded, bounds, .. } = &*self.0;
        let due = checks.fetch_add(1, Ordering::Relaxed).is_multiple_of(bounds.look_every);
        if due && limiter.len() > bounds.sweep_above {
            limiter.retain_recent();
            crowded.store(limiter.len() > bounds.crowded_above, Ordering::Relaxed);
            limiter.shrink_to_fit();
        }
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0)).max(1)
}

/// Our clock for `governor`: nanoseconds that passed since the throttle was made. When the system's
/// clock is set back, time goes on from where it was, instead of refusing all for the difference.
struct Ticker {
    clock: Clock,
    seen: Mutex<(Timestamp, u64)>,
}

impl Ticker {
    fn new(clock: Clock) -> Self {
        let seen = Mutex::new((clock.now(), 0));
        Ticker { clock, seen }
    }
}

impl governor::clock::Clock for Ticker {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let now = self.clock.now();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.since(seen.0).num_nanoseconds().unwrap_or(i64::MAX);
        // Capped at a century and a half: `governor` adds without looking for overflow.
        let total = seen.1.saturating_add(u64::try_from(passed).unwrap_or(0)).min(u64::MAX / 4);
        *seen = (now, total);
        total.into()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn clock() -> Clock {
        Clock::mock(Timestamp::from_micros(1_800_000_000_000_000).unwrap())
    }

    #[test]
    fn a_burst_then_a_steady_refill() {
        let clock = clock();
        let throttle = Throttle::new(clock.clone(), 5, Duration::from_secs(60));
        let takes_all = |attempts| (0..attempts).all(|_| throttle.check("ada").is_ok());
        assert!(takes_all(5));
        let denied = |retry_after_seconds| Err(Denied { retry_after_seconds, limit: 5 });
        // Hammering does not put the next attempt off.
        for _ in 0..1_000 {
            assert_eq!(throttle.clone().check("ada"), denied(12));
        }
        assert!(throttle.check("eve").is_ok());
        clock.advance(TimeDelta::microseconds(11_999_999));
        assert_eq!(throttle.check("ada"), denied(1));
        clock.advance(TimeDelta::microseconds(1));
        assert!(takes_all(1));
        assert_eq!(throttle.check("ada"), denied(12));
        clock.advance(TimeDelta::days(400));
        assert!(takes_all(5), "all are back, and no more than that");
        assert_eq!(throttle.check("ada"), denied(12));
    }

    #[test]
    fn a_clock_set_back_costs_nobody_an_attempt() {
        let clock = clock();
        let throttle = Throttle::new(clock.clone(), 1, Duration::from_secs(60));
        throttle.check("ada").unwrap();
        clock.advance(TimeDelta::days(-30));
        assert_eq!(throttle.check("ada").unwrap_err().retry_after_seconds, 60);
        clock.advance(TimeDelta::seconds(60));
        throttle.check("ada").unwrap();
    }

    #[test]
    fn odd_settings_and_the_end_of_time_do_no_harm() {
        for attempts in [0, 1, u32::MAX] {
            for per in [Duration::ZERO, Duration::MAX] {
                let clock = clock();
                let throttle = Throttle::new(clock.clone(), attempts, per);
                throttle.check("").unwrap();
                clock.not_before(Timestamp::FOREVER);
                throttle.check("").unwrap();
                let _ = throttle.check("");
            }
        }
    }

    #[test]
    fn memory_has_a_bound_and_recovers() {
        let clock = clock();
        let bounds = Bounds { look_every: 1_000, sweep_above: 100, crowded_above: 1_000 };
        let throttle = Throttle::within(bounds, clock.clone(), 2, Duration::from_secs(60));
        let flood = |keys| (0..keys).filter(|n| throttle.check(&format!("peer {n}")).is_ok()).count();
        assert_eq!(flood(999), 999);
        clock.advance(TimeDelta::seconds(91));
        flood(1);
        assert!(throttle.0.limiter.len() < 3, "what is back at its limit is dropped");
        flood(100_000);
        assert!((10_000..68_000).contains(&throttle.0.limiter.len()));
        clock.advance(TimeDelta::seconds(91));
        flood(1_000);
        assert!(!throttle.0.crowded.load(Ordering::Relaxed));
        assert!(throttle.0.limiter.len() < 1_001);
    }
}
