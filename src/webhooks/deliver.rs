//! The work: telling a webhook what it has not been told yet, in order, until it has been told everything or refuses.

use std::time::{Duration, Instant};

use super::message::Message;
use super::model::{DeliveryState, Entry, Record, Refusal, Webhook, WebhookId};
use super::queries::{self, Advanced, deliveries, log};
use super::send::{self, Receiver};
use super::verdict::{disable, judged};
use crate::app::AppState;
use crate::auth::Sealed;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, log_ends, retry_lost_reference};
use crate::error::Result;
use crate::jobs::{Job, Lease, Outcome, queue};

/// Entries of the log in memory at a time.
const PAGE: i64 = 100;

/// Entries of the log looked at for one page: of what somebody wants there may be nothing among many.
const SPAN: i64 = 5_000;

/// What was sent is written down this often: one commit for many messages. Should the process die in between, these
/// are sent again.
const WRITE_EVERY: Duration = Duration::from_millis(250);

/// How long one webhook is told things before others have their turn, however much there is to tell.
const TURN: Duration = Duration::from_secs(10);

/// Whether others have their turn, or the process comes to its end.
pub(super) fn is_over(state: &AppState, begun: Instant) -> bool {
    state.jobs.is_stopping() || begun.elapsed() >= TURN
}

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
    let begun = Instant::now();
    loop {
        if is_over(state, begun) {
            return Ok(Outcome::at(state.clock.now()));
        }
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
            if is_over(state, begun) {
                teller.write_down(teller.reached).await?;
                return Ok(Outcome::at(state.clock.now()));
            }
            let before = if place == 0 { page.attempts } else { 0 };
            if let Step::Ends(outcome) = teller.tell(entry, before).await? {
                return Ok(outcome);
            }
        }
        if teller.write_down(end).await? != Advanced::Yes {
            return Ok(Outcome::at(state.clock.now()));
        }
    }
}

/// None when there is nobody to tell.
fn page(conn: &mut Conn, id: WebhookId, now: Timestamp) -> Result<Option<Page>> {
    let Some(hook) = queries::find(conn, id)?.filter(|hook| hook.active) else { return Ok(None) };
    let until = log_ends(conn)?.seq.min(hook.position.saturating_add(SPAN));
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
            receiver: Receiver::open(&state.auth.seal, &page.hook, &page.secrets)?,
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
            let ends = disable(state, self.hook).await?;
            return Ok(Step::Ends(if ends { Outcome::Done } else { Outcome::at(state.clock.now()) }));
        }
        if dealt_with {
            self.reached = entry.seq;
        }
        if let (Some(until), Some(refusal)) = (waits, refusal) {
            let goes_on = self.write_down(self.reached).await? == Advanced::Yes;
            // Changed meanwhile, or put elsewhere: there it goes on at once.
            let until = if goes_on { until } else { state.clock.now() };
            return Ok(Step::Ends(Outcome::Waits { until, error: Some(refusal.error.to_owned()) }));
        }
        let late = self.written_at.elapsed() >= WRITE_EVERY;
        if late && self.write_down(self.reached).await? != Advanced::Yes {
            return Ok(Step::Ends(Outcome::at(state.clock.now())));
        }
        Ok(Step::Next)
    }

    /// Writes down what was sent, and how far that leads. The webhook may not be what it was when the page was read.
    async fn write_down(&mut self, reached: i64) -> Result<Advanced> {
        let (records, lease, ids) = (std::mem::take(&mut self.unwritten), self.lease, self.state.ids.clone());
        let (id, version, from) = (self.hook.id, self.hook.version, self.position);
        let work = move |tx: &mut Tx<'_>| {
            let (now, mut records) = (tx.now(), records.clone());
            let advanced = queries::advance(tx, id, version, from, reached)?;
            match advanced {
                Advanced::Elsewhere => records.iter_mut().for_each(Record::give_up),
                // What was being tried and is passed by: it is wanted no longer.
                Advanced::Yes | Advanced::Changed => deliveries::skip(tx, id, from, reached)?,
            }
            deliveries::record(tx, || ids.next(), &records, now).map_err(retry_lost_reference)?;
            // In the order of everybody else: the webhook, its messages, its work.
            queue::hold(tx, lease)?;
            Ok(advanced)
        };
        let advanced = self.state.db.write(work).await?;
        (self.position, self.written_at) = (reached, Instant::now());
        Ok(advanced)
    }
}
