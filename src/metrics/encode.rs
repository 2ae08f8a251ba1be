//! The text: what was counted, and what is so at this moment. OpenMetrics 1.0.

use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};

use super::process;
use super::queries::Jobs;
use super::state::{Known, Queues, with_known};
use crate::app::AppState;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::jobs::JobKind;

pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels = Vec<(&'static str, String)>;
type Gauges = Family<Labels, Gauge>;

/// All figures. A database that is down is one of them.
///
/// # Errors
/// When they cannot be written down: a mistake of ours.
pub(super) async fn text(state: &AppState) -> Result<String> {
    let mut moment = Registry::default();
    with_known(state, |known| queues(&mut moment, known)).await;
    storage(&mut moment, &state.db);
    if let Some(bytes) = process::resident_bytes() {
        let help = "Memory of the process that is really there";
        moment.register_with_unit("process_resident_memory", help, Unit::Bytes, ConstGauge::new(bytes));
    }
    let mut text = String::new();
    encode_registry(&mut text, &state.metrics.registry).map_err(Error::internal)?;
    encode_registry(&mut text, &moment).map_err(Error::internal)?;
    encode_eof(&mut text).map_err(Error::internal)?;
    Ok(text)
}

fn storage(moment: &mut Registry, db: &Db) {
    let connections = db.connections();
    let by_state = Gauges::default();
    set(&by_state, &[("state", "used")], connections.used.into());
    set(&by_state, &[("state", "idle")], connections.idle.into());
    moment.register(
        "griot_db_pool_connections",
        "Connections that are open; on SQLite, those that read",
        by_state,
    );
    moment.register(
        "griot_db_pool_connections_max",
        "Connections that may be open at a time (GRIOT_POOL_SIZE)",
        ConstGauge::new(i64::from(connections.most)),
    );
    if let Some(bytes) = db.wal_bytes() {
        let help = "Size of the write-ahead log of SQLite";
        moment.register_with_unit("griot_sqlite_wal", help, Unit::Bytes, ConstGauge::new(bytes));
    }
}

fn queues(moment: &mut Registry, known: &Known) {
    moment.register(
        "griot_database_up",
        "1 when the database answered, 0 when it did not answer in time",
        ConstGauge::new(i64::from(known.queues.is_some())),
    );
    let Some(Queues { jobs, webhooks, sequence }) = &known.queues else {
        return;
    };
    moment.register("griot_jobs", "What is done beside the requests", by_kind(jobs));
    let deliveries = Gauges::default();
    set(&deliveries, &[("state", "pending")], webhooks.pending);
    set(&deliveries, &[("state", "dead")], webhooks.dead);
    moment.register(
        "griot_webhook_deliveries",
        "Messages that are to be tried again, and those that were tried for the last time",
        deliveries,
    );
    moment.register(
        "griot_webhook_lag_events",
        "Entries of the content log that the active webhook furthest behind was not told yet",
        ConstGauge::new(webhooks.lag),
    );
    moment.register(
        "griot_log_sequence",
        "The number of the newest entry of the content log",
        ConstGauge::new(*sequence),
    );
}

/// Each kind and state is there, be it with 0: an alarm needs something to rise from.
fn by_kind(jobs: &Jobs) -> Gauges {
    let gauges = Gauges::default();
    for (state, counts) in
        [("due", &jobs.due), ("waiting", &jobs.waiting), ("running", &jobs.running), ("dead", &jobs.dead)]
    {
        for kind in JobKind::ALL {
            set(&gauges, &[("kind", kind.as_str()), ("state", state)], 0);
        }
        for (kind, count) in counts {
            set(&gauges, &[("kind", kind), ("state", state)], *count);
        }
    }
    gauges
}

fn set(gauges: &Gauges, labels: &[(&'static str, &str)], value: i64) {
    let labels: Labels = labels.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    gauges.get_or_create(&labels).set(value);
}
