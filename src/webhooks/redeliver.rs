//! The work: sending messages of the past again, because somebody asked for it. One after the other, what is due
//! first at first, beside what the webhook is told in order.

use std::time::Instant;

use super::deliver::is_over;
use super::message::Message;
use super::model::{Delivery, Entry, Refusal, Webhook, WebhookId};
use super::queries::{self, deliveries, log};
use super::send::{self, Receiver};
use super::verdict::{disable, judged};
use crate::app::AppState;
use crate::auth::Sealed;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, retry_lost_reference};
use crate::error::Result;
use crate::jobs::{Job, Lease, Outcome, queue};

/// What is to be sent again first.
struct Next {
    hook: Webhook,
    secrets: (Sealed, Option<Sealed>),
    sent: Delivery,
    due: Timestamp,
    /// None when it was pruned.
    entry: Option<Entry>,
}

/// The job of kind `redelivery`.
///
/// # Errors
/// When the database cannot; the job is tried again.
pub async fn redeliver(state: &AppState, job: &Job, lease: Lease) -> Result<Outcome> {
    let Ok(id) = job.key.parse().map(WebhookId) else { return Ok(Outcome::Done) };
    let begun = Instant::now();
    loop {
        let clock = state.clock.clone();
        let Some(next) = state.db.read_uncounted(move |conn| next(conn, id, clock.now())).await? else {
            return Ok(Outcome::Done);
        };
        let now = state.clock.now();
        if next.due > now {
            return Ok(Outcome::Waits { until: next.due, error: next.sent.error });
        }
        if is_over(state, begun) {
            return Ok(Outcome::at(now));
        }
        if again(state, lease, &next).await? && disable(state, &next.hook).await? {
            return Ok(Outcome::Done);
        }
    }
}

fn next(conn: &mut Conn, id: WebhookId, now: Timestamp) -> Result<Option<Next>> {
    let Some(hook) = queries::find(conn, id)?.filter(|hook| hook.active) else { return Ok(None) };
    let Some(sent) = deliveries::next_again(conn, id, hook.position)? else { return Ok(None) };
    let entry = sent.seq.map(|seq| log::find(conn, seq)).transpose()?.flatten();
    let secrets = queries::secrets(conn, id, now)?;
    let due = sent.next_attempt_at.unwrap_or(now);
    Ok(Some(Next { hook, secrets, sent, due, entry }))
}

/// Sends one, and writes down what came of it. True when the receiver wants nothing more, ever.
async fn again(state: &AppState, lease: Lease, next: &Next) -> Result<bool> {
    let (webhook, seq) = (next.hook.id, next.sent.seq.unwrap_or_default());
    let Some(entry) = &next.entry else {
        let work = move |tx: &mut Tx<'_>| {
            deliveries::skip(tx, webhook, seq - 1, seq)?;
            queue::hold(tx, lease)
        };
        state.db.write(work).await?;
        return Ok(false);
    };
    let receiver = Receiver::open(&state.auth.seal, &next.hook, &next.secrets)?;
    let message = Message::about(entry)?;
    let tried = send::send(&state.outbound, &state.clock, &receiver, entry.id.0, message).await?;
    let record = judged(state, webhook, entry, next.sent.attempts.saturating_add(1), tried);
    let gone = record.tried.result.as_ref().is_err_and(Refusal::is_gone);
    let (ids, version) = (state.ids.clone(), next.hook.version);
    let work = move |tx: &mut Tx<'_>| {
        let (now, mut record) = (tx.now(), record.clone());
        match queries::hold(tx, webhook)? {
            // Switched off meanwhile: there is no next try.
            Some(hook) if !hook.active => record.give_up(),
            // Who is gone is not who is to be told now.
            Some(hook) if gone && hook.version != version => record.try_at(now),
            _ => {}
        }
        deliveries::record(tx, || ids.next(), &[record], now).map_err(retry_lost_reference)?;
        queue::hold(tx, lease)
    };
    state.db.write(work).await?;
    Ok(gone)
}
