//! What is made of a receiver's answer.

use super::model::{DeliveryState, Entry, Record, Try, Webhook, WebhookId};
use super::queries;
use super::service::stop;
use crate::app::AppState;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{Event, EventType};
use crate::jobs::next_try;

/// Why somebody is not told any more, as it is stored.
const GONE: &str = "gone";

/// What is written down after a try, and when the next is: counted from now, when the answer has come.
pub(super) fn judged(
    state: &AppState,
    webhook: WebhookId,
    entry: &Entry,
    attempts: i32,
    tried: Try,
) -> Record {
    let luck = state.ids.secret().map_or(0, |[first, ..]| first);
    let next_attempt_at = match &tried.result {
        Err(refusal) if !refusal.is_gone() => next_try(attempts, state.clock.now(), refusal.retry_at, luck),
        _ => None,
    };
    let outcome = match (&tried.result, next_attempt_at) {
        (Ok(_), _) => DeliveryState::Delivered,
        (Err(_), Some(_)) => DeliveryState::Pending,
        (Err(_), None) => DeliveryState::Dead,
    };
    if outcome == DeliveryState::Dead {
        tracing::warn!(webhook = %webhook, event = %entry.id, attempts, "a message could not be delivered and is a dead letter");
    }
    Record {
        webhook,
        seq: Some(entry.seq),
        event: entry.id.0,
        type_: entry.type_.clone(),
        state: outcome,
        attempts,
        tried,
        next_attempt_at,
    }
}

/// The receiver said that it wants nothing more, ever. False when somebody has changed the webhook since: then that was
/// said for another address, or for one that is to be tried once more.
pub(super) async fn disable(state: &AppState, told: &Webhook) -> Result<bool> {
    let (id, told) = (told.id, told.clone());
    let work = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        if !queries::disable(tx, &told, GONE, now)? {
            return Ok(false);
        }
        if let Some(hook) = queries::find(tx, id)? {
            stop(tx, &hook)?;
        }
        Event::new(EventType::WebhookUpdated, id.0, None).with("disabled_reason", GONE).emit(tx);
        Ok(true)
    };
    let disabled = state.db.write(work).await?;
    if disabled {
        tracing::warn!(webhook = %id, "its receiver wants nothing more (410): a webhook is disabled");
    }
    Ok(disabled)
}
