//! The tail of the content log: numbering and appending what a transaction emitted.
//!
//! The numbers come from one counter row that is updated, and thereby locked, inside the
//! transaction and last of all; so they are dense and in the order of the commits, on both engines
//! and beside other processes. What the events mean is `crate::events`.

use diesel::dsl::case_when;
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::Conn;
use super::schema::{event_sequence, events};
use super::types::{DbTime, typed_id};
use crate::clock::Timestamp;

typed_id! {
    /// Whatever an event is about, or who caused it.
    AnyId
}

impl From<AnyId> for Uuid {
    fn from(id: AnyId) -> Self {
        id.0
    }
}

/// An event on its way into the log.
#[derive(Clone, Debug)]
pub struct PendingEvent {
    pub id: Uuid,
    /// `article.published`
    pub event: &'static str,
    /// `article`
    pub resource: &'static str,
    pub resource_id: Uuid,
    pub revision: Option<i32>,
    /// The user behind it; none for the command line.
    pub actor: Option<Uuid>,
    /// Whether it changes what the public sees, and so gets a public number too.
    pub public: bool,
    /// JSON object.
    pub data: String,
}

/// How far the content log goes, in both directions. A pruned one no longer begins at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = event_sequence)]
pub struct LogEnds {
    /// The number of the newest entry; 0 before the first.
    pub seq: i64,
    /// Of the newest that the public may know of.
    pub public_seq: i64,
    /// The instant of the newest entry.
    pub at: Timestamp,
    /// The number of the last entry that was taken away; 0 while none was.
    pub pruned_seq: i64,
    /// The public number of the last that was.
    pub pruned_public_seq: i64,
}

/// Both ends of the log, in the snapshot of whatever else is read: who reads what is public at
/// [`LogEnds::at`] or later sees all that the log tells of.
///
/// # Errors
/// When the database cannot answer.
pub fn log_ends(conn: &mut Conn) -> QueryResult<LogEnds> {
    event_sequence::table.find(1).select(LogEnds::as_select()).first(conn)
}

/// The same, and until the end of the transaction nobody appends or prunes.
///
/// # Errors
/// When the database cannot.
pub fn hold_log(conn: &mut Conn) -> QueryResult<LogEnds> {
    diesel::update(event_sequence::table.find(1))
        .set(event_sequence::pruned_seq.eq(event_sequence::pruned_seq))
        .returning((
            event_sequence::seq,
            event_sequence::public_seq,
            event_sequence::at,
            event_sequence::pruned_seq,
            event_sequence::pruned_public_seq,
        ))
        .get_result(conn)
}

/// `now`, or the instant of the newest entry if that is later: whoever read the clock before their snapshot
/// was taken would find in it what is still to come.
pub fn at_least(conn: &mut Conn, now: Timestamp) -> QueryResult<Timestamp> {
    let newest: Timestamp = event_sequence::table.find(1).select(event_sequence::at).first(conn)?;
    Ok(now.max(newest))
}

/// Appends in order and returns the number of the first and the instant written beside them, which is never
/// before the previous entry's.
pub(super) fn append(
    conn: &mut Conn,
    now: Timestamp,
    pending: Vec<PendingEvent>,
) -> QueryResult<(i64, Timestamp)> {
    let total = i64::try_from(pending.len()).unwrap_or(i64::MAX);
    let public = i64::try_from(pending.iter().filter(|event| event.public).count()).unwrap_or(i64::MAX);
    // In one statement: each is a journey to the database that everybody else's write waits for.
    let later = case_when(event_sequence::at.lt(now), now.into_sql::<DbTime>()).otherwise(event_sequence::at);
    let (mut seq, mut public_seq, at) = diesel::update(event_sequence::table.find(1))
        .set((
            event_sequence::seq.eq(event_sequence::seq + total),
            event_sequence::public_seq.eq(event_sequence::public_seq + public),
            event_sequence::at.eq(later),
        ))
        .returning((event_sequence::seq, event_sequence::public_seq, event_sequence::at))
        .get_result::<(i64, i64, Timestamp)>(conn)?;
    seq -= total;
    public_seq -= public;
    let first = seq + 1;
    for event in pending {
        seq += 1;
        let number = event.public.then(|| {
            public_seq += 1;
            public_seq
        });
        diesel::insert_into(events::table)
            .values((
                events::seq.eq(seq),
                events::public_seq.eq(number),
                events::id.eq(AnyId(event.id)),
                events::type_.eq(event.event),
                events::resource.eq(event.resource),
                events::resource_id.eq(AnyId(event.resource_id)),
                events::revision.eq(event.revision),
                events::actor.eq(event.actor.map(AnyId)),
                events::at.eq(at),
                events::data.eq(event.data),
            ))
            .execute(conn)?;
    }
    Ok((first, at))
}

/// The instant of the newest entry: what a clock must not fall behind.
pub(super) fn newest(conn: &mut Conn) -> QueryResult<Timestamp> {
    event_sequence::table.find(1).select(event_sequence::at).first(conn)
}
