//! `[log]`: how much the process tells, and in which shape.
//!
//! `RUST_LOG` does not count: one variable for one thing. `telemetry` acts on this.

use std::fmt;

use tracing_subscriber::EnvFilter;

use super::{error::ConfigError, kinds::Kind, nearest::nearest, reader::Reader};

/// The log on stderr.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// Default: pretty on a terminal, else JSON.
    pub format: LogFormat,
    /// Directives of [`EnvFilter`], checked: `info`, `info,griot::db=debug`.
    pub level: String,
    /// Whether to colour the pretty format. Not a setting: a terminal without `NO_COLOR`.
    pub color: bool,
}

/// The shape of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One line for people.
    Pretty,
    /// One JSON object per line.
    Json,
}

impl Default for LogConfig {
    /// As without a terminal.
    fn default() -> Self {
        Self {
            format: LogFormat::Json,
            level: "info,actix_server=warn,actix_http=off".to_owned(),
            color: false,
        }
    }
}

impl LogConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let shape = if from.around.terminal { LogFormat::Pretty } else { default.format };
        Ok(Self {
            format: from.setting("log.format", shape, &Kind::displayed(format))?,
            level: from.setting("log.level", default.level, &Kind::displayed(level))?,
            color: from.around.wants_color(),
        })
    }

    /// Pretty, and only what went wrong.
    #[must_use]
    pub fn for_testing() -> Self {
        Self { format: LogFormat::Pretty, level: "warn".to_owned(), color: false }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Pretty => "pretty",
            Self::Json => "json",
        })
    }
}

fn format(text: &str) -> Result<LogFormat, String> {
    match text {
        "pretty" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        _ => Err("is not a log format; expected pretty or json".to_owned()),
    }
}

/// `EnvFilter` takes any bare word for a module name: `debgu` would silence everything but a module
/// called so. Here a bare word is a level.
fn level(text: &str) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];
    const EXPECTED: &str =
        "expected error, warn, info, debug, trace or off, or module=level, separated by commas";
    let words: Vec<_> = text.split(',').map(str::trim).collect();
    let is_level = |word: &str| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word));
    if let Some(word) = words.iter().find(|word| !word.contains(['=', '[']) && !is_level(word)) {
        return Err(match nearest(word, LEVELS) {
            Some(near) => format!("is not a log level; did you mean {near}?"),
            None => format!("is not a log level; {EXPECTED}"),
        });
    }
    let tidy = words.join(",");
    match EnvFilter::builder().parse(&tidy) {
        Ok(_) => Ok(tidy),
        Err(_) => Err(format!("is not a log filter; {EXPECTED}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_directives() {
        for text in ["info", "WARN", "off", "info,griot::db=debug", "info,[request{id=1}]=debug"] {
            assert_eq!(level(text), Ok(text.to_owned()));
        }
        assert_eq!(level("warn, griot=trace"), Ok("warn,griot=trace".to_owned()));
        let expected =
            "expected error, warn, info, debug, trace or off, or module=level, separated by commas";
        for (text, problem) in [
            ("debgu", "is not a log level; did you mean debug?".to_owned()),
            ("", format!("is not a log level; {expected}")),
            ("info,", format!("is not a log level; {expected}")),
            ("everything", format!("is not a log level; {expected}")),
            ("griot=loud", format!("is not a log filter; {expected}")),
        ] {
            assert_eq!(level(text), Err(problem), "{text}");
        }
    }
}
