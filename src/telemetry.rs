//! The process's log: lines on stderr, for people or as JSON. And its spans, for a collector.
//!
//! stdout is left to a command's own output. What is logged, and what must not be, is decided where
//! it happens (`http::middleware::envelope` for requests). Settings come from [`LogConfig`] alone:
//! `RUST_LOG` is not read. Spans are of the level `debug`, so that lines are the same with them and without; they
//! leave the process only with the feature `otel`, see [`otlp`].

#[cfg(feature = "otel")]
mod otlp;

use std::io::stderr;

use tracing::Span;
use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::ParseError, fmt::layer, layer::SubscriberExt, util::TryInitError,
};

use crate::config::{LogConfig, LogFormat, TracesConfig};

/// Why the log could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is none; a loaded [`LogConfig`] was checked and never causes this.
    #[error("log filter: {0}")]
    Filter(#[from] ParseError),
    /// Something in this process already logs.
    #[error("the log was already started: {0}")]
    Started(#[from] TryInitError),
    /// The collector cannot be spoken to in this way.
    #[error("GRIOT_OTLP_ENDPOINT: {0}")]
    Collector(String),
}

/// What goes on as long as this is kept.
#[must_use]
#[derive(Debug, Default)]
pub struct Telemetry {
    #[cfg(feature = "otel")]
    _spans: Option<otlp::Spans>,
}

/// Starts the log of the whole process, and sending spans if somebody is to be sent some; once.
///
/// # Errors
/// When the filter is invalid or a log was started before.
pub fn init(config: &LogConfig, traces: &TracesConfig) -> Result<Telemetry, TelemetryError> {
    let filter = EnvFilter::builder().parse(&config.level)?;
    let lines = layer().with_writer(stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match config.format {
        LogFormat::Pretty => lines.compact().with_ansi(config.color).with_filter(filter).boxed(),
        // One flat object per event, with the request's span beside it for its id.
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).with_filter(filter).boxed(),
    };
    let subscriber = tracing_subscriber::registry().with(lines);
    start(subscriber, traces)
}

#[cfg(not(feature = "otel"))]
fn start(
    subscriber: impl tracing_subscriber::util::SubscriberInitExt,
    _: &TracesConfig,
) -> Result<Telemetry, TelemetryError> {
    subscriber.try_init()?;
    Ok(Telemetry::default())
}

#[cfg(feature = "otel")]
use otlp::start;

/// Makes a span part of the trace that a caller tells of in its headers (W3C Trace Context), if spans are sent anywhere.
pub fn follow<'a>(span: &Span, header: impl Fn(&str) -> Option<&'a str>) {
    #[cfg(feature = "otel")]
    otlp::follow(span, header);
    #[cfg(not(feature = "otel"))]
    let _ = (span, header);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_filter_is_an_error_not_a_panic() {
        let config = LogConfig { level: "griot=loud".to_owned(), ..LogConfig::default() };
        assert!(matches!(init(&config, &TracesConfig::default()), Err(TelemetryError::Filter(_))));
    }
}
