//! What a receiver is sent: `{type, timestamp, data}`, made of allow-listed facts of the log, never of texts.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Entry, PING, WebhookId};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::events::{EventType, cache_tags};

/// 20 kB, so that every receiver and every queue behind one takes it.
const LONGEST: usize = 20_000;

/// A message about one event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookMessage)]
pub struct Message {
    /// What happened, as in the list of a webhook's `types`; `webhook.ping` for a test.
    #[serde(rename = "type")]
    #[schema(example = "article.published")]
    pub kind: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub timestamp: Timestamp,
    pub data: MessageData,
}

/// The facts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookMessageData)]
pub struct MessageData {
    /// The event's number in the log; null in a ping.
    #[schema(required, minimum = 1, example = 4711)]
    pub seq: Option<i64>,
    /// Its number among those that change what readers see, as in `/changes`; null when it does not.
    #[schema(required, minimum = 1, example = 815)]
    pub public_seq: Option<i64>,
    #[schema(example = "article")]
    pub resource: String,
    pub resource_id: Uuid,
    /// The revision it is about, of articles and pages.
    #[schema(required, minimum = 1, example = 3)]
    pub revision: Option<i32>,
    /// The user behind it; null when it was the clock, the command line or nobody.
    #[schema(required)]
    pub actor: Option<Uuid>,
    /// What else there is to know, by event: `slug`, `notice`, `publish_at` … Null where it would make the message longer
    /// than 20,000 bytes.
    #[schema(required, value_type = Option<Object>, example = json!({ "slug": "le-fleuve-deborde" }))]
    pub details: Option<Map<String, Value>>,
    /// What a cache in front of the website can drop: the thing, and the lists of its kind. Empty when readers see no
    /// difference.
    #[schema(example = json!(["arti-01k33dw000e000800000000004", "articles"]))]
    pub tags: Vec<String>,
}

impl Message {
    /// # Errors
    /// When something stored cannot be read.
    pub fn about(entry: &Entry) -> Result<Self> {
        let details = serde_json::from_str(&entry.data).map_err(Error::internal)?;
        let kind = EventType::ALL.iter().find(|kind| kind.as_str() == entry.type_);
        let tags = match (kind, entry.public_seq) {
            (Some(kind), Some(_)) => cache_tags(*kind, entry.resource_id.0),
            _ => Vec::new(),
        };
        Ok(Message {
            kind: entry.type_.clone(),
            timestamp: entry.at,
            data: MessageData {
                seq: Some(entry.seq),
                public_seq: entry.public_seq,
                resource: entry.resource.clone(),
                resource_id: entry.resource_id.0,
                revision: entry.revision,
                actor: entry.actor.map(|actor| actor.0),
                details: Some(details),
                tags,
            },
        })
    }

    /// A test, about the webhook itself.
    pub fn ping(webhook: WebhookId, now: Timestamp) -> Self {
        Message {
            kind: PING.to_owned(),
            timestamp: now,
            data: MessageData {
                seq: None,
                public_seq: None,
                resource: "webhook".to_owned(),
                resource_id: webhook.0,
                revision: None,
                actor: None,
                details: Some(Map::new()),
                tags: Vec::new(),
            },
        }
    }

    /// The bytes that are signed and sent.
    ///
    /// # Errors
    /// When it cannot be written, which a message always can.
    pub fn to_bytes(mut self) -> Result<Vec<u8>> {
        let whole = serde_json::to_vec(&self).map_err(Error::internal)?;
        if whole.len() <= LONGEST {
            return Ok(whole);
        }
        self.data.details = None;
        serde_json::to_vec(&self).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::AnyId;

    fn entry(public_seq: Option<i64>, data: &str) -> Entry {
        Entry {
            seq: 7,
            public_seq,
            id: AnyId(Uuid::from_u128(1)),
            type_: "article.published".to_owned(),
            resource: "article".to_owned(),
            resource_id: AnyId(Uuid::from_u128(2)),
            revision: Some(3),
            actor: None,
            at: "2026-03-07T09:30:00Z".parse().unwrap(),
            data: data.to_owned(),
        }
    }

    #[test]
    fn stays_below_20_kb() {
        let long = format!("{{\"notice\":\"{}\"}}", "é".repeat(20_000));
        let bytes = Message::about(&entry(Some(1), &long)).unwrap().to_bytes().unwrap();
        assert!(bytes.len() < 1_000);
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read["data"]["details"], Value::Null);
        assert_eq!(read["data"]["seq"], 7);
    }

    #[test]
    fn what_nobody_sees_touches_no_cache() {
        assert_eq!(Message::about(&entry(None, "{}")).unwrap().data.tags, Vec::<String>::new());
        assert_eq!(Message::about(&entry(Some(1), "{}")).unwrap().data.tags.len(), 2);
    }
}
