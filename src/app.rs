//! What every request shares, built once and cheap to clone. There are no globals beside it.

use std::sync::{Arc, OnceLock};

use tokio::sync::{Mutex, Semaphore};

use crate::auth::Auth;
use crate::changes::Streams;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::events::Tail;
use crate::http::extract::InputSchemas;
use crate::http::health::Readiness;
use crate::http::idempotency::Flights;
use crate::http::openapi::Spec;
use crate::http::pagination::Cursors;
use crate::ids::Ids;
use crate::jobs::Runner;
use crate::metrics::Metrics;
use crate::outbound::Outbound;

/// 64 MiB: as many of the largest bodies as no newsroom sends at once.
const BODY_ROOM: usize = 64 * 1024 * 1024;

#[derive(Clone)]
pub struct AppState {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Clock,
    pub ids: Ids,
    pub auth: Auth,
    pub cursors: Cursors,
    /// Calls other servers.
    pub outbound: Outbound,
    /// Wakes and stops what is done beside the requests.
    pub jobs: Runner,
    /// The compiled schemas of request bodies.
    pub schemas: InputSchemas,
    pub spec: Arc<Spec>,
    pub readiness: Arc<Readiness>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Bytes that request bodies on their way may still take, all together.
    pub body_room: Arc<Semaphore>,
    /// Batches are written one after the other; those that wait hold no connection.
    pub batches: Arc<Mutex<()>>,
    /// Writes with an idempotency key that are being answered.
    pub flights: Flights,
    /// Tells what is new in the content log, as long as somebody makes it follow.
    pub tail: Tail,
    pub streams: Streams,
    bound: Arc<OnceLock<String>>,
}

impl AppState {
    /// # Errors
    /// When the keys cannot be derived or the spec does not hold together: a mistake of ours.
    pub fn new(config: Config, db: Db, auth: Auth, clock: Clock, ids: Ids) -> Result<Self> {
        let cursors = Cursors::new(auth.cursor_key());
        let streams = Streams::new(config.events.streams);
        let metrics = Arc::new(Metrics::new(&db, clock.now()));
        Ok(AppState {
            outbound: Outbound::new(&config.outbound)?,
            jobs: Runner::default(),
            config: Arc::new(config),
            db,
            clock,
            ids,
            auth,
            cursors,
            schemas: InputSchemas::shared(),
            spec: Spec::shared()?,
            readiness: Arc::default(),
            metrics,
            body_room: Arc::new(Semaphore::new(BODY_ROOM)),
            batches: Arc::default(),
            flights: Flights::default(),
            tail: Tail::default(),
            streams,
            bound: Arc::default(),
        })
    }

    /// The address this API is known by, without a slash at the end.
    pub fn public_url(&self) -> String {
        match &self.config.server.public_url {
            Some(url) => url.as_str().to_owned(),
            None => self.bound.get().cloned().unwrap_or_default(),
        }
    }

    /// Tells the address the server was bound to, for want of a configured one.
    pub fn bound_to(&self, url: String) {
        let _ = self.bound.set(url);
    }
}
