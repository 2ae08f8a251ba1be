//! What has to be asked of the database: in one snapshot, and at most once a second however many read the figures.

use chrono::TimeDelta;

use super::queries::{self, Jobs};
use crate::app::AppState;
use crate::clock::Timestamp;
use crate::db::{Conn, log_ends};
use crate::error::Result;
use crate::webhooks::{Standing, standing};

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
    pub webhooks: Standing,
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
    Ok(Queues { jobs: queries::jobs(conn, now)?, webhooks: standing(conn)?, sequence: log_ends(conn)?.seq })
}
