//! When what failed is tried again: at once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h. That is three
//! days and a bit: a receiver that breaks on a Friday evening has until Monday.

use chrono::TimeDelta;

use crate::clock::Timestamp;

/// Seconds before the second try, the third, and so on.
const WAITS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// How often something is tried in all.
pub const TRIES: i32 = 10;

/// The longest a receiver can put off the next try.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// When to try again after so many failed tries; none when that was the last. `luck` spreads what failed together:
/// up to a tenth later.
pub fn next_try(attempts: i32, now: Timestamp, not_before: Option<Timestamp>, luck: u8) -> Option<Timestamp> {
    let place = usize::try_from(attempts.checked_sub(1)?).ok()?;
    let wait = *WAITS.get(place)?;
    let spread = wait.saturating_mul(1_000).saturating_mul(i64::from(luck)) / (10 * 255);
    let due = now.plus(TimeDelta::seconds(wait) + TimeDelta::milliseconds(spread));
    let asked = not_before.map_or(due, |at| at.min(now.plus(LONGEST)));
    Some(due.max(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    #[test]
    fn ten_tries_in_three_days() {
        let mut now = at(0);
        let mut waits = Vec::new();
        for attempts in 1.. {
            let Some(next) = next_try(attempts, now, None, 0) else { break };
            waits.push(next.since(now).num_seconds());
            now = next;
        }
        assert_eq!(waits, WAITS);
        assert_eq!(waits.len() + 1, usize::try_from(TRIES).unwrap());
        assert_eq!(now.since(at(0)).num_hours(), 75);
        assert_eq!(next_try(0, now, None, 0), None);
    }

    #[test]
    fn up_to_a_tenth_later() {
        assert_eq!(next_try(2, at(0), None, 255), Some(at(330)));
        assert!((0..=255).all(|luck| next_try(2, at(0), None, luck).unwrap() <= at(330)));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        assert_eq!(next_try(1, at(0), Some(at(60)), 0), Some(at(60)));
        assert_eq!(next_try(2, at(0), Some(at(60)), 0), Some(at(300)));
        assert_eq!(next_try(1, at(0), Some(at(1_000_000)), 0), Some(at(86_400)));
    }
}
