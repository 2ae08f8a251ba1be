//! Taking what is due, doing it, and saying what came of it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, watch};
use tracing::Instrument;

use super::model::{Job, JobId, LEASE, Lane, Lease, Outcome};
use super::schedule::next_try;
use super::{queries, work};
use crate::app::AppState;
use crate::db::{AnyId, due_jobs};
use crate::error::Result;

/// How often the queue is looked at when nobody says that there is something in it, …
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// … and how long it is left alone when the database does not answer.
const AFTER_A_FAULT: Duration = Duration::from_secs(5);

/// How often a node says that it is still at a job.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// Wakes whoever works on the queue, and has them stop. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Runner(Arc<Inner>);

#[derive(Default)]
struct Inner {
    outside: Notify,
    house: Notify,
    stopping: watch::Sender<bool>,
}

impl Inner {
    /// Who looks after a lane.
    fn woken(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Outside => &self.outside,
            Lane::House => &self.house,
        }
    }
}

impl Runner {
    /// There is something to do now. To be said after the commit.
    pub fn wake(&self) {
        Lane::ALL.iter().for_each(|lane| self.0.woken(*lane).notify_one());
    }

    /// Nothing more is taken, and long work ends at the next good place.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
        self.wake();
    }

    pub fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// Comes to its end when they are told to stop.
    pub async fn stopped(&self) {
        // The sender is kept here: it cannot be gone.
        let _ = self.0.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Works on the queue until told to stop, and ends when what was begun has ended.
    pub async fn run(self, state: AppState) {
        tokio::join!(self.look_after(&state, Lane::Outside), self.look_after(&state, Lane::House));
    }

    async fn look_after(&self, state: &AppState, lane: Lane) {
        let slots = Arc::new(Semaphore::new(lane.places()));
        while !self.is_stopping() {
            let free = slots.available_permits();
            let taken = if free == 0 { Ok(Vec::new()) } else { take(state, lane, free).await };
            let pause = match taken {
                Ok(taken) => {
                    for (job, lease) in taken {
                        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
                        let (state, runner) = (state.clone(), self.clone());
                        actix_web::rt::spawn(async move {
                            perform(&state, &job, lease).await;
                            drop(slot);
                            runner.0.woken(lane).notify_one();
                        });
                    }
                    LOOK_EVERY
                }
                Err(fault) => {
                    tracing::error!(%fault, "the queue of jobs could not be looked at");
                    AFTER_A_FAULT
                }
            };
            let _ = tokio::time::timeout(pause, self.0.woken(lane).notified()).await;
        }
        let all = u32::try_from(lane.places()).unwrap_or(u32::MAX);
        let _ = slots.acquire_many(all).await;
    }
}

/// Does all that is due by the clock, one after the other, until nothing is; tells how many jobs that were.
///
/// # Errors
/// When the database cannot.
pub async fn drain(state: &AppState) -> Result<usize> {
    let mut done = 0;
    loop {
        let mut taken = Vec::new();
        for lane in Lane::ALL {
            taken.extend(take(state, lane, 1).await?);
        }
        if taken.is_empty() {
            return Ok(done);
        }
        for (job, lease) in taken {
            perform(state, &job, lease).await;
            done += 1;
        }
    }
}

/// Takes up to so many jobs that are due.
async fn take(state: &AppState, lane: Lane, most: usize) -> Result<Vec<(Job, Lease)>> {
    let (clock, limit) = (state.clock.clone(), i64::try_from(most).unwrap_or(1));
    // Only looks, as long as there is nothing: a queue that is empty costs no write.
    let now = clock.now();
    if !state.db.read(move |conn| Ok(queries::is_any_due(conn, &lane.kinds(), now)?)).await? {
        return Ok(Vec::new());
    }
    state
        .db
        .write(move |tx| {
            let now = tx.now();
            let mut taken = Vec::new();
            for AnyId(id) in due_jobs(tx, &lane.kinds(), now, limit)? {
                let lease = Lease { job: JobId(id), holder: tx.next_id() };
                let job = queries::lease(tx, lease, now.plus(LEASE))?;
                taken.push((job, lease));
            }
            Ok(taken)
        })
        .await
}

/// Does one job, with a sign of life now and then, and says what came of it.
async fn perform(state: &AppState, job: &Job, lease: Lease) {
    let span = tracing::debug_span!("job", kind = job.kind, key = job.key, attempts = job.attempts);
    // Side by side: work that waits for a connection would be given one, and not take it, while it is not looked at.
    let outcome = tokio::select! {
        outcome = work::perform(state, job, lease).instrument(span) => outcome,
        // Whatever is half done is theirs who have it now.
        () = lost(state, job, lease) => return,
    };
    let (kind, key) = (job.kind.clone(), job.key.clone());
    match settle(state, job, lease, outcome).await {
        Ok(()) => tracing::debug!(kind, key, "a job was looked after"),
        Err(fault) => {
            tracing::error!(%fault, kind, key, "what came of a job could not be written down; it runs again")
        }
    }
}

/// Says now and then that somebody is at it. Comes to its end when somebody else has it, or it was taken out.
async fn lost(state: &AppState, job: &Job, lease: Lease) {
    loop {
        tokio::time::sleep(SIGN_OF_LIFE).await;
        match renew(state, lease).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(fault) => tracing::warn!(%fault, kind = job.kind, "a job could not be renewed"),
        }
    }
}

async fn renew(state: &AppState, lease: Lease) -> Result<bool> {
    let clock = state.clock.clone();
    state.db.write(move |tx| Ok(queries::renew(tx, lease, clock.now())?)).await
}

async fn settle(state: &AppState, job: &Job, lease: Lease, outcome: Outcome) -> Result<()> {
    let (failed, known) = (job.attempts.saturating_add(1), job.asked);
    let luck = state.ids.secret().map_or(0, |[first, ..]| first);
    state
        .db
        .write(move |tx| {
            let now = tx.now();
            let Some(asked) = queries::asked(tx, lease)? else { return Ok(()) };
            if asked != known {
                // Asked for again meanwhile: what this run came to is not the last word.
                queries::put_back(tx, lease, now, 0, None)?;
                return Ok(());
            }
            match &outcome {
                Outcome::Done => queries::finish(tx, lease)?,
                Outcome::Waits { until, error } => queries::put_back(tx, lease, *until, 0, error.as_deref())?,
                Outcome::Failed { error } => match next_try(failed, now, None, luck) {
                    Some(at) => queries::put_back(tx, lease, at, failed, Some(error))?,
                    None => queries::bury(tx, lease, failed, error, now)?,
                },
            };
            Ok(())
        })
        .await
}
