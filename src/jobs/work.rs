//! What each kind of work is: one line for each, by the room that owns it.

use chrono::TimeDelta;

use super::model::{Job, JobKind, Lease, Outcome};
use super::queue;
use crate::app::AppState;
use crate::clock::{Clock, Timestamp};
use crate::closed_list::closed_list;
use crate::error::{Error, ErrorKind, Result};
use crate::events::retention::{self, Keep};
use crate::search::{self, Reindex};
use crate::{idempotency, webhooks};

closed_list! {
    /// What is taken away when it has had its time.
    Upkeep {
        /// Records of messages that were delivered.
        Deliveries "deliveries",
        /// Replies that are not given again any more.
        Replies "replies",
        /// Entries of the content log, where they are kept for a time only.
        Events "events",
    }
}

/// How often that is looked at.
const EVERY: TimeDelta = TimeDelta::hours(1);
/// How long work is left alone for which the database had no time.
const BUSY: TimeDelta = TimeDelta::seconds(5);

/// Queues what goes on for ever, and what every start looks at.
///
/// # Errors
/// When the database cannot.
pub async fn begin(state: &AppState) -> Result<()> {
    state
        .db
        .write(|tx| {
            queue::enqueue(tx, JobKind::Reindex, "")?;
            Upkeep::ALL.iter().try_for_each(|upkeep| queue::enqueue(tx, JobKind::Upkeep, upkeep.as_str()))
        })
        .await
}

/// Does it. What fails is told to the log and to whoever lists the jobs.
pub(super) async fn perform(state: &AppState, job: &Job, lease: Lease) -> Outcome {
    let done = match job.kind.parse() {
        Ok(JobKind::Webhook) => webhooks::deliver(state, job, lease).await,
        Ok(JobKind::Redelivery) => webhooks::redeliver(state, job, lease).await,
        Ok(JobKind::Reindex) => until_stopped(state.jobs.stopped(), &state.clock, reindex(state)).await,
        Ok(JobKind::Upkeep) => until_stopped(state.jobs.stopped(), &state.clock, upkeep(state, job)).await,
        // Of another version of griot.
        Err(unknown) => return Outcome::Failed { error: unknown },
    };
    done.unwrap_or_else(|fault| {
        let outcome = came_to(&fault, state.clock.now());
        match outcome {
            Outcome::Failed { .. } => tracing::error!(%fault, kind = job.kind, key = job.key, "a job failed"),
            _ => tracing::warn!(%fault, kind = job.kind, key = job.key, "a job could not go on"),
        }
        outcome
    })
}

/// Long work of many small writes, any of which may be its last: it goes on at the next start.
async fn until_stopped(
    stopped: impl Future<Output = ()>,
    clock: &Clock,
    work: impl Future<Output = Result<Outcome>>,
) -> Result<Outcome> {
    tokio::select! {
        outcome = work => outcome,
        () = stopped => Ok(Outcome::at(clock.now())),
    }
}

/// What becomes of work that met a fault.
fn came_to(fault: &Error, now: Timestamp) -> Outcome {
    let error = fault.to_string();
    match fault.kind() {
        // Nothing of the work itself: the database is busy or away, and nobody is to wait for long on its account.
        ErrorKind::Unavailable | ErrorKind::StorageFull | ErrorKind::Retry => {
            Outcome::Waits { until: now.plus(BUSY), error: Some(error) }
        }
        _ => Outcome::Failed { error },
    }
}

async fn reindex(state: &AppState) -> Result<Outcome> {
    let done = search::reindex(&state.db, Reindex::Outdated, |_| {}).await?;
    if done > 0 {
        tracing::info!(done, "the search index is up to date again");
    }
    Ok(Outcome::Done)
}

async fn upkeep(state: &AppState, job: &Job) -> Result<Outcome> {
    let now = state.clock.now();
    match job.key.parse() {
        Ok(Upkeep::Deliveries) => {
            let kept = TimeDelta::from_std(state.config.webhooks.deliveries_kept).unwrap_or(TimeDelta::MAX);
            webhooks::forget_delivered(&state.db, now.minus(kept)).await?;
        }
        Ok(Upkeep::Replies) => {
            idempotency::sweep_all(&state.db).await?;
        }
        Ok(Upkeep::Events) => {
            if let Some(age) = state.config.events.retention {
                let keep = Keep::younger_than(age, &state.clock, webhooks::needed_from);
                retention::prune(&state.db, keep, |_| {}).await?;
            }
        }
        Err(unknown) => return Ok(Outcome::Failed { error: unknown }),
    }
    Ok(Outcome::at(now.plus(EVERY)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::Runner;

    #[actix_web::test]
    async fn long_work_ends_when_the_process_does() {
        let (runner, now) = (Runner::default(), "2026-03-07T09:30:00Z".parse().unwrap());
        let clock = Clock::mock(now);
        let work = until_stopped(runner.stopped(), &clock, std::future::pending());
        let (ended, ()) = tokio::join!(work, async { runner.stop() });
        assert!(matches!(ended, Ok(Outcome::Waits { until, .. }) if until == now), "{ended:?}");
        let work = until_stopped(std::future::pending(), &clock, async { Ok(Outcome::Done) });
        assert!(matches!(work.await, Ok(Outcome::Done)));
    }

    #[test]
    fn a_busy_database_is_nobodys_failed_try() {
        let now: Timestamp = "2026-03-07T09:30:00Z".parse().unwrap();
        for kind in [ErrorKind::Unavailable, ErrorKind::StorageFull, ErrorKind::Retry] {
            let waits = came_to(&Error::new(kind, ""), now);
            assert!(matches!(waits, Outcome::Waits { until, .. } if until == now.plus(BUSY)), "{waits:?}");
        }
        for fault in [Error::internal("broken"), Error::not_found("webhook")] {
            assert!(matches!(came_to(&fault, now), Outcome::Failed { .. }));
        }
    }
}
