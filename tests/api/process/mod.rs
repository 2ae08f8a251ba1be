//! The real binary: started, stopped, killed and misconfigured from outside.

mod audit;
mod commands;
mod crash;
mod doctor;
mod editorial;
mod end;
mod harness;
mod idempotency;
mod language;
mod log;
mod metrics;
mod purge;
mod schedule;
mod start;
mod stream;
#[cfg(feature = "otel")]
mod traces;
mod webhooks;
