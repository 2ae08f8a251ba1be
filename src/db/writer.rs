//! The one writer of SQLite, and how many writes share a commit.
//!
//! Requests queue closures; the writer's thread runs all that wait, each in a savepoint, and
//! commits them together: one fsync for many, acknowledged after it. A closure that fails or
//! panics takes back its own savepoint and nothing else. When the commit itself fails, or the disk
//! does, nobody in the group was written: all get an error and the connection is opened anew,
//! because after a failed fsync nothing it says can be trusted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, oneshot};

use super::ATTEMPTS;
use super::connection::{Manager, Session};
use super::context::Context;
use super::dialect::fault::{Class, classify};
use super::dialect::transaction as sql;
use super::meter::{Meter, Work};
use super::transaction::{self, Tx};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::Ids;

/// A group is closed at this many closures, …
const GROUP_SIZE: usize = 64;
/// … or when it has waited this long for company. Time spent working is not waiting: who is in
/// the queue already would wait as long for a commit of their own.
const GROUP_TIME: Duration = Duration::from_millis(5);
/// While several clients write, a group waits this long for one more to join, …
const QUIET: Duration = Duration::from_millis(1);
/// … or this long once it is as large as the groups before it.
const FULL_QUIET: Duration = Duration::from_micros(200);
/// Closures that may wait for the writer before it answers "later".
const QUEUE: usize = 4096;

pub(super) struct Writer {
    queue: SyncSender<Box<dyn Member>>,
}

impl Writer {
    /// Opens the file, so that a bad path shows at once, and starts the thread. It ends when the
    /// last handle is dropped and the queue is empty.
    ///
    /// `appended` is woken by every commit that made the content log longer.
    pub(super) fn start(
        manager: Manager,
        clock: Clock,
        ids: Ids,
        appended: Arc<Notify>,
        meter: Meter,
    ) -> Result<Self> {
        let session = manager.open().map_err(Error::unavailable)?;
        let (queue, waiting) = sync_channel(QUEUE);
        let writer = Thread { manager, session: Some(session), clock, ids, appended, meter, company: 1 };
        std::thread::Builder::new()
            .name("griot-writer".into())
            .spawn(move || writer.serve(&waiting))
            .map_err(Error::internal)?;
        Ok(Writer { queue })
    }

    /// Queues a closure and waits until the group it ran in is on the disk. Returns its result and
    /// the number of statements it ran. Once queued it runs, whoever has lost interest.
    pub(super) async fn submit<T, F>(&self, work: F) -> Result<(Result<T>, u32)>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let context = Context::current();
        let member = Closure {
            work,
            context,
            queued: Instant::now(),
            outcome: None,
            appended: false,
            statements: 0,
            reply: Some(reply),
        };
        self.queue.try_send(Box::new(member)).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::unavailable("too many writes are waiting"),
            TrySendError::Disconnected(_) => Error::unavailable("the writer has stopped"),
        })?;
        answer.await.map_err(|_| Error::unavailable("the writer stopped before it answered"))
    }
}

/// What the thread lends to each closure.
struct Tools<'a> {
    clock: &'a Clock,
    ids: &'a Ids,
    meter: &'a Meter,
}

/// One queued closure, whatever it returns.
trait Member: Send {
    /// Runs it in a savepoint. `Err` only when the connection can no longer be trusted.
    fn run(&mut self, session: &mut Session, with: &Tools<'_>) -> Result<(), diesel::result::Error>;
    /// Whether it has something to commit.
    fn succeeded(&self) -> bool;
    /// Whether that makes the content log longer.
    fn appended(&self) -> bool;
    /// Tells the one who waits. With a fault, the group was not written.
    fn answer(&mut self, fault: Option<&diesel::result::Error>);
}

struct Closure<T, F> {
    work: F,
    /// Of whoever queued it.
    context: Context,
    queued: Instant,
    outcome: Option<Result<T>>,
    /// Whether it emitted events.
    appended: bool,
    statements: u32,
    reply: Option<oneshot::Sender<(Result<T>, u32)>>,
}

impl<T, F> Member for Closure<T, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, session: &mut Session, with: &Tools<'_>) -> Result<(), diesel::result::Error> {
        with.meter.waited(Work::Write, self.queued.elapsed());
        session.reset_count();
        for _ in 0..ATTEMPTS {
            sql::begin_savepoint(&mut session.conn)?;
            let attempt = catch_unwind(AssertUnwindSafe(|| {
                transaction::run(&mut session.conn, with.clock, with.ids, &self.context, &mut self.work)
            }));
            let outcome = attempt.unwrap_or_else(|_| Err(Error::internal("a write closure panicked")));
            match &outcome {
                Ok(_) if self.context.rehearses => sql::rollback(&mut session.conn)?,
                Ok(_) => sql::commit(&mut session.conn)?,
                Err(error) => {
                    sql::rollback(&mut session.conn)?;
                    if let Some(fault) = untrustworthy(error) {
                        return Err(fault);
                    }
                }
            }
            let again = matches!(&outcome, Err(error) if error.kind() == ErrorKind::Retry);
            self.appended = matches!(&outcome, Ok((_, true)));
            self.outcome = Some(outcome.map(|(value, _)| value));
            if !again {
                break;
            }
        }
        // Begin and end of the savepoint are not the request's own statements.
        self.statements = session.count().saturating_sub(2);
        with.meter.ran(self.statements);
        Ok(())
    }

    fn succeeded(&self) -> bool {
        matches!(self.outcome, Some(Ok(_))) && !self.context.rehearses
    }

    fn appended(&self) -> bool {
        self.appended && self.succeeded()
    }

    fn answer(&mut self, fault: Option<&diesel::result::Error>) {
        let outcome = match (fault, self.outcome.take()) {
            (None, Some(outcome)) => outcome,
            (Some(fault), _) if classify(fault) == Class::Full => {
                Err(Error::new(ErrorKind::StorageFull, "The disk of the database is full.").retry_after(30))
            }
            (Some(fault), _) => Err(Error::unavailable(fault.to_string())),
            (None, None) => Err(Error::unavailable("the write was not run")),
        };
        let outcome = outcome.map_err(|error| match error.kind() {
            ErrorKind::Retry => Error::unavailable("the transaction lost every race it ran"),
            _ => error,
        });
        if let Some(reply) = self.reply.take() {
            let _ = reply.send((outcome, self.statements));
        }
    }
}

/// A full or failing disk rolls back more than the savepoint.
fn untrustworthy(error: &Error) -> Option<diesel::result::Error> {
    let hopeless = matches!(error.kind(), ErrorKind::StorageFull)
        || error.cause().is_some_and(|cause| cause.to_string().contains("disk I/O error"));
    hopeless.then(|| {
        let words = error.cause().map_or_else(String::new, ToString::to_string);
        diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::Unknown, Box::new(words))
    })
}

struct Thread {
    manager: Manager,
    /// None after a fault, until it could be opened again.
    session: Option<Session>,
    clock: Clock,
    ids: Ids,
    appended: Arc<Notify>,
    meter: Meter,
    /// About how many clients write at the same time: the size of recent groups, slowly forgotten.
    /// One client alone never waits for company.
    company: usize,
}

impl Thread {
    fn serve(mut self, waiting: &Receiver<Box<dyn Member>>) {
        while let Ok(first) = waiting.recv() {
            let mut group = vec![first];
            let fault = self.group(&mut group, waiting).err();
            if let Some(fault) = &fault {
                tracing::error!(%fault, writes = group.len(), "a group of writes was lost; reopening the database");
                self.session = None;
            }
            for member in &mut group {
                member.answer(fault.as_ref());
            }
        }
    }

    /// Runs the group and everybody who joins it meanwhile, and commits.
    fn group(
        &mut self,
        group: &mut Vec<Box<dyn Member>>,
        waiting: &Receiver<Box<dyn Member>>,
    ) -> Result<(), diesel::result::Error> {
        let session = match &mut self.session {
            Some(session) => session,
            closed => closed.insert(self.manager.open().map_err(as_query_fault)?),
        };
        let with = Tools { clock: &self.clock, ids: &self.ids, meter: &self.meter };
        sql::begin_write(&mut session.conn)?;
        let mut waited = Duration::ZERO;
        let mut next = 0;
        loop {
            while let Some(member) = group.get_mut(next) {
                member.run(session, &with)?;
                next += 1;
            }
            if group.len() >= GROUP_SIZE || waited >= GROUP_TIME {
                break;
            }
            let joined = match waiting.try_recv() {
                Ok(member) => Some(member),
                Err(_) if self.company > 1 => {
                    let patience = if group.len() < self.company { QUIET } else { FULL_QUIET };
                    let start = Instant::now();
                    let joined = waiting.recv_timeout(patience).ok();
                    waited += start.elapsed();
                    joined
                }
                Err(_) => None,
            };
            match joined {
                Some(member) => group.push(member),
                None => break,
            }
        }
        self.company = group.len().max(self.company.saturating_sub(1)).max(1);
        if group.iter().any(|member| member.succeeded()) {
            sql::commit(&mut session.conn)?;
            self.meter.commits.inc();
            if group.iter().any(|member| member.appended()) {
                self.appended.notify_one();
            }
            Ok(())
        } else {
            sql::rollback(&mut session.conn)
        }
    }
}

fn as_query_fault(fault: diesel::r2d2::Error) -> diesel::result::Error {
    match fault {
        diesel::r2d2::Error::QueryError(fault) => fault,
        diesel::r2d2::Error::ConnectionError(fault) => diesel::result::Error::DatabaseError(
            diesel::result::DatabaseErrorKind::Unknown,
            Box::new(fault.to_string()),
        ),
    }
}
