//! `griot purge`: removes for good what has lain in the trash for long. Nothing else ever does.

use chrono::TimeDelta;

use super::Failure;
use super::args::PurgeArgs;
use super::confirm::confirm;
use crate::app::AppState;
use crate::articles;
use crate::clock::Timestamp;
use crate::config::{Config, shown_duration};
use crate::db::migrations::Pending;
use crate::error::{ErrorKind, Result};
use crate::installation;
use crate::workflow::{self, Trashed};

/// Things read at a time.
const STEP: i64 = 500;

pub(super) async fn run(config: Config, args: &PurgeArgs) -> Result<(), Failure> {
    let pending = if args.dry_run { Pending::Refuse } else { Pending::Apply };
    let state = installation::open(config, pending).await?.state;
    let before = state.clock.now().minus(TimeDelta::from_std(args.older_than)?);
    let found = show(&state, before).await?;
    if found == 0 {
        println!("Nothing has lain in the trash for so long.");
        return Ok(());
    }
    if args.dry_run {
        println!("{found} would be removed for good. Nothing was done.");
        return Ok(());
    }
    if !args.yes {
        let question = format!("Remove {found} for good? This cannot be undone.");
        let again = format!("griot purge --older-than {} --yes", shown_duration(args.older_than));
        confirm(&question, "nothing was removed", &again)?;
    }
    let (removed, kept) = remove(&state, before).await?;
    println!("{removed} removed for good.");
    if kept > 0 {
        println!("{kept} kept: a menu points to them, or they were taken out of the trash meanwhile.");
    }
    Ok(())
}

/// Prints all of it, and tells how much there is.
async fn show(state: &AppState, before: Timestamp) -> Result<u64> {
    let (mut found, mut last) = (0, None);
    loop {
        let trashed = step(state, before, last).await?;
        for Trashed { kind, slug, trashed_at, .. } in &trashed {
            found += 1;
            println!("{:<8} {slug}  (in the trash since {trashed_at})", kind.as_str());
        }
        match trashed.into_iter().next_back() {
            Some(one) => last = Some(one),
            None => return Ok(found),
        }
    }
}

async fn step(state: &AppState, before: Timestamp, after: Option<Trashed>) -> Result<Vec<Trashed>> {
    state.db.read(move |conn| workflow::purgeable(conn, before, after.as_ref(), STEP)).await
}

/// Each in a transaction of its own, so that a running server is never kept waiting. How many went, and how many
/// did not.
async fn remove(state: &AppState, before: Timestamp) -> Result<(u64, u64)> {
    let (mut removed, mut kept, mut last) = (0, 0, None);
    loop {
        let trashed = step(state, before, last).await?;
        for Trashed { id, kind, .. } in trashed.iter().cloned() {
            let purged = state.db.write(move |tx| {
                let now = tx.now();
                let current = articles::find_anywhere(tx, kind, id, now)?;
                // Restored and thrown away again meanwhile, it has its time anew.
                if current.article.trashed_at.is_none_or(|at| at > before) {
                    return Ok(false);
                }
                workflow::purge(tx, None, &current, None).map(|()| true)
            });
            match purged.await {
                Ok(true) => removed += 1,
                Ok(false) => kept += 1,
                Err(refused) if matches!(refused.kind(), ErrorKind::InUse | ErrorKind::NotFound) => kept += 1,
                Err(fault) => return Err(fault),
            }
        }
        match trashed.into_iter().next_back() {
            Some(one) => last = Some(one),
            None => return Ok((removed, kept)),
        }
    }
}
