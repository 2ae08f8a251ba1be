//! What has to be asked of the database: in one snapshot, and at most once a second however many read the figures.

use chrono::TimeDelta;

use super::queries::{self, Jobs};
use crate::app::AppState;
use crate::clock::Timestamp;
use crate::db::{Conn, log_ends};
use crate::error::Result;
use crate::webhooks::DeliveryState;

/// How long an answer counts.
const FRESH: TimeDelta = TimeDelta::seconds(1);

/// What the database said, and when; nothing when it did not answer.
pub(super) struct Known {
    at: Timestamp,
    pub queues: Option<Queues>,
}

/// What waits, and how far the content log is.
pub(super) struct Queues {
    pub jobs: Jobs,
    pub deliveries_pending: i64,
    pub deliveries_dead: i64,
    /// Entries that the active webhook furthest behind was not told yet.
    pub webhook_lag: i64,
    pub sequence: i64,
}

/// Has `show` look at what is known. Those who come while the database is asked wait for that answer.
pub(super) async fn with_known<T>(state: &AppState, show: impl FnOnce(&Known) -> T) -> T {
    let now = state.clock.now();
    let mut known = state.metrics.known.lock().await;
    let fresh = known.take().filter(|known| now.since(known.at) < FRESH);
    let fresh = match fresh {
        Some(fresh) => fresh,
        None => Known { at: now, queues: ask(state, now).await },
    };
    show(known.insert(fresh))
}

async fn ask(state: &AppState, now: Timestamp) -> Option<Queues> {
    let asked = state.db.read(move |conn| queues(conn, now)).await;
    asked.inspect_err(|fault| tracing::warn!(%fault, "the database did not say what waits")).ok()
}

fn queues(conn: &mut Conn, now: Timestamp) -> Result<Queues> {
    let sequence = log_ends(conn)?.seq;
    let behind = queries::furthest_behind(conn)?;
    Ok(Queues {
        jobs: queries::jobs(conn, now)?,
        deliveries_pending: queries::deliveries(conn, DeliveryState::Pending.as_str())?,
        deliveries_dead: queries::deliveries(conn, DeliveryState::Dead.as_str())?,
        webhook_lag: behind.map_or(0, |position| sequence.saturating_sub(position).max(0)),
        sequence,
    })
}
