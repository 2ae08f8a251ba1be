//! What is sent, for the specification: an entry for every event, in the root `webhooks`.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::message::{Message, MessageData};
use super::model::PING;
use crate::events::EventType;

/// What the specification says of messages: `webhooks`, and the components they are made of.
pub fn described() -> Value {
    let schemas: Map<String, Value> = [
        (Message::name(), serde_json::to_value(Message::schema())),
        (MessageData::name(), serde_json::to_value(MessageData::schema())),
    ]
    .into_iter()
    .map(|(name, schema)| (name.into_owned(), schema.unwrap_or_default()))
    .collect();
    let test = (PING, "A test, sent because somebody asked for it (`POST /api/v1/webhooks/{id}/ping`).");
    let all = EventType::ALL.iter().map(|kind| (kind.as_str(), kind.summary().trim()));
    let webhooks: Map<String, Value> =
        all.chain([test]).map(|(name, summary)| (name.to_owned(), entry(name, summary))).collect();
    json!({
        "webhooks": webhooks,
        "components": {
            "schemas": schemas,
            "parameters": {
                "webhook_id": {
                    "name": "webhook-id", "in": "header", "required": true, "schema": { "type": "string", "format": "uuid" },
                    "description": "The same for every try of a message: keep it, and drop what comes twice.",
                },
                "webhook_timestamp": {
                    "name": "webhook-timestamp", "in": "header", "required": true, "schema": { "type": "integer", "minimum": 0 },
                    "description": "When this try was made, in seconds since 1970. Refuse what is older than five minutes.",
                },
                "webhook_signature": {
                    "name": "webhook-signature", "in": "header", "required": true, "schema": { "type": "string", "pattern": "^v1,\\S+( v1,\\S+)*$" },
                    "description": "`v1,` and the base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook (Standard Webhooks). Two, with a space between, while the secret is being replaced: one that fits is enough.",
                },
            },
        },
    })
}

fn entry(name: &str, summary: &str) -> Value {
    json!({ "post": {
        "operationId": format!("on_{}", name.replace('.', "_")),
        "tags": ["webhooks"],
        "summary": name,
        "description": summary,
        "security": [],
        "parameters": [
            { "$ref": "#/components/parameters/webhook_id" },
            { "$ref": "#/components/parameters/webhook_timestamp" },
            { "$ref": "#/components/parameters/webhook_signature" },
        ],
        "requestBody": {
            "required": true,
            "description": "The event, at most 20,000 bytes.",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/WebhookMessage" } } },
        },
        "responses": {
            "2XX": { "description": "It was taken. Nothing else counts as taken, a redirect neither." },
            "410": { "description": "Nothing more is wanted: the webhook is disabled." },
            "default": { "description": "It is sent again: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h after the answer or the end of the wait for it, up to a tenth later, and not before `Retry-After`, of which 24 h count at most." },
        },
    } })
}
