//! Whether the process lives, and whether it can work.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::extract::NoQuery;
use super::problem::{Problem, Result};
use crate::app::AppState;
use crate::error::Error;

/// How long an answer of the database counts.
const FRESH: Duration = Duration::from_secs(1);

/// The last thing the database said, and whether the server is going down.
#[derive(Default)]
pub struct Readiness {
    stopping: watch::Sender<bool>,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    /// From now on the server is not ready: the balancer should send nothing new, and whoever only waits is let go.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Turns true when the server is going down.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    fn known(&self) -> Option<bool> {
        if *self.stopping.borrow() {
            return Some(false);
        }
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.and_then(|(at, answered)| (at.elapsed() < FRESH).then_some(answered))
    }

    fn note(&self, answered: bool) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), answered));
    }
}

/// The state of the process.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`; anything else is a problem.
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// Is the process alive?
///
/// Touches nothing, not even the database: answers as long as the process can answer at all.
#[utoipa::path(
    tag = "service",
    operation_id = "health_live",
    responses((status = 200, description = "The process is alive.", body = Health)),
    security(())
)]
#[get("/healthz")]
pub async fn live(_: NoQuery) -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// Is the service ready to work?
///
/// Asks the database, at most once a second. Not ready while the server is shutting down.
#[utoipa::path(
    tag = "service",
    operation_id = "health_ready",
    responses((status = 200, description = "Ready.", body = Health)),
    security(())
)]
#[get("/readyz")]
pub async fn ready(_: NoQuery, app: Data<AppState>) -> Result<HttpResponse> {
    let answers = match app.readiness.known() {
        Some(known) => known,
        None => {
            let answers = app.db.ping().await.is_ok();
            app.readiness.note(answers);
            answers
        }
    };
    if answers {
        Ok(HttpResponse::Ok().json(Health { status: "ok" }))
    } else {
        Err(Problem::from(Error::unavailable("not ready")))
    }
}
