//! Webhooks and deliveries as JSON.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Delivery, DeliveryState, Webhook, WebhookInput};
use crate::clock::Timestamp;
use crate::error::{Error, Faults, FieldCode, FieldError, Result};
use crate::events::EventType;
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::outbound::{Outbound, TargetFault};

/// What a webhook is made of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    /// Where messages are sent by POST: an absolute `http` or `https` address on the public internet, on port 80 or 443
    /// (or one the server allows besides), without user name, password and fragment.
    #[schema(
        format = "uri",
        min_length = 1,
        max_length = 2000,
        pattern = "^https?://[^\\s\\u0000]+$",
        example = "https://www.example.org/hooks/griot"
    )]
    pub url: String,
    /// For people.
    #[schema(required = false, min_length = 1, max_length = 500, example = "Rebuilds the website")]
    pub description: Option<String>,
    /// The events it is told, each once. Null or left out: every event, those of drafts, users and webhooks too.
    #[schema(required = false, min_items = 1, max_items = 100, example = json!(["article.published", "article.unpublished"]))]
    pub types: Option<Vec<EventType>>,
    /// Whether it is told anything. What happens meanwhile is told afterwards.
    #[serde(default = "yes")]
    #[schema(required = false, default = true, example = true)]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A merge patch of a webhook.
pub type UpdateWebhook = Patch<CreateWebhook>;

impl CreateWebhook {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self, outbound: &Outbound) -> Result<WebhookInput> {
        let mut faults = Faults::new();
        if let Err(fault) = outbound.target(&self.url) {
            faults.push(address_fault(fault));
        }
        self.parse_rest(faults)
    }

    /// As [`CreateWebhook::parse`], with an address that is stored and stays. The settings may have changed since; it is
    /// judged each time it is called.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse_at_its_address(self) -> Result<WebhookInput> {
        self.parse_rest(Faults::new())
    }

    fn parse_rest(self, mut faults: Faults) -> Result<WebhookInput> {
        let types = self.types.as_deref().unwrap_or_default();
        for (place, kind) in types.iter().enumerate() {
            if types.iter().take(place).any(|before| before == kind) {
                faults.add(format!("/types/{place}"), FieldCode::Duplicate, "This event is named already.");
            }
        }
        faults.check()?;
        let types = self.types.map(|types| {
            EventType::ALL.iter().filter(|kind| types.contains(kind)).map(|kind| kind.as_str()).collect()
        });
        Ok(WebhookInput { url: self.url, description: self.description, types, active: self.active })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(hook: &Webhook) -> Self {
        CreateWebhook {
            url: hook.url.clone(),
            description: hook.description.clone(),
            types: hook.wanted().map(|wanted| known(&wanted)),
            active: hook.active,
        }
    }
}

/// The fault of an address that is not called.
pub fn address_fault(fault: TargetFault) -> FieldError {
    let code = match fault {
        TargetFault::NoUrl => FieldCode::Format,
        _ => FieldCode::NotAllowed,
    };
    FieldError::pointer("/url", code, fault.to_string())
        .expected("an http or https address on the public internet, without credentials and fragment")
}

fn known(names: &[String]) -> Vec<EventType> {
    EventType::ALL.iter().copied().filter(|kind| names.iter().any(|name| name == kind.as_str())).collect()
}

/// Somebody who is told what happens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookView {
    pub id: Uuid,
    #[schema(format = "uri", example = "https://www.example.org/hooks/griot")]
    pub url: String,
    #[schema(required, example = "Rebuilds the website")]
    pub description: Option<String>,
    /// The events it is told; null for every event.
    #[schema(required, example = json!(["article.published", "article.unpublished"]))]
    pub types: Option<Vec<EventType>>,
    pub active: bool,
    /// `gone`: the receiver answered 410, and is told nothing until somebody changes the webhook. Otherwise null.
    #[schema(required, pattern = "^gone$", example = "gone")]
    pub disabled_reason: Option<String>,
    /// Until when messages carry the signature of the secret before this one too; null when there is none.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub previous_secret_until: Option<Timestamp>,
    /// The number of the last event it was told, or that was not for it.
    #[schema(minimum = 0, example = 4711)]
    pub position: i64,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl From<Webhook> for WebhookView {
    fn from(hook: Webhook) -> Self {
        WebhookView {
            id: hook.id.0,
            types: hook.wanted().map(|wanted| known(&wanted)),
            url: hook.url,
            description: hook.description,
            active: hook.active,
            disabled_reason: hook.disabled_reason,
            previous_secret_until: hook.previous_secret_until,
            position: hook.position,
            created_at: hook.created_at,
            updated_at: hook.updated_at,
        }
    }
}

/// A webhook and its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewWebhook {
    #[serde(flatten)]
    pub webhook: WebhookView,
    /// What the receiver verifies messages with, by Standard Webhooks: `whsec_` and base64. It is shown this once and
    /// never again; null where the reply is a repeated one.
    #[schema(
        required,
        pattern = "^whsec_[A-Za-z0-9+/]+=*$",
        example = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    )]
    pub secret: Option<String>,
}

/// How to change the secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateSecret {
    /// For so many hours messages carry the signatures of both secrets, so that the receiver can be changed meanwhile.
    #[serde(default = "a_day")]
    #[schema(required = false, minimum = 0, maximum = 168, default = 24, example = 24)]
    pub keep_previous_hours: u16,
}

fn a_day() -> u16 {
    24
}

impl RotateSecret {
    pub fn keep_previous_for(&self) -> TimeDelta {
        TimeDelta::hours(self.keep_previous_hours.into())
    }
}

/// From where on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayWebhook {
    /// The number of the last event that is *not* told again: 0 for all there are. The newest one skips what waits.
    #[schema(minimum = 0, maximum = 9007199254740991_i64, example = 4700)]
    pub after: i64,
}

/// A message to a webhook, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    pub id: Uuid,
    /// The `webhook-id` of the message, the same at every try.
    pub event_id: Uuid,
    /// The event's number in the log; null for a ping.
    #[schema(required, minimum = 1, example = 4711)]
    pub seq: Option<i64>,
    #[serde(rename = "type")]
    #[schema(example = "article.published")]
    pub kind: String,
    pub state: DeliveryState,
    /// How often it was tried.
    #[schema(minimum = 0, example = 1)]
    pub attempts: i32,
    #[schema(value_type = String, format = DateTime)]
    pub last_attempt_at: Timestamp,
    /// Null unless it is `pending`.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub next_attempt_at: Option<Timestamp>,
    /// What the receiver answered last; null when it did not answer.
    #[schema(required, minimum = 100, maximum = 999, example = 200)]
    pub response_status: Option<i32>,
    /// Why the last try did not count: `refused`, `redirected`, `gone` (by its status), `address-not-allowed`,
    /// `name-not-resolved`, `connection-failed`, `tls-failed`, `connection-broken`, `timeout`. Null when it did.
    #[schema(required, example = "timeout")]
    pub error: Option<String>,
    /// How long the last try took, in milliseconds.
    #[schema(minimum = 0, example = 84)]
    pub duration_ms: i32,
    /// When it was tried first.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl DeliveryView {
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(sent: Delivery) -> Result<Self> {
        Ok(DeliveryView {
            id: sent.id.0,
            event_id: sent.event_id.0,
            seq: sent.seq,
            kind: sent.type_,
            state: sent.state.parse().map_err(|fault: String| Error::internal(fault))?,
            attempts: sent.attempts,
            last_attempt_at: sent.last_attempt_at,
            next_attempt_at: sent.next_attempt_at,
            response_status: sent.response_status,
            error: sent.error,
            duration_ms: sent.duration_ms,
            created_at: sent.created_at,
        })
    }
}

envelope! {
    /// One webhook.
    WebhookReply { data: WebhookView }
}
envelope! {
    /// A webhook and its secret, this once.
    NewWebhookReply { data: NewWebhook }
}
envelope! {
    /// A page of webhooks.
    WebhookList { data: [WebhookView] }
}
envelope! {
    /// One delivery.
    WebhookDeliveryReply { data: DeliveryView }
}
envelope! {
    /// A page of deliveries.
    WebhookDeliveryList { data: [DeliveryView] }
}

impl Versioned for Webhook {
    type Reply = WebhookReply;

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn reply(self) -> Result<WebhookReply> {
        Ok(WebhookReply { data: self.into() })
    }
}
