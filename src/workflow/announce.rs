//! Telling the content log what the clock did: publications that began or ended by themselves. Readers do not
//! wait for it, they are judged by the instant at which they read; subscribers hear of it within two seconds.

use std::time::Duration;

use super::queries::{self, DueRow};
use crate::articles::Kind;
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::slugs;

/// How often the clock is looked at.
pub const EVERY: Duration = Duration::from_millis(500);

/// Writes down everything that is due, each once, whoever else does so meanwhile, and also what fell due while
/// nobody was there. Tells how many publications began or ended.
///
/// # Errors
/// When the database cannot; the next call goes on.
pub async fn announce(db: &Db, clock: &Clock) -> Result<usize> {
    let mut told = 0;
    loop {
        let at = clock.now();
        let due = db.read(move |conn| {
            Ok(!queries::begun(conn, at)?.is_empty() || !queries::ended(conn, at)?.is_empty())
        });
        if !due.await? {
            return Ok(told);
        }
        told += db.write(write).await?;
    }
}

fn write(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now();
    let (begun, ended) = (queries::begun(tx, now)?, queries::ended(tx, now)?);
    let mut all: Vec<(DueRow, bool)> = begun.into_iter().map(|row| (row, true)).collect();
    all.extend(ended.into_iter().map(|row| (row, false)));
    // In the order in which it happened; of one article, what ends before what begins.
    all.sort_by_key(|(row, begins)| (row.at, *begins, row.id.0));
    let mut told = 0;
    for (row, begins) in all {
        let is_mine =
            if begins { queries::mark_begun(tx, row.id)? } else { queries::mark_ended(tx, row.id)? };
        if !is_mine {
            continue;
        }
        let kind: Kind = row.kind.parse().map_err(|fault: String| Error::internal(fault))?;
        if begins {
            slugs::go_live(tx, kind.resource(), row.article.0, &row.slug)?;
        }
        let event = if begins { kind.events().published } else { kind.events().unpublished };
        Event::new(event, row.article.0, None)
            .revision(row.revision)
            .with("slug", row.slug)
            .with("at", row.at.to_string())
            .emit(tx);
        told += 1;
    }
    Ok(told)
}
