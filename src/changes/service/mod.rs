//! Pages of the log: what may be asked for, and what stands there.

mod shown;
mod sight;

use crate::clock::Timestamp;
use crate::db::{Conn, LogEnds};
use crate::error::{Error, FieldCode, FieldError, Result};
use crate::events::{self, Entry, EventType, Numbers, Span, WINDOW, retention};

pub use shown::Shown;
pub use sight::{Sight, Told};

/// A page of what changed the public edition.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub after: i64,
    pub types: Vec<EventType>,
    pub limit: u32,
    /// Whether the things themselves are to come along.
    pub data: bool,
}

/// What was found.
#[derive(Debug)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// The newest number there is.
    pub newest: i64,
    /// All up to here was looked at.
    pub next_after: i64,
    pub shown: Shown,
}

impl Page {
    /// Whether there is more to look at.
    pub fn has_more(&self) -> bool {
        self.next_after < self.newest
    }
}

/// At most two statements, but for the things themselves.
///
/// # Errors
/// As [`check`].
pub fn page(conn: &mut Conn, wanted: &Wanted, now: Timestamp) -> Result<Page> {
    let ends = events::ends(conn)?;
    check(Numbers::Public, wanted.after, "after", &ends)?;
    let now = now.max(ends.at);
    let limit = i64::from(wanted.limit);
    let (numbers, after, types) = (Numbers::Public, wanted.after, wanted.types.clone());
    let newest = ends.public_seq;
    if after == newest {
        return Ok(Page { entries: Vec::new(), newest, next_after: after, shown: Shown::default() });
    }
    let entries = events::entries(conn, &Span { numbers, after, types, limit }, now)?;
    let full = i64::try_from(entries.len()).unwrap_or(limit) >= limit;
    let last = entries.last().and_then(|entry| entry.public_seq).filter(|_| full);
    let next_after = last.unwrap_or_else(|| newest.min(after.saturating_add(WINDOW)));
    let shown = if wanted.data { Shown::of(conn, &entries, now)? } else { Shown::default() };
    Ok(Page { entries, newest, next_after, shown })
}

/// Whether the log can be read on from here.
///
/// # Errors
/// 400 for a number that is not there yet, which would pass over what is still to come; 410 for one that is no
/// longer there.
pub fn check(numbers: Numbers, after: i64, parameter: &str, ends: &LogEnds) -> Result<()> {
    let (newest, pruned) = (numbers.newest(ends), numbers.pruned(ends));
    if after > newest {
        let detail = format!("{after} lies in the future of the log.");
        let fault = FieldError::parameter(parameter, FieldCode::OutOfRange, detail);
        return Err(Error::bad_parameters(vec![fault.expected(format!("at most {newest}"))]));
    }
    retention::check(pruned, after, "Read the lists, and go on after the `meta.seq` of their first page.")
}
