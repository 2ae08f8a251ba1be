//! Identifiers and secrets: the only room that asks for randomness.
//!
//! Ids are UUIDv7 (RFC 9562): they sort by the time of their making, so that a table's newest rows
//! lie together. Secrets are 256 random bits from the operating system.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::{Builder, ContextV7, Uuid};

use crate::clock::Clock;

/// Makes ids and secrets. Cheap to clone; all clones draw from the same source.
#[derive(Clone)]
pub struct Ids(Arc<Source>);

enum Source {
    System { clock: Clock, context: Mutex<ContextV7> },
    Seeded { clock: Clock, count: AtomicU64 },
}

impl Ids {
    pub fn system(clock: Clock) -> Self {
        Ids(Arc::new(Source::System { clock, context: Mutex::new(ContextV7::new()) }))
    }

    /// Ids and secrets that are the same in every run: for tests only.
    pub fn seeded(clock: Clock) -> Self {
        Ids(Arc::new(Source::Seeded { clock, count: AtomicU64::new(0) }))
    }

    /// A new id, greater than every id this process made before.
    pub fn next(&self) -> Uuid {
        match &*self.0 {
            Source::System { clock, context } => {
                let now = clock.now().datetime();
                let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
                let context = context.lock().unwrap_or_else(PoisonError::into_inner);
                Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
            }
            Source::Seeded { clock, count } => {
                let millis = u64::try_from(clock.now().micros() / 1_000).unwrap_or_default();
                let [_, _, _, _, _, _, a, b] = count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
                Builder::from_unix_timestamp_millis(millis, &[0, 0, 0, 0, 0, 0, 0, 0, a, b]).into_uuid()
            }
        }
    }

    /// 256 bits nobody can guess (or, when seeded, that are merely different each time).
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn secret(&self) -> Result<[u8; 32], getrandom::Error> {
        match &*self.0 {
            Source::System { .. } => random_bytes(),
            Source::Seeded { count, .. } => {
                let mut bytes = [7; 32];
                for (byte, seed) in bytes.iter_mut().zip(count.fetch_add(1, Ordering::Relaxed).to_be_bytes())
                {
                    *byte = seed;
                }
                Ok(bytes)
            }
        }
    }
}

/// 256 bits from the operating system.
///
/// # Errors
/// When it has none to give.
#[expect(clippy::disallowed_methods, reason = "this is the room that may")]
pub fn random_bytes() -> Result<[u8; 32], getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn ids_rise() {
        for ids in
            [Ids::system(Clock::system()), Ids::seeded(Clock::mock(Timestamp::from_micros(1).unwrap()))]
        {
            let made: Vec<Uuid> = (0..2_000).map(|_| ids.next()).collect();
            assert!(made.is_sorted_by(|a, b| a < b));
            assert!(made.iter().all(|id| id.get_version_num() == 7));
        }
    }

    #[test]
    fn secrets_differ() {
        let ids = Ids::system(Clock::system());
        assert_ne!(ids.secret().unwrap(), ids.secret().unwrap());
    }
}
