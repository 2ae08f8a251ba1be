//! What the process sees around itself: its environment, its folder, its terminal.
//!
//! The only place in the crate that reads the environment. Everything else is given a
//! [`Surroundings`], so that tests need no real environment and never change it.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io::{IsTerminal, stderr},
    path::{Path, PathBuf},
};

/// The inputs of a configuration that are not flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The environment. Values may be anything; names are compared as they are.
    pub variables: BTreeMap<String, OsString>,
    /// Folder of `.env` and `griot.toml`, and the base of relative paths read at start.
    /// Empty means the working directory.
    pub directory: PathBuf,
    /// Whether stderr, where the log goes, is a terminal.
    pub terminal: bool,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the room in which the environment is read")]
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os()
                .map(|(name, value)| (name.to_string_lossy().into_owned(), value))
                .collect(),
            directory: PathBuf::new(),
            terminal: stderr().is_terminal(),
        }
    }

    /// A made-up environment in `directory`, without a terminal; for tests.
    #[must_use]
    pub fn for_testing(directory: &Path, variables: &[(&str, &str)]) -> Self {
        Self {
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
                .collect(),
            directory: directory.to_owned(),
            terminal: false,
        }
    }

    /// Colours are for terminals, unless `NO_COLOR` is set (<https://no-color.org>).
    pub(super) fn wants_color(&self) -> bool {
        self.terminal && self.variables.get("NO_COLOR").is_none_or(|value| value.is_empty())
    }
}
