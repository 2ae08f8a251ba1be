//! What is wrong with an installation, and what to do about it: the checks behind `griot doctor`.
//!
//! Each check looks at one thing and says what it found. None of them changes, makes or migrates anything, and all of
//! them may run beside servers. They stand in the order in which one would mend things: [`settings`], [`folders`] and
//! disks, the [`database`], the [`key`], and last what [`waits`] or lies there.

mod database;
mod folders;
mod key;
mod settings;
mod waits;

use std::fmt;

use crate::clock::Timestamp;
use crate::config::{ConfigError, Loaded};
use crate::db::inspect::Inspection;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Something to know.
    Warning,
    /// Something to mend.
    Problem,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Problem => "problem",
        })
    }
}

/// What one check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub verdict: Verdict,
    /// What was looked at.
    pub check: &'static str,
    /// What was found.
    pub found: String,
    /// What to do; none when it is as it should be.
    pub advice: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Finding { verdict: Verdict::Ok, check, found: found.into(), advice: None }
    }

    fn warning(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Finding { verdict: Verdict::Warning, check, found: found.into(), advice: Some(advice.into()) }
    }

    fn problem(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Finding { verdict: Verdict::Problem, check, found: found.into(), advice: Some(advice.into()) }
    }
}

/// Looks at everything that can be looked at; `now` is what the clock of this machine shows. What depends on something
/// that is broken is left out.
pub fn examine(loaded: &Result<Loaded, ConfigError>, now: Timestamp) -> Vec<Finding> {
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(fault) => return vec![settings::refused(fault)],
    };
    let config = &loaded.config;
    let mut findings = settings::check(loaded);
    findings.extend(folders::check(config));
    let mut made_with = None;
    let mut rest = Vec::new();
    match Inspection::open(&config.database) {
        Ok(mut database) => {
            findings.extend(database::check(&mut database, config, now));
            // Tables of another shape cannot be asked.
            let shape = database.shape();
            findings.push(database::migrations(&shape));
            if shape.is_ok_and(|shape| shape.pending.is_empty() && shape.unknown.is_empty()) {
                made_with = key::fingerprint(&mut database);
                rest.extend(database::log(&mut database, now));
                rest.extend(waits::check(&mut database, now));
            }
        }
        Err(fault) => findings.push(database::closed(config, fault)),
    }
    findings.push(key::check(config, made_with.as_deref()));
    findings.extend(rest);
    findings
}
