//! Following the chain from its beginning.
//!
//! A changed entry does not have the hash it should, a missing or a strange one does not fit its neighbours, and
//! where entries are missing at the end, the chain does not reach the end that is remembered beside it. Whoever
//! can write to the database can forge all of it anew, or cut off the end and what is remembered of it: against
//! that helps a hash that was noted down elsewhere.

use super::queries;
use crate::db::{AuditRow, BEGINNING, Conn, Db};
use crate::error::Result;

/// Entries in memory at a time.
const STEP: i64 = 1_000;

/// What was noted down elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The hash of an entry; of the one with the number `count` if that is given too.
    pub hash: Option<String>,
    /// At least so many entries.
    pub count: Option<i64>,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub done: i64,
    pub all: i64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The number of entries and the hash of the last.
    Whole { entries: i64, hash: String },
    /// The number of the first entry that does not fit, and why.
    Broken { seq: i64, because: String },
    /// All fit, but what was noted down is not among them.
    Unexpected { because: String },
}

/// How far the chain was followed.
struct Chain {
    seq: i64,
    hash: String,
    found: bool,
}

/// Follows the whole chain, while others go on appending to it.
///
/// # Errors
/// When the database cannot answer.
pub async fn verify(db: &Db, expected: &Expected, mut progress: impl FnMut(Progress)) -> Result<Verdict> {
    let mut chain = Chain { seq: 0, hash: BEGINNING.to_owned(), found: expected.hash.is_none() };
    loop {
        let after = chain.seq;
        let read = move |conn: &mut Conn| {
            let head = queries::head(conn)?;
            Ok((queries::following(conn, after, STEP)?, head))
        };
        // In one snapshot: what the head says of the last of these rows holds.
        let (rows, head) = db.read(read).await?;
        let is_last = rows.len() < usize::try_from(STEP).unwrap_or(usize::MAX);
        for row in rows {
            if let Err(because) = chain.follow(&row, expected) {
                return Ok(Verdict::Broken { seq: chain.seq + 1, because });
            }
        }
        let Some((end, _, hash)) = head else {
            return Ok(Verdict::Unexpected {
                because: "what is remembered of the end is missing".to_owned(),
            });
        };
        progress(Progress { done: chain.seq, all: end.max(chain.seq) });
        if !is_last {
            continue;
        }
        return Ok(match chain.ended(end, &hash) {
            Err(because) => Verdict::Broken { seq: chain.seq + 1, because },
            Ok(()) => chain.judged(expected),
        });
    }
}

impl Chain {
    fn follow(&mut self, row: &AuditRow, expected: &Expected) -> Result<(), String> {
        let due = self.seq + 1;
        if row.seq != due {
            return Err(format!("it is missing; the next one there is {}", row.seq));
        }
        if row.previous_hash != self.hash {
            return Err("it does not name the hash of the entry before it".to_owned());
        }
        if row.hash != row.computed_hash() {
            return Err("its hash is not that of what it says".to_owned());
        }
        let noted = expected.hash.as_deref() == Some(row.hash.as_str());
        self.found |= noted && expected.count.is_none_or(|count| count == due);
        (self.seq, self.hash) = (due, row.hash.clone());
        Ok(())
    }

    fn ended(&self, end: i64, hash: &str) -> Result<(), String> {
        if end > self.seq {
            return Err(format!("it is missing; there were {end} entries"));
        }
        if end < self.seq || hash != self.hash {
            return Err(format!("the end that is remembered is entry {end} with the hash {hash}"));
        }
        Ok(())
    }

    fn judged(self, expected: &Expected) -> Verdict {
        if let Some(count) = expected.count.filter(|count| *count > self.seq) {
            let because = format!("there are {} entries, and there were {count}", self.seq);
            return Verdict::Unexpected { because };
        }
        if !self.found {
            return Verdict::Unexpected { because: "no entry has the hash that was expected".to_owned() };
        }
        Verdict::Whole { entries: self.seq, hash: self.hash }
    }
}
