//! The tail of the log: one reader for the whole process, who tells everybody else what is new.
//!
//! It is woken by the commits of this process and looks by itself for those of others: further nodes, the
//! command line. It reads each entry once, in order, however many listen, and never writes. Whoever hears too
//! late reads what they missed from the database.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, broadcast, watch};

use super::entries::{Entry, Numbers, Span, ends, entries};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;

/// How long the commit of another process may go unnoticed.
const LOOKED_EVERY: Duration = Duration::from_millis(250);
/// How long the database is left alone when it does not answer.
const AFTER_A_FAULT: Duration = Duration::from_secs(1);
/// Entries that wait for those who listen. Who falls behind further reads the database.
const KEPT: usize = 1_024;
/// Entries read at a time.
const CHUNK: i64 = 500;

/// The newest numbers of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newest {
    pub seq: i64,
    pub public_seq: i64,
}

/// An entry as it was read, and when: what is said of it may have changed since.
#[derive(Debug)]
pub struct Heard {
    pub entry: Entry,
    pub read_at: Instant,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Tail(Arc<Inner>);

struct Inner {
    newest: watch::Sender<Newest>,
    entries: broadcast::Sender<Arc<Heard>>,
    /// The number of the last entry that was told; none before the first look.
    told: Mutex<Option<i64>>,
}

impl Default for Tail {
    fn default() -> Self {
        let (entries, _) = broadcast::channel(KEPT);
        Tail(Arc::new(Inner { newest: watch::Sender::default(), entries, told: Mutex::default() }))
    }
}

impl Tail {
    /// The newest numbers, as they grow. Entries are told before the numbers that count them.
    pub fn newest(&self) -> watch::Receiver<Newest> {
        self.0.newest.subscribe()
    }

    /// Every entry from now on, in the order of the log. What was appended between a read and this call may be
    /// missing, and whatever a slow listener lets pass: the numbers tell.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Heard>> {
        self.0.entries.subscribe()
    }

    /// Follows the log until the task is dropped. A broken database is waited for.
    pub async fn follow(self, db: Db, clock: Clock) {
        let mut well = true;
        loop {
            match self.catch_up(&db, &clock).await {
                Ok(()) => {
                    well = true;
                    tokio::select! {
                        () = db.appended() => {}
                        () = tokio::time::sleep(LOOKED_EVERY) => {}
                    }
                }
                Err(fault) => {
                    if well {
                        tracing::warn!(%fault, "the content log cannot be followed; trying on");
                    }
                    well = false;
                    tokio::time::sleep(AFTER_A_FAULT).await;
                }
            }
        }
    }

    /// Reads what is new and tells of it.
    ///
    /// # Errors
    /// When the database cannot answer; the next call goes on where this one stopped.
    pub async fn catch_up(&self, db: &Db, clock: &Clock) -> Result<()> {
        let mut told = self.0.told.lock().await;
        loop {
            let (after, now, heard) = (*told, clock.now(), self.0.entries.receiver_count() > 0);
            let read = move |conn: &mut _| {
                let ends = ends(conn)?;
                let after = after.unwrap_or(ends.seq);
                let span = Span { numbers: Numbers::All, after, types: Vec::new(), limit: CHUNK };
                let fresh = if heard && after < ends.seq {
                    entries(conn, &span, now.max(ends.at))?
                } else {
                    Vec::new()
                };
                Ok((ends, fresh))
            };
            let (ends, fresh) = db.read_uncounted(read).await?;
            let read_at = Instant::now();
            // Nobody listens, or what was to be read is pruned.
            let last = fresh.last().map_or(ends.seq, |entry| entry.seq);
            for entry in fresh {
                // An error says that nobody listens.
                let _ = self.0.entries.send(Arc::new(Heard { entry, read_at }));
            }
            *told = Some(last);
            if last >= ends.seq {
                let newest = Newest { seq: ends.seq, public_seq: ends.public_seq };
                self.0.newest.send_if_modified(|known| std::mem::replace(known, newest) != newest);
                return Ok(());
            }
        }
    }
}
