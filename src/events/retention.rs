//! Taking the oldest entries of the log away. The counters stay, so numbers are never given twice, and say up
//! to where: whoever asks for older ones is told to begin anew.

use std::time::{Duration, Instant};

use diesel::dsl::max;
use diesel::prelude::*;

use crate::clock::{Clock, Timestamp};
use crate::db::schema::{event_sequence, events};
use crate::db::{Conn, Db, Deed, Outcome, Pace, Tx, hold_log, log_ends};
use crate::error::{Error, ErrorKind, Result};

/// The oldest entry that somebody has yet to read; none when nobody has.
pub type Needed = fn(&mut Conn) -> Result<Option<i64>>;

/// What stays.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// All that happened since.
    pub since: Timestamp,
    /// And this entry with all after it, whatever their age. Asked anew each time something is taken away.
    pub needed: Needed,
}

impl Keep {
    /// All that is younger than `age`, or needed.
    pub fn younger_than(age: Duration, clock: &Clock, needed: Needed) -> Self {
        let age = chrono::TimeDelta::from_std(age).unwrap_or(chrono::TimeDelta::MAX);
        Keep { since: clock.now().minus(age), needed }
    }
}

/// The last number that may go, out of those up to `newest`.
fn spared(conn: &mut Conn, needed: Needed, newest: i64) -> Result<i64> {
    Ok(needed(conn)?.map_or(newest, |needed| newest.min(needed.saturating_sub(1))))
}

/// Whether the log can still be read on from there.
///
/// # Errors
/// 410 when what came next was taken away. `advice` is what to do about it.
pub fn check(pruned: i64, after: i64, advice: &str) -> Result<()> {
    if after >= pruned {
        return Ok(());
    }
    let detail = format!("Entries up to {pruned} were taken away. {advice}");
    Err(Error::new(ErrorKind::LogPruned, detail).with("oldest", pruned + 1))
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
    let (mut done, mut pace, mut total) = (first, Pace::between(100, 10_000), 0);
    while done < last {
        let rows = i64::try_from(pace.rows()).unwrap_or(i64::MAX);
        let to = last.min(done.saturating_add(rows));
        let begun = Instant::now();
        total += db.write(move |tx| take(tx, to, keep.needed)).await?;
        done = to;
        pace.ended(begun);
        progress(done - first);
    }
    Ok(total)
}

/// The last number that is gone, and the last that may go. Times never fall along the numbers, of which there
/// is one for each: what is old enough is found by halving.
fn bounds(conn: &mut Conn, keep: Keep) -> Result<(i64, i64)> {
    let ends = log_ends(conn)?;
    let pruned = ends.pruned_seq;
    let newest = spared(conn, keep.needed, ends.seq)?;
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

/// Removes everything up to a number, but for what another has removed meanwhile or come to need, and tells how
/// many that were.
fn take(tx: &mut Tx<'_>, to: i64, needed: Needed) -> Result<i64> {
    // Two who prune come one after the other, and so does whoever goes back to old entries.
    let ends = hold_log(tx)?;
    let (gone, public) = (ends.pruned_seq, ends.pruned_public_seq);
    let to = spared(tx, needed, to)?;
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
