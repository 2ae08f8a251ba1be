//! What has to be asked of the database: in one snapshot, and at most once a second however many read the figures.

use actix_web::rt::task::JoinHandle;
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
    /// The question that it has not answered yet. It is not asked another meanwhile.
    asked: Option<JoinHandle<Option<Queues>>>,
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
    let fresh = match known.take() {
        Some(known) if now.since(known.at) < FRESH => known,
        stale => ask(state, now, stale.and_then(|known| known.asked)).await,
    };
    show(known.insert(fresh))
}

/// Asks the database, and waits for as long as anybody waits for a connection.
async fn ask(state: &AppState, now: Timestamp, before: Option<JoinHandle<Option<Queues>>>) -> Known {
    let mut asked = before.unwrap_or_else(|| {
        let db = state.db.clone();
        actix_web::rt::spawn(async move {
            let answer = db.read(move |conn| queues(conn, now)).await;
            answer.inspect_err(|fault| tracing::warn!(%fault, "the database did not say what waits")).ok()
        })
    });
    match tokio::time::timeout(state.config.database.pool_wait, &mut asked).await {
        Ok(answer) => Known { at: now, queues: answer.ok().flatten(), asked: None },
        Err(_) => Known { at: now, queues: None, asked: Some(asked) },
    }
}

fn queues(conn: &mut Conn, now: Timestamp) -> Result<Queues> {
    Ok(Queues { jobs: queries::jobs(conn, now)?, webhooks: standing(conn)?, sequence: log_ends(conn)?.seq })
}
