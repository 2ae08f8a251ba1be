//! The work: telling a webhook what it has not been told yet, in order, until it has been told everything or refuses.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::message::Message;
use super::model::{DeliveryId, DeliveryState, Entry, Record, Refusal, Try, Webhook, WebhookId};
use super::queries::{self, deliveries, log};
use super::secret::SigningSecret;
use super::send::{self, Receiver};
use crate::app::AppState;
use crate::auth::Sealed;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::{Event, EventType};
use crate::jobs::{Job, Lease, Outcome, next_try, queue};

/// Entries of the log in memory at a time.
const PAGE: i64 = 100;

/// Entries of the log looked at for one page: of what somebody wants there may be nothing among many.
const SPAN: i64 = 5_000;

/// What was sent is written down this often: one commit for many messages. Should the process die in between, these
/// are sent again.
const WRITE_EVERY: Duration = Duration::from_millis(250);

/// Why somebody is not told any more, as it is stored.
const GONE: &str = "gone";

/// What there is to tell.
struct Page {
    hook: Webhook,
    secrets: (Sealed, Option<Sealed>),
    entries: Vec<Entry>,
    /// Failed tries of the first.
    attempts: i32,
    /// Up to where the log was looked at: its end, or [`SPAN`].
    until: i64,
}

/// How it went with one message.
enum Step {
    Next,
    Ends(Outcome),
}

/// The job of kind `webhook`.
///
/// # Errors
/// When the database cannot; the job is tried again.
pub async fn deliver(state: &AppState, job: &Job, lease: Lease) -> Result<Outcome> {
    let Ok(id) = job.key.parse().map(WebhookId) else { return Ok(Outcome::Done) };
    loop {
        let clock = state.clock.clone();
        let Some(page) = state.db.read_uncounted(move |conn| page(conn, id, clock.now())).await? else {
            return Ok(Outcome::Done);
        };
        let is_last = page.entries.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        let end =
            if is_last { page.until } else { page.entries.last().map_or(page.until, |entry| entry.seq) };
        if page.entries.is_empty() && page.hook.position == end {
            return Ok(Outcome::Done);
        }
        let mut teller = Teller::new(state, lease, &page)?;
        for (place, entry) in page.entries.iter().enumerate() {
            if state.jobs.is_stopping() {
                teller.write_down(teller.reached).await?;
                return Ok(Outcome::at(state.clock.now()));
            }
            let before = if place == 0 { page.attempts } else { 0 };
            if let Step::Ends(outcome) = teller.tell(entry, before).await? {
                return Ok(outcome);
            }
        }
        if !teller.write_down(end).await? {
            return Ok(Outcome::at(state.clock.now()));
        }
    }
}

/// None when there is nobody to tell.
fn page(conn: &mut Conn, id: WebhookId, now: Timestamp) -> Result<Option<Page>> {
    let Some(hook) = queries::find(conn, id)?.filter(|hook| hook.active) else { return Ok(None) };
    let until = log::newest(conn)?.min(hook.position.saturating_add(SPAN));
    let entries = log::following(conn, hook.position, until, hook.wanted().as_deref(), PAGE)?;
    let attempts = match entries.first() {
        Some(first) => deliveries::attempts(conn, id, first.id.0)?.unwrap_or(0),
        None => 0,
    };
    let secrets = queries::secrets(conn, id, now)?;
    Ok(Some(Page { hook, secrets, entries, attempts, until }))
}

/// Tells one webhook one page, and remembers what is not written down yet.
struct Teller<'a> {
    state: &'a AppState,
    lease: Lease,
    hook: &'a Webhook,
    receiver: Receiver,
    /// As the database has it.
    position: i64,
    /// The last message that was dealt with.
    reached: i64,
    unwritten: Vec<Record>,
    written_at: Instant,
}

impl<'a> Teller<'a> {
    fn new(state: &'a AppState, lease: Lease, page: &'a Page) -> Result<Self> {
        let position = page.hook.position;
        Ok(Teller {
            state,
            lease,
            hook: &page.hook,
            receiver: receiver(state, &page.hook, &page.secrets)?,
            position,
            reached: position,
            unwritten: Vec::new(),
            written_at: Instant::now(),
        })
    }

    async fn tell(&mut self, entry: &Entry, before: i32) -> Result<Step> {
        let (state, attempts) = (self.state, before.saturating_add(1));
        let message = Message::about(entry)?;
        let tried = send::send(&state.outbound, &state.clock, &self.receiver, entry.id.0, message).await?;
        let record = judged(state, self.hook.id, entry, attempts, tried);
        let (dealt_with, waits) = (record.state != DeliveryState::Pending, record.next_attempt_at);
        let refusal = record.tried.result.clone().err();
        self.unwritten.push(record);
        if refusal.as_ref().is_some_and(Refusal::is_gone) {
            // Not dealt with: should they be told things again one day, they are told this first.
            self.write_down(self.reached).await?;
            disable(state, self.hook.id).await?;
            return Ok(Step::Ends(Outcome::Done));
        }
        if dealt_with {
            self.reached = entry.seq;
        }
        if let (Some(until), Some(refusal)) = (waits, refusal) {
            let kept = self.write_down(self.reached).await?;
            // Put elsewhere meanwhile: there it goes on at once.
            let until = if kept { until } else { state.clock.now() };
            return Ok(Step::Ends(Outcome::Waits { until, attempts, error: Some(refusal.error.to_owned()) }));
        }
        let late = self.written_at.elapsed() >= WRITE_EVERY;
        if late && !self.write_down(self.reached).await? {
            return Ok(Step::Ends(Outcome::at(state.clock.now())));
        }
        Ok(Step::Next)
    }

    /// Writes down what was sent, and how far that leads. False when somebody has put the webhook elsewhere.
    async fn write_down(&mut self, reached: i64) -> Result<bool> {
        let (records, lease, id) = (std::mem::take(&mut self.unwritten), self.lease, self.hook.id);
        let (from, ids) = (self.position, self.state.ids.clone());
        let work = move |tx: &mut Tx<'_>| {
            if !queue::is_held(tx, lease)? {
                return Err(Error::unavailable("another node took the webhook over"));
            }
            let now = tx.now();
            deliveries::record(tx, || ids.next(), &records, now)?;
            Ok(queries::advance(tx, id, from, reached)?)
        };
        let kept = self.state.db.write(work).await?;
        (self.position, self.written_at) = (reached, Instant::now());
        Ok(kept)
    }
}

fn receiver(state: &AppState, hook: &Webhook, secrets: &(Sealed, Option<Sealed>)) -> Result<Receiver> {
    let (current, previous) = secrets;
    let open =
        |sealed: &Sealed| state.auth.seal.open(hook.id.0.as_bytes(), sealed).map(SigningSecret::from_bytes);
    let secrets = std::iter::once(current).chain(previous).map(open).collect::<Result<_>>()?;
    Ok(Receiver { url: hook.url.clone(), secrets })
}

/// What is written down after a try, and when the next is.
fn judged(state: &AppState, webhook: WebhookId, entry: &Entry, attempts: i32, tried: Try) -> Record {
    let luck = state.ids.secret().map_or(0, |[first, ..]| first);
    let next_attempt_at = match &tried.result {
        Err(refusal) if !refusal.is_gone() => next_try(attempts, tried.at, refusal.retry_at, luck),
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

/// The receiver said that it wants nothing more, ever.
async fn disable(state: &AppState, id: WebhookId) -> Result<()> {
    state
        .db
        .write(move |tx| {
            let now = tx.now();
            let Some(hook) = queries::find(tx, id)?.filter(|hook| hook.active) else { return Ok(()) };
            if queries::disable(tx, &hook, GONE, now)? {
                Event::new(EventType::WebhookUpdated, id.0, None).with("disabled_reason", GONE).emit(tx);
            }
            Ok(())
        })
        .await
}

/// The job of kind `redelivery`: one message of the past, outside the order of the others.
///
/// # Errors
/// As [`deliver`].
pub async fn redeliver(state: &AppState, job: &Job) -> Result<Outcome> {
    let Ok(id) = job.key.parse().map(DeliveryId) else { return Ok(Outcome::Done) };
    let clock = state.clock.clone();
    let read = move |conn: &mut Conn| {
        let Some(sent) = deliveries::find_any(conn, id)? else { return Ok(None) };
        let hook = queries::find(conn, sent.webhook_id)?.filter(|hook| hook.active);
        let entry = sent.seq.map(|seq| log::find(conn, seq)).transpose()?.flatten();
        let Some((hook, entry)) = hook.zip(entry) else { return Ok(None) };
        let secrets = queries::secrets(conn, hook.id, clock.now())?;
        Ok(Some((sent, hook, secrets, entry)))
    };
    // Whoever deleted or disabled the webhook, or pruned the log, meant that too.
    let Some((sent, hook, secrets, entry)) = state.db.read_uncounted(read).await? else {
        return Ok(Outcome::Done);
    };
    let receiver = receiver(state, &hook, &secrets)?;
    let message = Message::about(&entry)?;
    let tried = send::send(&state.outbound, &state.clock, &receiver, entry.id.0, message).await?;
    let attempts = sent.attempts.saturating_add(1);
    let record = judged(state, hook.id, &entry, attempts, tried);
    let outcome = match (record.next_attempt_at, &record.tried.result) {
        (Some(until), Err(refusal)) => {
            Outcome::Waits { until, attempts, error: Some(refusal.error.to_owned()) }
        }
        _ => Outcome::Done,
    };
    let gone = record.tried.result.as_ref().is_err_and(Refusal::is_gone);
    let (ids, id) = (state.ids.clone(), hook.id);
    let work = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        Ok(deliveries::record(tx, || ids.next(), std::slice::from_ref(&record), now)?)
    };
    state.db.write(work).await?;
    if gone {
        disable(state, id).await?;
    }
    Ok(outcome)
}

/// Sends a test message at once and once; tells its id and what came of it.
///
/// # Errors
/// When the secret of the webhook cannot be read.
pub(super) async fn ping(state: &AppState, id: WebhookId) -> Result<Option<(Webhook, Uuid, Try)>> {
    let clock = state.clock.clone();
    let read = move |conn: &mut Conn| {
        let Some(hook) = queries::find(conn, id)? else { return Ok(None) };
        let secrets = queries::secrets(conn, id, clock.now())?;
        Ok(Some((hook, secrets)))
    };
    let Some((hook, secrets)) = state.db.read(read).await? else { return Ok(None) };
    let (receiver, message) = (receiver(state, &hook, &secrets)?, state.ids.next());
    let body = Message::ping(id, state.clock.now());
    let tried = send::send(&state.outbound, &state.clock, &receiver, message, body).await?;
    Ok(Some((hook, message, tried)))
}
