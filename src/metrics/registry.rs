//! What is counted, under which names. Names are for good: dashboards and alarms are made of them.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::sync::Mutex;

use super::state::Known;
use crate::clock::Timestamp;
use crate::db::Db;

/// Bounds of the durations of requests in seconds: from what a cache would answer to the handler's timeout.
const DURATIONS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The methods there are. Any other word is one label: a client must not be able to make new ones.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The pattern of an operation's path, `/api/v1/articles/{id}`; never the path that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Route(Arc<str>);

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&&*self.0, encoder)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: Route,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    method: &'static str,
    route: Route,
}

/// The figures of one process. There is one, in the state of the application.
pub struct Metrics {
    pub(super) registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Operation, Histogram, fn() -> Histogram>,
    /// What the database said last.
    pub(super) known: Mutex<Option<Known>>,
}

impl Metrics {
    /// For a process that has begun its work now.
    pub fn new(db: &Db, now: Timestamp) -> Self {
        let requests = Family::default();
        let durations: Family<_, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(DURATIONS));
        let mut registry = Registry::default();
        registry.register(
            "griot_build",
            "The version of griot",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        registry.register(
            "griot_http_requests",
            "Requests that were answered, by the pattern of their path",
            requests.clone(),
        );
        registry.register_with_unit(
            "griot_http_request_duration",
            "Time from the head of a request to the head of its reply",
            Unit::Seconds,
            durations.clone(),
        );
        let meter = db.meter();
        registry.register(
            "griot_sql_statements",
            "SQL statements, without BEGIN and COMMIT",
            meter.statements.clone(),
        );
        registry.register(
            "griot_db_commits",
            "Transactions that were committed; on SQLite one may carry many writes",
            meter.commits.clone(),
        );
        registry.register_with_unit(
            "griot_db_pool_wait",
            "Time until work had a connection; on SQLite, until a write had its turn with the writer",
            Unit::Seconds,
            meter.waits.clone(),
        );
        registry.register_with_unit(
            "process_start_time",
            "When the process began its work, since 1970",
            Unit::Seconds,
            ConstGauge::new(now.unix_seconds()),
        );
        Metrics { registry, requests, durations, known: Mutex::new(None) }
    }

    /// Counts a request that was answered.
    pub fn answered(&self, method: &str, route: &Arc<str>, status: u16, took: Duration) {
        let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other");
        let route = Route(Arc::clone(route));
        self.durations.get_or_create(&Operation { method, route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { method, route, status }).inc();
    }
}
