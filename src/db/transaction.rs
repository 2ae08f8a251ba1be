//! What a write closure holds in its hands.

use std::ops::{Deref, DerefMut};

use diesel::QueryResult;
use uuid::Uuid;

use super::audit::{self, Deed};
use super::connection::Conn;
use super::context::Context;
use super::dialect::lock::{self, NamedLock};
use super::dialect::transaction as dialect;
use super::log::{self, PendingEvent};
use crate::clock::{Clock, Timestamp};
use crate::error::Result;
use crate::ids::Ids;

/// An open write transaction. Dereferences to the connection, so that queries take it as it is.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    now: Timestamp,
    ids: &'a Ids,
    events: Vec<PendingEvent>,
    deeds: Vec<Deed>,
}

impl Tx<'_> {
    /// The one instant of everything this transaction writes.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves the instant of this transaction forward, past one that another node may have written.
    pub fn not_before(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
    }

    pub fn next_id(&self) -> Uuid {
        self.ids.next()
    }

    /// Notes that something happened. It enters the content log when the closure returns, so that
    /// the sequence is locked last and for the shortest time.
    pub fn emit(&mut self, event: PendingEvent) {
        self.events.push(event);
    }

    /// Runs a part that may fail without failing the whole: then, what it wrote and emitted is taken back.
    ///
    /// # Errors
    /// What `part` fails with, and what the savepoint does.
    pub fn attempt<T, E: From<diesel::result::Error>>(
        &mut self,
        part: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (emitted, told) = (self.events.len(), self.deeds.len());
        dialect::begin_savepoint(self.conn)?;
        let done = part(self);
        match &done {
            Ok(_) => dialect::commit(self.conn)?,
            Err(_) => {
                dialect::rollback(self.conn)?;
                self.events.truncate(emitted);
                self.deeds.truncate(told);
            }
        }
        done
    }

    /// Notes for the audit log what no event tells of. What events tell of enters it by itself: an entry for
    /// each thing they are about. Nothing is written down that nobody asked for.
    pub fn audit(&mut self, deed: Deed) {
        self.deeds.push(deed);
    }

    /// Waits for a lock and holds it until the transaction ends.
    ///
    /// # Errors
    /// When it is not given within the lock timeout.
    pub fn lock(&mut self, lock: NamedLock) -> QueryResult<()> {
        lock::take(self.conn, lock)
    }

    /// As [`Tx::lock`], beside others who share it.
    ///
    /// # Errors
    /// When it is not given within the lock timeout.
    pub fn share_lock(&mut self, lock: NamedLock) -> QueryResult<()> {
        lock::share(self.conn, lock)
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

/// Runs one closure inside a transaction that is already open, then appends its events and what the audit
/// log is to say of it: the content log first, always. With the result, whether there were events.
pub(super) fn run<T>(
    conn: &mut Conn,
    clock: &Clock,
    ids: &Ids,
    context: &Context,
    work: &mut impl FnMut(&mut Tx<'_>) -> Result<T>,
) -> Result<(T, bool)> {
    let mut tx = Tx { conn, now: clock.tick(), ids, events: Vec::new(), deeds: Vec::new() };
    let value = work(&mut tx)?;
    let Tx { events, deeds, mut now, .. } = tx;
    let told: Vec<_> = events.iter().map(|event| (event.event, event.resource, event.resource_id)).collect();
    let mut first = 0;
    if !events.is_empty() {
        (first, now) = log::append(conn, now, events)?;
    }
    if let Some(origin) = &context.origin {
        let deeds: Vec<Deed> = audit::of_events(&told, first).into_iter().chain(deeds).collect();
        if !deeds.is_empty() {
            now = audit::append(conn, origin, now, deeds)?;
        }
    }
    clock.not_before(now);
    Ok((value, first > 0))
}
