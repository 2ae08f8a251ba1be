//! The process's log: lines on stderr, for people or as JSON.
//!
//! stdout is left to a command's own output. What is logged, and what must not be, is decided where
//! it happens (`http::middleware::trace` for requests). Settings come from [`LogConfig`] alone:
//! `RUST_LOG` is not read.

use std::io::stderr;

use tracing_subscriber::{
    EnvFilter,
    filter::ParseError,
    fmt,
    util::{SubscriberInitExt, TryInitError},
};

use crate::config::{LogConfig, LogFormat};

/// Why the log could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is none; a loaded [`LogConfig`] was checked and never causes this.
    #[error("log filter: {0}")]
    Filter(#[from] ParseError),
    /// Something in this process already logs.
    #[error("the log was already started: {0}")]
    Started(#[from] TryInitError),
}

/// Starts the log of the whole process; once.
///
/// # Errors
/// When the filter is invalid or a log was started before.
pub fn init(config: &LogConfig) -> Result<(), TelemetryError> {
    let filter = EnvFilter::builder().parse(&config.level)?;
    let lines = fmt().with_env_filter(filter).with_writer(stderr);
    match config.format {
        LogFormat::Pretty => lines.compact().with_ansi(config.color).finish().try_init()?,
        // One flat object per event, with the request's span beside it for its id.
        LogFormat::Json => {
            lines.json().flatten_event(true).with_span_list(false).finish().try_init()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_filter_is_an_error_not_a_panic() {
        let config = LogConfig { level: "griot=loud".to_owned(), ..LogConfig::default() };
        assert!(matches!(init(&config), Err(TelemetryError::Filter(_))));
    }
}
