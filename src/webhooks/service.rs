//! The verbs: permission is in the handler's signature, the rules are here.

use chrono::TimeDelta;
use uuid::Uuid;

use super::model::{
    Delivery, DeliveryFilter, DeliveryId, DeliveryState, PING, Record, Try, Webhook, WebhookId, WebhookInput,
};
use super::queries::{self, deliveries};
use super::secret::SigningSecret;
use crate::auth::{Seal, UserId};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, Db, Deed, Tx, hold_log, log_ends, retry_lost_reference};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType, retention};
use crate::ids::Ids;
use crate::jobs::{JobKind, queue};

/// What makes and keeps secrets.
#[derive(Clone)]
pub struct Secrets {
    pub seal: Seal,
    pub ids: Ids,
}

impl Secrets {
    fn new_for(&self, id: WebhookId) -> Result<(SigningSecret, crate::auth::Sealed)> {
        let secret = SigningSecret::new(&self.ids)?;
        let sealed = self.seal.close(&self.ids, id.0.as_bytes(), secret.bytes())?;
        Ok((secret, sealed))
    }
}

/// What to do when entries are gone that a webhook was to be told.
const GO_ON: &str = "Have the webhook go on after one that is left, with `POST /api/v1/webhooks/{id}/replay`, and the \
                     receiver read the lists again.";

/// A page of webhooks and, if asked for, how many there are.
pub(super) fn list(
    conn: &mut Conn,
    active: Option<bool>,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<Webhook>, Option<i64>)> {
    let rows = queries::list(conn, active, page)?;
    let paged = Paged::new(rows, page, |hook| Position { key: hook.created_at.write(), id: hook.id.0 });
    let total = if count { Some(queries::count(conn, active)?) } else { None };
    Ok((paged, total))
}

/// # Errors
/// 404 when there is no such webhook.
pub(super) fn find(conn: &mut Conn, id: WebhookId) -> Result<Webhook> {
    queries::find(conn, id)?.ok_or_else(|| Error::not_found("webhook"))
}

/// It is told what happens from now on.
///
/// # Errors
/// When the database cannot.
pub(super) fn create(
    tx: &mut Tx<'_>,
    by: UserId,
    input: &WebhookInput,
    secrets: &Secrets,
) -> Result<(WebhookId, SigningSecret)> {
    let (id, now) = (WebhookId(tx.next_id()), tx.now());
    let (secret, sealed) = secrets.new_for(id)?;
    let position = log_ends(tx)?.seq;
    queries::insert(tx, id, input, &sealed, position, now)?;
    Event::new(EventType::WebhookCreated, id.0, Some(by)).emit(tx);
    Ok((id, secret))
}

/// # Errors
/// When somebody saved in between; 410 when it is switched on and what it was to be told next was pruned.
pub(super) fn update(tx: &mut Tx<'_>, by: UserId, current: &Webhook, input: &WebhookInput) -> Result<()> {
    let now = tx.now();
    if !queries::update(tx, current, input, now)? {
        return Err(lost());
    }
    if !input.active {
        stop(tx, current)?;
    }
    // Whatever it waited for: the address may be another, or the receiver mended. Of what is not active nothing is done.
    queue::enqueue(tx, JobKind::Webhook, &current.id.to_string())?;
    // Last: everybody else's write waits for it.
    if input.active && !current.active {
        retention::check(hold_log(tx)?.pruned_seq, current.position, GO_ON)?;
    }
    Event::new(EventType::WebhookUpdated, current.id.0, Some(by)).emit(tx);
    Ok(())
}

/// # Errors
/// When somebody saved in between.
pub(super) fn delete(tx: &mut Tx<'_>, by: UserId, current: &Webhook) -> Result<()> {
    if !queries::delete(tx, current)? {
        return Err(lost());
    }
    for kind in [JobKind::Webhook, JobKind::Redelivery] {
        queue::cancel(tx, kind, &current.id.to_string())?;
    }
    Event::new(EventType::WebhookDeleted, current.id.0, Some(by)).emit(tx);
    Ok(())
}

/// Another secret; what is sent carries the signatures of both until the old one has had its time.
///
/// # Errors
/// When somebody saved in between.
pub(super) fn rotate(
    tx: &mut Tx<'_>,
    by: UserId,
    current: &Webhook,
    keep_previous_for: TimeDelta,
    secrets: &Secrets,
) -> Result<SigningSecret> {
    let now = tx.now();
    let (secret, sealed) = secrets.new_for(current.id)?;
    if !queries::rotate(tx, current, &sealed, now.plus(keep_previous_for), now)? {
        return Err(lost());
    }
    if current.active {
        // The one before may be lost with its key, and nothing have been sent since.
        queue::enqueue(tx, JobKind::Webhook, &current.id.to_string())?;
    }
    Event::new(EventType::WebhookUpdated, current.id.0, Some(by)).emit(tx);
    Ok(secret)
}

/// It goes on behind an entry of the log: what it was told since is told again, or what it would be told is not.
///
/// # Errors
/// 422 for an entry to come, 410 for one that was pruned.
pub(super) fn replay(tx: &mut Tx<'_>, current: &Webhook, after: i64) -> Result<()> {
    queries::set_position(tx, current.id, after)?;
    // What is being tried and passed by is not tried any more.
    deliveries::skip(tx, current.id, current.position, after)?;
    if current.active {
        queue::enqueue(tx, JobKind::Webhook, &current.id.to_string())?;
    }
    // Last: everybody else's write waits for it.
    let ends = hold_log(tx)?;
    if after > ends.seq {
        let fault = FieldError::pointer("/after", FieldCode::OutOfRange, "The log has no such entry yet.");
        return Err(Error::invalid(vec![fault.expected(format!("at most {}", ends.seq))]));
    }
    retention::check(ends.pruned_seq, after, GO_ON)?;
    tx.audit(Deed::done("webhook", current.id.0).with("replayed_after", after));
    Ok(())
}

/// A page of what was sent to a webhook.
///
/// # Errors
/// 404 when there is no such webhook.
pub(super) fn list_deliveries(
    conn: &mut Conn,
    id: WebhookId,
    filter: &DeliveryFilter,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<Delivery>, Option<i64>)> {
    find(conn, id)?;
    let rows = deliveries::list(conn, id, filter, page)?;
    let paged = Paged::new(rows, page, |sent| Position { key: sent.created_at.write(), id: sent.id.0 });
    let total = if count { Some(deliveries::count(conn, id, filter)?) } else { None };
    Ok((paged, total))
}

/// # Errors
/// 404 when there is no such delivery to this webhook.
pub(super) fn find_delivery(conn: &mut Conn, webhook: WebhookId, id: DeliveryId) -> Result<Delivery> {
    deliveries::find(conn, webhook, id)?.ok_or_else(|| Error::not_found("delivery"))
}

/// Sends a message again, beside the others and from the first try on. The one a webhook is at is tried at once.
///
/// # Errors
/// 404 when there is no such delivery; 409 for a ping, which is made anew, and while the webhook is not active; 410
/// when the log no longer has the entry.
pub(super) fn redeliver(tx: &mut Tx<'_>, webhook: WebhookId, id: DeliveryId) -> Result<Delivery> {
    // Held first: what is read of its messages then is not being changed by who tells it, or switches it off.
    let hook = queries::hold(tx, webhook)?.ok_or_else(|| Error::not_found("webhook"))?;
    let (sent, now) = (find_delivery(tx, webhook, id)?, tx.now());
    if sent.type_ == PING {
        return Err(Error::new(ErrorKind::NotDeliverable, "A ping is not sent again: ping anew."));
    }
    if !hook.active {
        return Err(Error::new(ErrorKind::NotDeliverable, "The webhook is not active: activate it first."));
    }
    if let Some(seq) = sent.seq {
        // Entries are read on after the one before.
        let pruned = log_ends(tx)?.pruned_seq;
        retention::check(
            pruned,
            seq - 1,
            "This message cannot be sent again; the receiver has to read the lists.",
        )?;
    }
    let is_in_turn = sent.state == DeliveryState::Pending.as_str() && sent.seq > Some(hook.position);
    deliveries::revive(tx, id, now)?;
    if is_in_turn {
        queue::enqueue(tx, JobKind::Webhook, &webhook.to_string())?;
    } else {
        queue::enqueue(tx, JobKind::Redelivery, &webhook.to_string())?;
    }
    tx.audit(Deed::done("webhook", webhook.0).with("redelivered", id.to_string()));
    find_delivery(tx, webhook, id)
}

/// Writes down what came of a ping. One that arrived has the queue try at once.
pub(super) fn pinged(tx: &mut Tx<'_>, webhook: &Webhook, message: Uuid, tried: Try) -> Result<Delivery> {
    let (arrived, now) = (tried.result.is_ok(), tx.now());
    let record = Record {
        webhook: webhook.id,
        seq: None,
        event: message,
        type_: PING.to_owned(),
        state: if arrived { DeliveryState::Delivered } else { DeliveryState::Dead },
        attempts: 1,
        tried,
        next_attempt_at: None,
    };
    let id = tx.next_id();
    // It may have been deleted while the message was on its way.
    let webhook = find(tx, webhook.id)?;
    deliveries::record(tx, || id, &[record], now).map_err(retry_lost_reference)?;
    if arrived && webhook.active {
        queue::enqueue(tx, JobKind::Webhook, &webhook.id.to_string())?;
    }
    tx.audit(Deed::done("webhook", webhook.id.0).with("pinged", true));
    find_delivery(tx, webhook.id, DeliveryId(id))
}

/// The oldest entry of the log that an active webhook has not been told yet; none when nobody waits.
///
/// # Errors
/// When the database cannot answer.
pub fn needed_from(conn: &mut Conn) -> Result<Option<i64>> {
    Ok(queries::positions(conn)?.into_iter().map(|(_, position)| position + 1).min())
}

/// Of so many rows at a time.
const AT_ONCE: i64 = 500;

/// What was delivered or passed by before an instant, and pings: some of it, as long as there is any.
///
/// # Errors
/// When the database cannot answer.
pub fn forgettable(conn: &mut Conn, before: Timestamp) -> Result<Vec<DeliveryId>> {
    Ok(deliveries::settled(conn, before, AT_ONCE)?)
}

/// Takes all of it away; tells how many that were.
///
/// # Errors
/// When the database cannot; what is gone is gone.
pub async fn forget_delivered(db: &Db, before: Timestamp) -> Result<usize> {
    let mut gone = 0;
    loop {
        // Looked for beside the writes of others, and judged again among them: it may be sent again by now.
        let old = db.read(move |conn| forgettable(conn, before)).await?;
        if old.is_empty() {
            return Ok(gone);
        }
        gone += db.write(move |tx| Ok(deliveries::forget(tx, before, &old)?)).await?;
    }
}

/// It is told nothing more for now: what is being sent again is not.
///
/// # Errors
/// When the database cannot.
pub(super) fn stop(tx: &mut Tx<'_>, hook: &Webhook) -> Result<()> {
    Ok(deliveries::skip(tx, hook.id, 0, hook.position)?)
}

fn lost() -> Error {
    Error::new(ErrorKind::Retry, "")
}
