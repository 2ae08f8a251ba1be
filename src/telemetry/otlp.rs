//! Sending spans to a collector, by OTLP over HTTP. Spans of griot only, and no lines of the log.
//!
//! They are gathered and sent by a thread of the SDK; what the collector does not take is dropped, and no request ever
//! waits for it. Headers for the collector and how many traces are sampled are the SDK's own settings
//! (`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`).

use std::time::Duration;

use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use super::{Telemetry, TelemetryError};
use crate::config::TracesConfig;

/// How long the collector may take, and a process that ends waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends until it is dropped, and then what is left.
#[derive(Debug)]
pub(super) struct Spans(SdkTracerProvider);

impl Drop for Spans {
    fn drop(&mut self) {
        let _ = self.0.shutdown_with_timeout(PATIENCE);
    }
}

pub(super) fn start(
    subscriber: impl Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    traces: &TracesConfig,
) -> Result<Telemetry, TelemetryError> {
    let Some(endpoint) = &traces.otlp_endpoint else {
        subscriber.try_init()?;
        return Ok(Telemetry::default());
    };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{endpoint}/v1/traces"))
        .with_timeout(PATIENCE)
        .build()
        .map_err(|fault| TelemetryError::Collector(fault.to_string()))?;
    let resource = Resource::builder()
        .with_service_name("griot")
        .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("griot"))
        .with_location(false)
        .with_threads(false)
        .with_filter(filter_fn(|it| it.is_span() && it.target().starts_with("griot")));
    subscriber.with(spans).try_init()?;
    Ok(Telemetry { _spans: Some(Spans(provider)) })
}

/// What a caller tells of its trace.
struct Told<'a> {
    parent: &'a str,
    state: Option<&'a str>,
}

impl Extractor for Told<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "traceparent" => Some(self.parent),
            "tracestate" => self.state,
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent", "tracestate"]
    }
}

pub(super) fn follow<'a>(span: &Span, header: impl Fn(&str) -> Option<&'a str>) {
    let Some(parent) = header("traceparent").filter(|_| !span.is_disabled()) else { return };
    let told = Told { parent, state: header("tracestate") };
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &told);
    // Fails when nothing is sent anywhere.
    let _ = span.set_parent(context);
}
