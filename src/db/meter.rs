//! What storage counts of its own work. `crate::metrics` gives it names and shows it; here it is only kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

use super::Db;

/// Whose turn is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Waiting {
    /// `read` or `write`.
    pub work: &'static str,
}

/// Waits by whose turn it was.
pub type Waits = Family<Waiting, Histogram, fn() -> Histogram>;

/// Seconds. Nobody waits longer than `GRIOT_POOL_WAIT`, which is 30 s at most.
const BOUNDS: [f64; 9] = [0.0001, 0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counters of one `Db`. Clones are the same counters.
#[derive(Clone, Debug)]
pub struct Meter {
    /// Statements that were run; BEGIN and COMMIT are none.
    pub statements: Counter,
    /// Transactions that were committed. On SQLite one may carry many writes.
    pub commits: Counter,
    /// Seconds until work had a connection; on SQLite, until a write had its turn with the writer.
    pub waits: Waits,
    read: Histogram,
    write: Histogram,
}

/// What is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    Read,
    Write,
}

impl Meter {
    pub(super) fn new() -> Self {
        let waits = Waits::new_with_constructor(|| Histogram::new(BOUNDS));
        let (read, write) = (
            waits.get_or_create_owned(&Waiting { work: "read" }),
            waits.get_or_create_owned(&Waiting { work: "write" }),
        );
        Meter { statements: Counter::default(), commits: Counter::default(), waits, read, write }
    }

    pub(super) fn waited(&self, work: Work, time: Duration) {
        match work {
            Work::Read => &self.read,
            Work::Write => &self.write,
        }
        .observe(time.as_secs_f64());
    }

    pub(super) fn ran(&self, statements: u32) {
        self.statements.inc_by(statements.into());
    }
}

/// Connections of the pool.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    pub used: u32,
    pub idle: u32,
    /// There are never more.
    pub most: u32,
}

impl Db {
    /// Transactions committed by this process so far; on SQLite one may carry many writes.
    pub fn commits(&self) -> Option<u64> {
        self.0.writer.as_ref().map(|_| self.0.meter.commits.get())
    }

    /// What is counted of the work done here.
    pub fn meter(&self) -> &Meter {
        &self.0.meter
    }

    /// At this moment.
    pub fn connections(&self) -> Connections {
        let state = self.0.pool.state();
        let (used, idle) = (state.connections.saturating_sub(state.idle_connections), state.idle_connections);
        Connections { used, idle, most: self.0.pool.max_size() }
    }

    /// Bytes of SQLite's write-ahead log; none on PostgreSQL.
    pub fn wal_bytes(&self) -> Option<u64> {
        let wal = self.0.wal.as_ref()?;
        Some(std::fs::metadata(wal).map_or(0, |file| file.len()))
    }
}

/// Where SQLite keeps what was committed last.
pub fn wal_of(database: &Path) -> PathBuf {
    let mut wal = database.as_os_str().to_owned();
    wal.push("-wal");
    PathBuf::from(wal)
}
