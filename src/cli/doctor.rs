//! `griot doctor`: what is wrong with this installation, and what to do.

use std::io::Write;

use super::Failure;
use crate::clock::Clock;
use crate::config::{ConfigError, Loaded};
use crate::doctor::{Finding, Verdict, examine};

/// # Errors
/// When something is a problem.
pub(super) fn run(loaded: Result<Loaded, ConfigError>) -> Result<(), Failure> {
    let findings = examine(&loaded, Clock::system().now());
    tell(&findings)?;
    match count(&findings, Verdict::Problem) {
        0 => Ok(()),
        1 => Err("there is a problem, see above".into()),
        problems => Err(format!("there are {problems} problems, see above").into()),
    }
}

fn tell(findings: &[Finding]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for Finding { verdict, check, found, advice } in findings {
        writeln!(out, "{verdict:<8} {check}: {found}")?;
        if let Some(advice) = advice {
            writeln!(out, "         -> {advice}")?;
        }
    }
    writeln!(
        out,
        "{} checks: {} ok, {} to know, {} to mend",
        findings.len(),
        count(findings, Verdict::Ok),
        count(findings, Verdict::Warning),
        count(findings, Verdict::Problem),
    )?;
    out.flush()
}

fn count(findings: &[Finding], verdict: Verdict) -> usize {
    findings.iter().filter(|finding| finding.verdict == verdict).count()
}
