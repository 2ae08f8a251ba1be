//! Taking the oldest entries of the log away. The counters stay, so numbers are never given twice, and say up
//! to where: whoever asks for older ones is told to begin anew.

use std::time::{Duration, Instant};

use diesel::dsl::max;
use diesel::prelude::*;

use crate::clock::{Clock, Timestamp};
use crate::db::schema::{event_sequence, events};
use crate::db::{Conn, Db, Deed, Outcome, Tx, log_ends};
use crate::error::Result;

/// Nobody else's write is kept waiting for longer.
const LONGEST_WRITE: Duration = Duration::from_millis(200);
const FEWEST: i64 = 100;
const MOST: i64 = 10_000;

/// What stays.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// All that happened since.
    pub since: Timestamp,
    /// This number and all after it, whatever their age: somebody has yet to read them.
    pub from: Option<i64>,
}

impl Keep {
    /// All that is younger than `age`.
    pub fn younger_than(age: Duration, clock: &Clock) -> Self {
        let age = chrono::TimeDelta::from_std(age).unwrap_or(chrono::TimeDelta::MAX);
        Keep { since: clock.now().minus(age), from: None }
    }
}

/// How many entries [`prune`] would take away now.
///
/// # Errors
/// When the database cannot answer.
pub async fn prunable(db: &Db, keep: Keep) -> Result<i64> {
    let (pruned, last) = db.read(move |conn| bounds(conn, keep)).await?;
    Ok(last - pruned)
}

/// Takes away what need not stay, in small transactions between those of others, and tells how many entries went.
/// It can be broken off and begun again.
///
/// # Errors
/// When the database cannot; what was done stays done.
pub async fn prune(db: &Db, keep: Keep, mut progress: impl FnMut(i64)) -> Result<i64> {
    let (first, last) = db.read(move |conn| bounds(conn, keep)).await?;
    let (mut done, mut size, mut total) = (first, FEWEST, 0);
    while done < last {
        let to = last.min(done.saturating_add(size));
        let begun = Instant::now();
        total += db.write(move |tx| take(tx, to)).await?;
        done = to;
        size = next_size(size, begun.elapsed());
        progress(done - first);
    }
    Ok(total)
}

/// The last number that is gone, and the last that may go. Times never fall along the numbers, of which there
/// is one for each: what is old enough is found by halving.
fn bounds(conn: &mut Conn, keep: Keep) -> Result<(i64, i64)> {
    let ends = log_ends(conn)?;
    let pruned = ends.pruned_seq;
    let newest = keep.from.map_or(ends.seq, |from| ends.seq.min(from.saturating_sub(1)));
    let (mut old, mut young) = (pruned, newest.max(pruned) + 1);
    while young - old > 1 {
        let middle = old + (young - old) / 2;
        let at: Timestamp = events::table.find(middle).select(events::at).first(conn)?;
        if at < keep.since {
            old = middle;
        } else {
            young = middle;
        }
    }
    Ok((pruned, old))
}

/// Removes everything up to a number, but for what another has removed meanwhile, and tells how many that were.
fn take(tx: &mut Tx<'_>, to: i64) -> Result<i64> {
    // First the counters, which every writer waits for: two who prune come one after the other.
    let (gone, public): (i64, i64) = diesel::update(event_sequence::table.find(1))
        .set(event_sequence::pruned_seq.eq(event_sequence::pruned_seq))
        .returning((event_sequence::pruned_seq, event_sequence::pruned_public_seq))
        .get_result(&mut **tx)?;
    if gone >= to {
        return Ok(0);
    }
    tx.audit(Deed::new(Outcome::Done).with("events_pruned", to - gone));
    let old = events::table.filter(events::seq.gt(gone)).filter(events::seq.le(to));
    let last: Option<i64> = old.select(max(events::public_seq)).first(&mut **tx)?;
    diesel::delete(old).execute(&mut **tx)?;
    diesel::update(event_sequence::table.find(1))
        .set((
            event_sequence::pruned_seq.eq(to),
            event_sequence::pruned_public_seq.eq(last.unwrap_or(public)),
        ))
        .execute(&mut **tx)?;
    Ok(to - gone)
}

/// As many as fit into half of the time nobody minds.
fn next_size(size: i64, took: Duration) -> i64 {
    let next = if took > LONGEST_WRITE / 2 {
        size / 2
    } else if took < LONGEST_WRITE / 4 {
        size * 2
    } else {
        size
    };
    next.clamp(FEWEST, MOST)
}
