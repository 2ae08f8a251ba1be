//! What waits and what lies there: jobs, messages to webhooks, and webhooks that are told nothing.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::Finding;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::inspect::Inspection;
use crate::db::schema::jobs;
use crate::error::Result;
use crate::webhooks::{Standing, standing};

/// Work that is due for longer than this is not being done, …
const OVERDUE: chrono::TimeDelta = chrono::TimeDelta::minutes(5);
/// … and a webhook that was not told so many entries is behind.
const BEHIND: i64 = 1_000;

struct Waits {
    dead_jobs: i64,
    overdue_jobs: i64,
    webhooks: Standing,
}

pub(super) fn check(database: &mut Inspection, now: Timestamp) -> Vec<Finding> {
    match database.read(|conn| waits(conn, now).map_err(|fault| fault.to_string())) {
        Ok(waits) => {
            let mut findings = vec![work(&waits), letters(waits.webhooks)];
            findings.extend(told(waits.webhooks));
            findings
        }
        Err(fault) => vec![Finding::problem("jobs", fault, "mend the database first")],
    }
}

fn waits(conn: &mut Conn, now: Timestamp) -> Result<Waits> {
    let dead = jobs::table.filter(jobs::dead_at.is_not_null());
    let overdue = jobs::table
        .filter(jobs::dead_at.is_null())
        .filter(jobs::run_at.lt(now.minus(OVERDUE)))
        .filter(jobs::leased_until.is_null().or(jobs::leased_until.lt(now.minus(OVERDUE))));
    Ok(Waits {
        dead_jobs: dead.select(count_star()).first(conn)?,
        overdue_jobs: overdue.select(count_star()).first(conn)?,
        webhooks: standing(conn)?,
    })
}

fn work(waits: &Waits) -> Finding {
    if waits.dead_jobs > 0 {
        let found = format!("{} dead: failed ten times in a row, and given up", waits.dead_jobs);
        let advice = "`griot jobs list` says why each failed; mend that, then `griot jobs retry`";
        return Finding::problem("jobs", found, advice);
    }
    if waits.overdue_jobs > 0 {
        let found = format!("{} should have been done at least five minutes ago", waits.overdue_jobs);
        return Finding::warning("jobs", found, "see that a server runs; only servers do them");
    }
    Finding::ok("jobs", "none is dead or overdue")
}

fn letters(webhooks: Standing) -> Finding {
    if webhooks.dead > 0 {
        return Finding::warning(
            "dead letters",
            format!("{} messages could not be delivered to webhooks", webhooks.dead),
            "GET /api/v1/webhooks/{id}/deliveries?state=dead says why; once the receiver is mended, send them again \
             with POST …/deliveries/{delivery}/redeliver",
        );
    }
    Finding::ok("dead letters", "there are none")
}

fn told(webhooks: Standing) -> Vec<Finding> {
    let mut findings = Vec::new();
    if webhooks.disabled > 0 {
        findings.push(Finding::warning(
            "webhooks",
            format!(
                "{} disabled, because the receiver said that it wants nothing more (410)",
                webhooks.disabled
            ),
            "delete what is not needed; what is, switch on again with PATCH /api/v1/webhooks/{id} {\"active\": true}",
        ));
    }
    if webhooks.lag > BEHIND {
        findings.push(Finding::warning(
            "webhooks",
            format!("one was not told {} entries of the log yet", webhooks.lag),
            "see that a server runs and that the receiver answers; POST /api/v1/webhooks/{id}/ping tries at once",
        ));
    }
    if findings.is_empty() {
        let well = format!("none is disabled, and none is more than {BEHIND} entries behind");
        findings.push(Finding::ok("webhooks", well));
    }
    findings
}
