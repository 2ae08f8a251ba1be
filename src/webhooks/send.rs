//! One try to send one message.

use chrono::DateTime;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use tracing::{Instrument, field};
use uuid::Uuid;

use super::message::Message;
use super::model::{Refusal, Try, Webhook};
use super::secret::SigningSecret;
use crate::auth::{Seal, Sealed};
use crate::clock::{Clock, Timestamp};
use crate::error::{Error, Result};
use crate::outbound::{Answer, Fault, Outbound};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const SECOND: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Where messages go and by what they are known.
pub(super) struct Receiver {
    pub url: String,
    /// The one that signs first; while they are being replaced, both do.
    pub secrets: Vec<SigningSecret>,
}

impl Receiver {
    /// # Errors
    /// When the secret that signs cannot be read. An older one that cannot signs nothing any more.
    pub fn open(seal: &Seal, hook: &Webhook, secrets: &(Sealed, Option<Sealed>)) -> Result<Self> {
        let (current, previous) = secrets;
        let open = |sealed: &Sealed| seal.open(hook.id.0.as_bytes(), sealed).map(SigningSecret::from_bytes);
        let mut secrets = vec![open(current)?];
        match previous.as_ref().map(open) {
            Some(Ok(previous)) => secrets.push(previous),
            Some(Err(fault)) => {
                tracing::warn!(%fault, webhook = %hook.id, "the secret before this one signs nothing")
            }
            None => {}
        }
        Ok(Receiver { url: hook.url.clone(), secrets })
    }
}

/// Sends it. What comes of that is never an error: only a message that cannot be made is.
pub(super) async fn send(
    outbound: &Outbound,
    clock: &Clock,
    receiver: &Receiver,
    id: Uuid,
    message: Message,
) -> Result<Try> {
    let (at, body) = (clock.now(), message.to_bytes()?);
    let headers = headers(receiver, id, at, &body)?;
    let begun = std::time::Instant::now();
    // Not where to: addresses of receivers hold secrets.
    let span =
        tracing::debug_span!("webhook.delivery", otel.kind = "client", message = %id, status = field::Empty);
    let answer = outbound.post(&receiver.url, headers, body).instrument(span.clone()).await;
    if let Ok(Answer { status, .. }) = &answer {
        span.record("status", status);
    }
    let duration_ms = i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX);
    Ok(Try { at, result: judge(answer, clock.now()), duration_ms })
}

fn headers(receiver: &Receiver, id: Uuid, at: Timestamp, body: &[u8]) -> Result<HeaderMap> {
    let second = at.unix_seconds();
    let signatures = receiver.secrets.iter().map(|secret| secret.sign(id, second, body));
    let signatures = signatures.collect::<Result<Vec<_>>>()?.join(" ");
    let value = |text: &str| HeaderValue::from_str(text).map_err(Error::internal);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ID, value(&id.to_string())?);
    headers.insert(SECOND, HeaderValue::from(second));
    headers.insert(SIGNATURE, value(&signatures)?);
    Ok(headers)
}

/// Only a 2xx means that it was taken. A redirect is not followed: whoever moves says so here.
fn judge(answer: Result<Answer, Fault>, now: Timestamp) -> Result<u16, Refusal> {
    match answer {
        Ok(Answer { status, .. }) if (200..300).contains(&status) => Ok(status),
        Ok(Answer { status, retry_after, .. }) => Err(Refusal {
            status: Some(status),
            error: match status {
                300..400 => "redirected",
                410 => "gone",
                _ => "refused",
            },
            retry_at: retry_after.and_then(|asked| instant(&asked, now)),
        }),
        Err(fault) => Err(Refusal { status: None, error: fault.code(), retry_at: None }),
    }
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds from now, or a date.
fn instant(asked: &str, now: Timestamp) -> Option<Timestamp> {
    let asked = asked.trim();
    if let Ok(seconds) = asked.parse::<u32>() {
        return Some(now.plus(chrono::TimeDelta::seconds(seconds.into())));
    }
    let date = DateTime::parse_from_rfc2822(asked).ok()?;
    Some(Timestamp::new(date.with_timezone(&chrono::Utc)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&str>) -> Result<u16, Refusal> {
        let answer = Answer { status, retry_after: retry_after.map(ToOwned::to_owned) };
        judge(Ok(answer), "2026-03-07T09:30:00Z".parse().unwrap())
    }

    #[test]
    fn only_2xx_counts() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(answer(status, None), Ok(status));
        }
        for (status, error) in [
            (100, "refused"),
            (301, "redirected"),
            (308, "redirected"),
            (404, "refused"),
            (410, "gone"),
            (500, "refused"),
        ] {
            let refusal = answer(status, None).unwrap_err();
            assert_eq!(
                (refusal.error, refusal.status, refusal.is_gone()),
                (error, Some(status), status == 410)
            );
        }
        assert_eq!(judge(Err(Fault::Timeout), Timestamp::FOREVER).unwrap_err().error, "timeout");
    }

    #[test]
    fn both_forms_of_retry_after() {
        let at = |text: &str| answer(429, Some(text)).unwrap_err().retry_at.map(|at| at.to_string());
        assert_eq!(at("120").as_deref(), Some("2026-03-07T09:32:00Z"));
        assert_eq!(at("Sat, 07 Mar 2026 10:00:00 GMT").as_deref(), Some("2026-03-07T10:00:00Z"));
        for text in ["", "soon", "-1", "1.5", "99999999999999"] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
