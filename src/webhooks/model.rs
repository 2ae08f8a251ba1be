//! A webhook and a delivery as stored, and as accepted.

use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::db::AnyId;
use crate::db::schema::{events, webhook_deliveries, webhooks};
use crate::db::types::typed_id;

typed_id! {
    /// Id of a webhook.
    WebhookId
}

typed_id! {
    /// Id of a delivery.
    DeliveryId
}

closed_list! {
    /// What became of a message.
    DeliveryState {
        /// It was tried, and is to be tried again.
        Pending "pending",
        /// The receiver took it.
        Delivered "delivered",
        /// It was tried for the last time. It can be sent again by hand.
        Dead "dead",
        /// It is not tried any more: the webhook was put beyond it, wants it no longer, or was switched off while it was
        /// being sent again; or the log no longer has it.
        Skipped "skipped",
    }
}

/// What a test message is called. It is in no log.
pub const PING: &str = "webhook.ping";

/// A row of `webhooks`, without its secrets.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhooks)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    pub description: Option<String>,
    /// JSON list; none for every event.
    pub types: Option<String>,
    pub active: bool,
    /// Why it is not active, when nobody said so.
    pub disabled_reason: Option<String>,
    pub previous_secret_until: Option<Timestamp>,
    /// The last entry of the log that was dealt with.
    pub position: i64,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Webhook {
    /// The events it wants; none for all.
    pub fn wanted(&self) -> Option<Vec<String>> {
        self.types.as_deref().map(|types| serde_json::from_str(types).unwrap_or_default())
    }
}

/// What may be written, after every rule that needs no database was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookInput {
    pub url: String,
    pub description: Option<String>,
    /// In the order of the table of events; none for all.
    pub types: Option<Vec<&'static str>>,
    pub active: bool,
}

/// A row of `webhook_deliveries`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook_id: WebhookId,
    /// Of the event in the log; none for a ping.
    pub seq: Option<i64>,
    pub event_id: AnyId,
    pub type_: String,
    pub state: String,
    pub attempts: i32,
    pub last_attempt_at: Timestamp,
    pub next_attempt_at: Option<Timestamp>,
    pub response_status: Option<i32>,
    pub error: Option<String>,
    pub duration_ms: i32,
    pub created_at: Timestamp,
}

/// An entry of the content log, as far as a message tells of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Entry {
    pub seq: i64,
    pub public_seq: Option<i64>,
    pub id: AnyId,
    pub type_: String,
    pub resource: String,
    pub resource_id: AnyId,
    pub revision: Option<i32>,
    pub actor: Option<AnyId>,
    pub at: Timestamp,
    pub data: String,
}

/// What came of one try to send something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    pub at: Timestamp,
    pub result: Result<u16, Refusal>,
    pub duration_ms: i32,
}

/// Why a try did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the receiver answered, if it did.
    pub status: Option<u16>,
    /// Of a closed list.
    pub error: &'static str,
    /// When the receiver wants to be asked again.
    pub retry_at: Option<Timestamp>,
}

impl Refusal {
    /// 410: the receiver wants nothing more, ever.
    pub fn is_gone(&self) -> bool {
        self.status == Some(410)
    }
}

/// Which deliveries a list holds.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    pub states: Vec<DeliveryState>,
    pub types: Vec<String>,
}

/// What is written down of a message after a try.
#[derive(Clone, Debug)]
pub struct Record {
    pub webhook: WebhookId,
    pub seq: Option<i64>,
    pub event: Uuid,
    pub type_: String,
    pub state: DeliveryState,
    pub attempts: i32,
    pub tried: Try,
    pub next_attempt_at: Option<Timestamp>,
}

impl Record {
    /// It is tried again then.
    pub fn try_at(&mut self, at: Timestamp) {
        (self.state, self.next_attempt_at) = (DeliveryState::Pending, Some(at));
    }

    /// There is no next try.
    pub fn give_up(&mut self) {
        if self.state == DeliveryState::Pending {
            (self.state, self.next_attempt_at) = (DeliveryState::Skipped, None);
        }
    }
}
