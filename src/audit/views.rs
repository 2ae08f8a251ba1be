//! Entries as JSON.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::model::AuditOutcome;
use crate::clock::Timestamp;
use crate::db::AuditRow;
use crate::error::{Error, Result};
use crate::http::reply::envelope;

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    pub id: Uuid,
    /// What they were called at the time.
    #[schema(example = "Awa Diop")]
    pub name: String,
}

/// What it was done to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTarget {
    /// As in the content log (`article`, `user`), or `session`, `note` or `preview_link`; null where only the id is known.
    #[serde(rename = "type")]
    #[schema(required, example = "article")]
    pub kind: Option<String>,
    pub id: Uuid,
}

/// One thing that was done, tried or refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its number: they begin with 1 and none is missing.
    #[schema(minimum = 1, example = 4711)]
    pub seq: i64,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Null when nobody was signed in, and for the command line.
    #[schema(required)]
    pub actor: Option<AuditActor>,
    /// The operation of this specification (`articles_publish`), or `cli.` and a command.
    #[schema(example = "articles_publish")]
    pub action: String,
    /// Null when it was done to nothing in particular.
    #[schema(required)]
    pub target: Option<AuditTarget>,
    /// The address of the client, or `cli`.
    #[schema(required, example = "192.0.2.7")]
    pub from: Option<String>,
    /// The id of the request, as in `X-Request-Id` and in the server's log.
    #[schema(required, example = "0198c0de-0000-7000-8000-000000000001")]
    pub request_id: Option<String>,
    pub outcome: AuditOutcome,
    /// More about it, such as `events`, the entries of the content log that were written with it, or the `permission`
    /// that was lacking. Members may be added.
    #[schema(value_type = Object, example = json!({ "events": [{ "seq": 812, "type": "article.published" }] }))]
    pub detail: Map<String, Value>,
    /// The hash of the entry before it; 64 zeros for the first.
    #[schema(
        pattern = "^[0-9a-f]{64}$",
        example = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    )]
    pub previous_hash: String,
    /// SHA-256 of this entry, as the operator's manual describes it.
    #[schema(
        pattern = "^[0-9a-f]{64}$",
        example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    )]
    pub hash: String,
}

impl AuditEntry {
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(row: AuditRow) -> Result<Self> {
        let id = |text: String| text.parse::<Uuid>().map_err(Error::internal);
        let actor = row.actor.map(id).transpose()?;
        let target = row.target_id.map(id).transpose()?;
        Ok(AuditEntry {
            seq: row.seq,
            at: row.at.parse().map_err(Error::internal)?,
            actor: actor.map(|id| AuditActor { id, name: row.actor_name.unwrap_or_default() }),
            action: row.action,
            target: target.map(|id| AuditTarget { kind: row.target_type, id }),
            from: row.from_address,
            request_id: row.request_id,
            outcome: row.outcome.parse().map_err(|fault: String| Error::internal(fault))?,
            detail: serde_json::from_str(&row.detail).map_err(Error::internal)?,
            previous_hash: row.previous_hash,
            hash: row.hash,
        })
    }
}

envelope! {
    /// A page of the audit log.
    AuditList { data: [AuditEntry] }
}

/// The name of an operation, a command or a kind of thing.
#[derive(Clone, Debug)]
pub struct AuditWord(pub String);

impl std::str::FromStr for AuditWord {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte == b'.';
        let is_word = (1..=60).contains(&text.len()) && text.bytes().all(fits);
        is_word
            .then(|| AuditWord(text.to_owned()))
            .ok_or("Expected up to 60 of the letters a to z, `_` and `.`.")
    }
}

impl<'de> Deserialize<'de> for AuditWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for AuditWord {
    fn schema() -> RefOr<Schema> {
        let word = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(60));
        RefOr::T(Schema::Object(word.pattern(Some("^[a-z_.]+$")).build()))
    }
}

impl ToSchema for AuditWord {}
