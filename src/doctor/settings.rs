//! Settings: whether they can be read, and those that are good and yet seldom meant.

use super::Finding;
use crate::config::{Config, ConfigError, Loaded};

const CHECK: &str = "settings";

pub(super) fn refused(fault: &ConfigError) -> Finding {
    Finding::problem(
        CHECK,
        fault.to_string(),
        "mend it; `.env.example` lists every setting and what it may be",
    )
}

pub(super) fn check(loaded: &Loaded) -> Vec<Finding> {
    let given = loaded.origins.iter().filter(|setting| setting.origin != "default").count();
    let all = loaded.origins.len();
    let mut findings =
        vec![Finding::ok(CHECK, format!("read; {given} of {all} are given, the others have their defaults"))];
    findings.extend(address(&loaded.config));
    findings.extend(loopback(&loaded.config));
    findings
}

/// Links and the server's own address are made of the public URL.
fn address(config: &Config) -> Option<Finding> {
    let bind = config.server.bind;
    let unknown = config.server.public_url.is_none() && !bind.ip().is_loopback();
    unknown.then(|| {
        Finding::warning(
            "public url",
            format!("the server listens on {bind}, and GRIOT_PUBLIC_URL does not say how it is called from outside"),
            "set GRIOT_PUBLIC_URL to the address that clients type",
        )
    })
}

fn loopback(config: &Config) -> Option<Finding> {
    config.outbound.allow_loopback.then(|| {
        Finding::warning(
            "outbound",
            "GRIOT_OUTBOUND_ALLOW_LOOPBACK is on: webhooks may call this machine itself",
            "take it away, unless this is for development",
        )
    })
}
