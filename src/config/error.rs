//! What can be wrong with a configuration. Each message is one line that names the setting, where
//! its value came from and what is expected; none repeats a secret.
//!
//! Not an error of a running server: these only ever stop a start (or `griot config check`).

use std::path::PathBuf;

/// Why a configuration is refused. The `Display` text is meant for people, as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A setting whose value breaks its rules.
    #[error("{setting} ({place}): {problem}")]
    BadValue {
        /// The name by which it was given: `GRIOT_BIND`, `server.bind`, `--bind`.
        setting: String,
        /// `environment`, `.env line 3`, `griot.toml`, `flag` or `default`.
        place: String,
        /// What is wrong and what is expected.
        problem: String,
    },
    /// A variable with our prefix that is none of ours.
    #[error("{name} ({place}): unknown variable; {hint}")]
    UnknownVariable {
        /// As it was written.
        name: String,
        /// `environment` or `.env line 3`.
        place: String,
        /// The nearest known name, or where to find them all.
        hint: String,
    },
    /// A section or key of `griot.toml` that is none of ours, or is not where it belongs.
    #[error("{key} ({place}): {problem}")]
    BadKey {
        /// As it was written: `server.bnd`, `[serve]`.
        key: String,
        /// The file.
        place: String,
        /// What is wrong and the nearest known name.
        problem: String,
    },
    /// A line of `.env` that cannot be understood. The line itself is not repeated: it may hold a secret.
    #[error(".env line {line}: {problem}")]
    BadLine {
        /// Counted from 1.
        line: usize,
        /// What is wrong and what is expected.
        problem: String,
    },
    /// A file that exists but cannot be read, or is not what it should be.
    #[error("{}: {problem}", .path.display())]
    BadFile {
        /// As it was given.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A setting the code asks for that is missing from the table; a mistake of ours, caught by tests.
    #[error("{0}: not in the table of settings; this is a bug in griot")]
    Unlisted(&'static str),
}

/// Text from outside, quoted for a one-line message: control characters escaped, cut at
/// 60 characters, userinfo of URLs hidden.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    // A URL's user and password, put where none belongs, are no one else's business.
    let text = match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        _ => text.to_owned(),
    };
    let mut shown: String = text.chars().take(LONGEST).collect::<String>().escape_debug().to_string();
    // `escape_debug` also escapes quotes, which need none between backticks.
    shown = shown.replace("\\\"", "\"").replace("\\'", "'");
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}
