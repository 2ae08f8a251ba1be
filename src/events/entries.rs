//! Reading the log: a stretch of it, in either of its two numberings.

use diesel::prelude::*;
use uuid::Uuid;

use super::EventType;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::schema::{articles, events, retractions};
use crate::db::{AnyId, Conn, LogEnds, log_ends};
use crate::error::Result;
use crate::visibility::withdraws_at;

/// Entries that are looked at in one go, whatever was asked for: a filter that few pass costs no more than this.
pub const WINDOW: i64 = 5_000;

/// Which numbers are meant. Both are dense: there is an entry for each that was not pruned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Of what changed the public edition.
    Public,
    /// Of everything.
    All,
}

/// A stretch of the log.
#[derive(Clone, Debug)]
pub struct Span {
    pub numbers: Numbers,
    /// Not with it.
    pub after: i64,
    /// Only these; all when there are none.
    pub types: Vec<EventType>,
    pub limit: i64,
}

/// One entry, with what decides who may be told of it.
#[derive(Clone, Debug, Queryable)]
pub struct Entry {
    pub seq: i64,
    pub public_seq: Option<i64>,
    #[diesel(deserialize_as = AnyId)]
    pub id: Uuid,
    /// As it is stored: a newer node may know more types.
    pub event: String,
    pub resource: String,
    #[diesel(deserialize_as = AnyId)]
    pub resource_id: Uuid,
    pub revision: Option<i32>,
    #[diesel(deserialize_as = Option<UserId>)]
    pub actor: Option<UserId>,
    pub at: Timestamp,
    /// JSON object, for staff only.
    pub data: String,
    /// Of an article or page that is still there: who made it, and whose turn it is.
    pub people: Option<(UserId, Option<UserId>)>,
    /// What readers are told of the article or page while it is withdrawn.
    pub notice: Option<String>,
}

impl Numbers {
    /// The number of an entry; none of one that has none.
    pub fn of(self, entry: &Entry) -> Option<i64> {
        match self {
            Numbers::Public => entry.public_seq,
            Numbers::All => Some(entry.seq),
        }
    }

    /// The newest number.
    pub fn newest(self, ends: &LogEnds) -> i64 {
        match self {
            Numbers::Public => ends.public_seq,
            Numbers::All => ends.seq,
        }
    }

    /// The last number that was pruned.
    pub fn pruned(self, ends: &LogEnds) -> i64 {
        match self {
            Numbers::Public => ends.pruned_public_seq,
            Numbers::All => ends.pruned_seq,
        }
    }
}

/// # Errors
/// When the database cannot answer.
pub fn ends(conn: &mut Conn) -> Result<LogEnds> {
    Ok(log_ends(conn)?)
}

/// What the span holds among the [`WINDOW`] numbers that follow its beginning, in order. One statement.
///
/// # Errors
/// When the database cannot answer.
pub fn entries(conn: &mut Conn, span: &Span, now: Timestamp) -> Result<Vec<Entry>> {
    let notice = retractions::table
        .filter(retractions::article_id.eq(events::resource_id))
        .filter(withdraws_at(now))
        .order(retractions::from_at.desc())
        .select(retractions::notice)
        .limit(1)
        .single_value();
    let mut query = events::table
        .left_join(articles::table.on(articles::id.eq(events::resource_id)))
        .select((
            events::seq,
            events::public_seq,
            events::id,
            events::type_,
            events::resource,
            events::resource_id,
            events::revision,
            events::actor,
            events::at,
            events::data,
            (articles::created_by, articles::assignee_id).nullable(),
            notice,
        ))
        .limit(span.limit)
        .into_boxed();
    let last = span.after.saturating_add(WINDOW);
    query = match span.numbers {
        Numbers::Public => query
            .filter(events::public_seq.gt(span.after))
            .filter(events::public_seq.le(last))
            .order(events::public_seq.asc()),
        Numbers::All => {
            query.filter(events::seq.gt(span.after)).filter(events::seq.le(last)).order(events::seq.asc())
        }
    };
    if !span.types.is_empty() {
        let types: Vec<&str> = span.types.iter().map(|kind| kind.as_str()).collect();
        query = query.filter(events::type_.eq_any(types));
    }
    Ok(query.load(conn)?)
}
