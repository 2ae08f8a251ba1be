//! Storage: one door for reads, one for writes, the same on SQLite and PostgreSQL.
//!
//! All access goes through [`Db::read`] and [`Db::write`], which alone touch pools and blocking
//! threads. A read is one snapshot; a write is one transaction in one closure, never across an
//! `.await`. On SQLite the writes of many requests share one commit ([`writer`]); on PostgreSQL
//! each has its own. What happened is appended to the content log in the same transaction
//! ([`log`]), and who did it to the audit log ([`audit`]). Next: [`schema`] for the tables, [`dialect`] for where the engines differ.

mod audit;
mod connection;
mod context;
pub(crate) mod dialect;
pub mod inspect;
mod log;
mod meter;
pub mod migrations;
mod pace;
pub mod packed;
pub mod page;
pub mod schema;
mod statements;
mod transaction;
pub mod types;
mod union_all;
mod within;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::r2d2::{Pool, PooledConnection};
use tokio::sync::{Notify, Semaphore};
use tracing::{Instrument, Span, debug_span, field};

pub use audit::{AuditRow, BEGINNING, Deed, Outcome};
pub use connection::Conn;
pub(crate) use connection::MultiBackend;
use connection::{Manager, Purpose, Session};
use context::Context;
pub use context::{Origin, acting, rehearsing};
pub(crate) use dialect::bulk::on_both;
pub use dialect::fault::{
    is_lock_timeout, is_reference_violation, is_unique_violation, retry_lost_reference,
};
pub use dialect::lock::NamedLock;
pub(crate) use dialect::queue::due as due_jobs;
pub use log::{AnyId, LogEnds, PendingEvent, at_least, hold_log, log_ends};
use meter::Work;
pub use meter::{Connections, Meter, Waits, wal_of};
pub use pace::Pace;
pub use statements::{count_statements, statements_so_far};
pub use transaction::Tx;
pub use union_all::union_all;
pub use within::{Within, within};

/// What a statement fails with.
pub use diesel::result::Error as QueryError;

use crate::clock::Clock;
use crate::config::{DatabaseConfig, DatabaseUrl};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::Ids;

/// How often a transaction that lost a race is run again.
const ATTEMPTS: u32 = 24;

/// How long it is run again; a lost deadlock alone costs a second.
const RACING: Duration = Duration::from_secs(10);

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    pool: Pool<Manager>,
    permits: Arc<Semaphore>,
    /// Of these, those for reads whose cost grows with the newsroom.
    wide: Semaphore,
    wait: Duration,
    /// SQLite only: the one thread that writes.
    writer: Option<writer::Writer>,
    /// Woken by commits of this process that made the content log longer.
    appended: Arc<Notify>,
    /// SQLite only: where what was committed last lies.
    wal: Option<PathBuf>,
    meter: Meter,
    clock: Clock,
    ids: Ids,
}

impl Db {
    /// Opens the pools. Connects lazily: a database that is down shows at the first use.
    ///
    /// # Errors
    /// When the SQLite file cannot be opened for writing.
    pub fn open(config: &DatabaseConfig, clock: Clock, ids: Ids) -> Result<Self> {
        let (appended, meter) = (Arc::new(Notify::new()), Meter::new());
        let (writer, wal) = match &config.url {
            DatabaseUrl::Sqlite { path } => {
                let manager = Manager::new(config.clone(), Purpose::Write);
                let (told, counts) = (Arc::clone(&appended), meter.clone());
                let writer = writer::Writer::start(manager, clock.clone(), ids.clone(), told, counts)?;
                (Some(writer), Some(meter::wal_of(path)))
            }
            DatabaseUrl::Postgres { .. } => (None, None),
        };
        let purpose = if writer.is_some() { Purpose::Read } else { Purpose::Write };
        let pool = Pool::builder()
            .max_size(config.pool_size)
            // None ahead of need: a command that ends while a spare connection is being made crashes in OpenSSL.
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(config.pool_wait)
            .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
            .build_unchecked(Manager::new(config.clone(), purpose));
        let permits = usize::try_from(config.pool_size).unwrap_or(1);
        Ok(Db(Arc::new(Inner {
            pool,
            permits: Arc::new(Semaphore::new(permits)),
            wide: Semaphore::new((permits / 4).max(1)),
            wait: config.pool_wait,
            writer,
            appended,
            wal,
            meter,
            clock,
            ids,
        })))
    }

    /// Runs `work` on one snapshot of the database. What it writes is refused by the engine.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] when no connection is free in time or the database is down;
    /// otherwise what `work` returns.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (result, count) = self.read_apart(work).await?;
        statements::add(count);
        result
    }

    /// As [`Db::read`], for what costs more the larger the newsroom is: counts, and pages by number.
    /// At most a quarter of the connections do so at a time; the rest stay free for everybody else.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_wide<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = tokio::time::timeout_at(self.0.deadline().into(), self.0.wide.acquire());
        let _turn = turn
            .await
            .map_err(|_| Error::unavailable("too much is being counted at the same time"))?
            .map_err(Error::internal)?;
        self.read(work).await
    }

    /// [`Db::read`], or [`Db::read_wide`] for what is `wide`.
    ///
    /// # Errors
    /// As those.
    pub async fn read_list<T, F>(&self, wide: bool, work: F) -> Result<T>
    where
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        if wide { self.read_wide(work).await } else { self.read(work).await }
    }

    /// As [`Db::read`], but its statements are not the request's own: the check of a session.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_uncounted<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.read_apart(work).await?.0
    }

    async fn read_apart<T, F>(&self, work: F) -> Result<(Result<T>, u32)>
    where
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let span = debug_span!("db.read", statements = field::Empty);
        let reading = self.blocking(Work::Read, move |db, since, deadline| {
            let mut session = db.begin(Work::Read, since, deadline)?;
            session.reset_count();
            let result = work(&mut session.conn);
            let count = session.count();
            db.meter.ran(count);
            // Nothing was written: how it ends matters only for the connection's health.
            let _ = dialect::transaction::rollback(&mut session.conn);
            Ok((result, count))
        });
        let done = reading.instrument(span.clone()).await;
        note(&span, &done);
        done
    }

    /// Runs `work` as one transaction, together with the events it emits. `work` may run more than
    /// once and must do nothing but use the transaction: no hashing, no rendering, no I/O.
    ///
    /// # Errors
    /// What `work` returns, in which case nothing was written; [`ErrorKind::Unavailable`] or
    /// [`ErrorKind::StorageFull`] when the database cannot write. The last two do not prove that
    /// nothing was written.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let span = debug_span!("db.write", statements = field::Empty);
        let done = self.write_apart(work).instrument(span.clone()).await;
        note(&span, &done);
        let (result, count) = done?;
        statements::add(count);
        result
    }

    async fn write_apart<T, F>(&self, mut work: F) -> Result<(Result<T>, u32)>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        if let Some(writer) = &self.0.writer {
            return writer.submit(work).await;
        }
        let context = Context::current();
        // Goes with this future: whoever asked is gone when it is.
        let caller = Arc::new(());
        let asked = Arc::downgrade(&caller);
        let answer = self
            .blocking(Work::Write, move |db, mut since, mut deadline| {
                let mut statements = 0;
                let begun = Instant::now();
                for _ in 0..ATTEMPTS {
                    let mut session = db.begin(Work::Write, since, deadline)?;
                    session.reset_count();
                    let result = transaction::run(&mut session.conn, &db.clock, &db.ids, &context, &mut work);
                    statements = session.count();
                    db.meter.ran(statements);
                    let end = match context.rehearses {
                        true => dialect::transaction::rollback,
                        false => dialect::transaction::commit,
                    };
                    let result = match result {
                        Ok((value, appended)) => end(&mut session.conn).map_err(Error::from).map(|()| {
                            if !context.rehearses {
                                db.meter.commits.inc();
                                if appended {
                                    db.appended.notify_one();
                                }
                            }
                            value
                        }),
                        Err(error) => {
                            let _ = dialect::transaction::rollback(&mut session.conn);
                            Err(error)
                        }
                    };
                    match result {
                        // What it spent on the lost race was work and not waiting.
                        Err(error) if error.kind() == ErrorKind::Retry => {
                            (since, deadline) = (Instant::now(), db.deadline());
                        }
                        result => return Ok((result, statements)),
                    }
                    // Not written after the answer has gone out, nor at the cost of all others.
                    if asked.strong_count() == 0 || begun.elapsed() > RACING {
                        break;
                    }
                }
                Ok((Err(Error::unavailable("the transaction lost every race it ran")), statements))
            })
            .await;
        drop(caller);
        answer
    }

    /// Returns once a write of this process has made the content log longer; at once, if one did since the last
    /// call returned. For one listener, who tells the others.
    pub async fn appended(&self) {
        self.0.appended.notified().await;
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.read_uncounted(|conn| {
            use diesel::prelude::*;
            let seq = schema::event_sequence::table.select(schema::event_sequence::seq).first::<i64>(conn)?;
            debug_assert!(seq >= 0);
            Ok(())
        })
        .await
    }

    /// Runs `work` where it may block, and tells it since when and until when it waits. The wait for its
    /// turn counts against the wait for a connection: nobody waits longer than they were told they would.
    async fn blocking<T, F>(&self, turn: Work, work: F) -> Result<T>
    where
        F: FnOnce(&Inner, Instant, Instant) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (since, deadline) = (Instant::now(), self.0.deadline());
        let permits = Arc::clone(&self.0.permits);
        let permit = tokio::time::timeout_at(deadline.into(), permits.acquire_owned())
            .await
            .map_err(|_| {
                self.0.meter.waited(turn, since.elapsed());
                Error::unavailable("no connection became free in time")
            })?
            .map_err(Error::internal)?;
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&inner, since, deadline)
        })
        .await
        .map_err(Error::internal)?
    }
}

impl Inner {
    /// Until when somebody who comes now waits for a connection.
    fn deadline(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.wait).unwrap_or(now)
    }

    /// A connection with an open transaction, for somebody who has waited since.
    fn begin(&self, work: Work, since: Instant, deadline: Instant) -> Result<PooledConnection<Manager>> {
        let session = match work {
            Work::Read => self.connect(dialect::transaction::begin_read, deadline),
            Work::Write => self.connect(dialect::transaction::begin_write, deadline),
        };
        self.meter.waited(work, since.elapsed());
        session
    }

    /// A pooled connection may have died since its last use, which only shows now: such a one is thrown
    /// away and the next is tried.
    fn connect(
        &self,
        begin: fn(&mut Conn) -> diesel::QueryResult<()>,
        deadline: Instant,
    ) -> Result<PooledConnection<Manager>> {
        let mut tries = self.pool.max_size().saturating_add(1);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut session = self.pool.get_timeout(left).map_err(Error::unavailable)?;
            match begin(&mut session.conn) {
                Ok(()) => return Ok(session),
                Err(fault) if tries > 0 => {
                    tracing::debug!(%fault, "a pooled connection had died");
                    retire(&mut session);
                    tries -= 1;
                }
                Err(fault) => return Err(Error::unavailable(fault)),
            }
        }
    }
}

/// Notes in the span around some work what it has cost.
fn note<T>(span: &Span, done: &Result<(T, u32)>) {
    if let Ok((_, statements)) = done {
        span.record("statements", statements);
    }
}

/// Makes the pool throw the connection away when it comes back.
fn retire(session: &mut Session) {
    use diesel::connection::TransactionManager;
    <Conn as diesel::Connection>::TransactionManager::transaction_manager_status_mut(&mut session.conn)
        .set_in_error();
}
