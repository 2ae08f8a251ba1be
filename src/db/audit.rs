//! The tail of the audit log: making entries of what a transaction did, and chaining them.
//!
//! As with the content log, the end of the chain is one row that is updated, and thereby locked, inside the
//! transaction and last of all, always after the content log's: so there is one chain without gaps on both
//! engines and beside other processes. Who reads and verifies it is `crate::audit`.

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::connection::Conn;
use super::context::Origin;
use super::dialect::bulk::on_both;
use super::schema::{audit, audit_head};
use crate::clock::Timestamp;

/// What an entry before the first would have as its hash.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Says what the rest of the hashed bytes is.
const FORM: &str = "griot-audit-1";

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Whoever asked may not.
    Refused,
    /// A credential did not count.
    Failed,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        }
    }
}

/// Something to be written down that no event of the content log tells of.
#[derive(Clone, Debug)]
pub struct Deed {
    outcome: Outcome,
    actor: Option<(Uuid, String)>,
    target: Option<(Option<&'static str>, Uuid)>,
    detail: Map<String, Value>,
}

impl Deed {
    pub fn new(outcome: Outcome) -> Self {
        Deed { outcome, actor: None, target: None, detail: Map::new() }
    }

    /// Something of this kind that was done.
    pub fn done(kind: &'static str, id: Uuid) -> Self {
        Deed::new(Outcome::Done).to(kind, id)
    }

    #[must_use]
    pub fn to(mut self, kind: &'static str, id: Uuid) -> Self {
        self.target = Some((Some(kind), id));
        self
    }

    /// To whatever has this id.
    #[must_use]
    pub fn to_id(mut self, id: Uuid) -> Self {
        self.target = Some((None, id));
        self
    }

    /// By somebody who became known only now.
    #[must_use]
    pub fn by(mut self, user: Uuid, name: &str) -> Self {
        self.actor = Some((user, name.to_owned()));
        self
    }

    /// A member of `detail`: allow-listed facts only. Never a secret, nor what somebody typed who may have
    /// typed one.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(member.to_owned(), value.into());
        self
    }
}

/// A row of the log. Texts are as they are hashed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    pub seq: i64,
    pub at: String,
    pub actor: Option<String>,
    pub actor_name: Option<String>,
    pub action: String,
    pub target_type: Option<String>,
    pub target_id: Option<String>,
    pub from_address: Option<String>,
    pub request_id: Option<String>,
    pub outcome: String,
    pub detail: String,
    pub previous_hash: String,
    pub hash: String,
}

impl AuditRow {
    /// The hash this row should have: SHA-256, in hexadecimal digits, of the form's name and every column
    /// but the hash itself in their order. Each text is written as a netstring (`5:texte,`, the length in
    /// bytes), so that no two rows are written alike; what is absent as `-,`.
    pub fn computed_hash(&self) -> String {
        let mut digest = Sha256::new();
        let mut text = |text: Option<&str>| match text {
            Some(text) => {
                digest.update(text.len().to_string());
                digest.update(":");
                digest.update(text);
                digest.update(",");
            }
            None => digest.update("-,"),
        };
        text(Some(FORM));
        text(Some(&self.seq.to_string()));
        text(Some(&self.at));
        text(self.actor.as_deref());
        text(self.actor_name.as_deref());
        text(Some(&self.action));
        text(self.target_type.as_deref());
        text(self.target_id.as_deref());
        text(self.from_address.as_deref());
        text(self.request_id.as_deref());
        text(Some(&self.outcome));
        text(Some(&self.detail));
        text(Some(&self.previous_hash));
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An entry for each thing the events are about, in the order in which they come, with their numbers in the
/// content log; `first` is that of the first.
pub(super) fn of_events(events: &[(&'static str, &'static str, Uuid)], first: i64) -> Vec<Deed> {
    let mut things: Vec<(&'static str, Uuid, Vec<Value>)> = Vec::new();
    let mut places = HashMap::new();
    for (seq, (event, kind, id)) in (first..).zip(events) {
        let place = *places.entry((kind, id)).or_insert_with(|| {
            things.push((kind, *id, Vec::new()));
            things.len() - 1
        });
        if let Some((.., told)) = things.get_mut(place) {
            told.push(json!({ "seq": seq, "type": event }));
        }
    }
    things.into_iter().map(|(kind, id, told)| Deed::done(kind, id).with("events", told)).collect()
}

/// Appends in order and returns the instant written beside them, which is never before the previous entry's.
pub(super) fn append(
    conn: &mut Conn,
    origin: &Origin,
    now: Timestamp,
    deeds: Vec<Deed>,
) -> QueryResult<Timestamp> {
    let total = i64::try_from(deeds.len()).unwrap_or(i64::MAX);
    let (end, last, mut previous) = diesel::update(audit_head::table.find(1))
        .set(audit_head::seq.eq(audit_head::seq + total))
        .returning((audit_head::seq, audit_head::at, audit_head::hash))
        .get_result::<(i64, Timestamp, String)>(conn)?;
    let at = now.max(last);
    let mut rows = Vec::with_capacity(deeds.len());
    for (seq, deed) in (end - total + 1..).zip(deeds) {
        let (actor, actor_name) = deed.actor.or_else(|| origin.actor.clone()).unzip();
        let (target_type, target_id) = deed.target.unzip();
        let mut row = AuditRow {
            seq,
            at: at.to_fixed_width(),
            actor: actor.map(|id| id.to_string()),
            actor_name,
            action: origin.action.clone(),
            target_type: target_type.flatten().map(str::to_owned),
            target_id: target_id.map(|id| id.to_string()),
            from_address: origin.from.clone(),
            request_id: origin.request_id.clone(),
            outcome: deed.outcome.as_str().to_owned(),
            detail: Value::Object(deed.detail).to_string(),
            previous_hash: previous.clone(),
            hash: String::new(),
        };
        row.hash = row.computed_hash();
        previous.clone_from(&row.hash);
        rows.push(row);
    }
    insert(conn, &rows)?;
    diesel::update(audit_head::table.find(1))
        .set((audit_head::at.eq(at), audit_head::hash.eq(previous)))
        .execute(conn)?;
    Ok(at)
}

fn insert(conn: &mut Conn, rows: &[AuditRow]) -> QueryResult<()> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                audit::seq.eq(row.seq),
                audit::at.eq(&row.at),
                audit::actor.eq(&row.actor),
                audit::actor_name.eq(&row.actor_name),
                audit::action.eq(&row.action),
                audit::target_type.eq(&row.target_type),
                audit::target_id.eq(&row.target_id),
                audit::from_address.eq(&row.from_address),
                audit::request_id.eq(&row.request_id),
                audit::outcome.eq(&row.outcome),
                audit::detail.eq(&row.detail),
                audit::previous_hash.eq(&row.previous_hash),
                audit::hash.eq(&row.hash),
            )
        })
        .collect();
    on_both!(conn, |conn| {
        rows.chunks(AT_ONCE).try_for_each(|some| {
            diesel::insert_into(audit::table).values(some.to_vec()).execute(conn).map(|_| ())
        })
    })
}

/// Rows of one statement: both engines have a limit of values, SQLite that of 32,766.
const AT_ONCE: usize = 500;
