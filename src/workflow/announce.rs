//! Telling the content log what the clock did: publications that began or ended by themselves. Readers do not
//! wait for it, they are judged by the instant at which they read; subscribers hear of it within two seconds.

use super::queries::{self, DueRow, Intervals, Turn};
use crate::articles::{ArticleId, Kind};
use crate::clock::{Clock, Timestamp};
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::slugs;

/// Writes down everything that is due, each once, whoever else does so meanwhile, and also what fell due while
/// nobody was there. Tells how many publications began or ended.
///
/// # Errors
/// When the database cannot; the next call goes on.
pub async fn announce(db: &Db, clock: &Clock) -> Result<usize> {
    let mut told = 0;
    loop {
        let now = clock.now();
        if !db.read(move |conn| is_due(conn, now)).await? {
            return Ok(told);
        }
        told += db.write(|tx| tell(tx, None)).await?;
    }
}

/// Whether the clock did something the log does not have.
///
/// # Errors
/// When the database cannot answer.
pub fn is_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    Ok(!queries::due(conn, None, now)?.is_empty())
}

/// What the clock did to one article, before somebody does something to it: the log has things in their order,
/// and nothing comes after that is no longer so.
///
/// # Errors
/// When the database cannot.
pub fn catch_up(tx: &mut Tx<'_>, article: ArticleId) -> Result<()> {
    tell(tx, Some(article)).map(|_| ())
}

fn tell(tx: &mut Tx<'_>, article: Option<ArticleId>) -> Result<usize> {
    let now = tx.now();
    let mut told = 0;
    for (turn, row) in queries::due(tx, article, now)? {
        if queries::mark(tx, turn, row.id)? {
            write(tx, turn, row)?;
            told += 1;
        }
    }
    Ok(told)
}

fn write(tx: &mut Tx<'_>, turn: Turn, row: DueRow) -> Result<()> {
    let kind: Kind = row.kind.parse().map_err(|fault: String| Error::internal(fault))?;
    let event = match turn {
        Turn::Began => {
            // The address before it is a former one now; that of another plan is not.
            let now = tx.now();
            let Intervals { planned, begun } = queries::intervals(tx, row.article, now)?;
            let kept: Vec<&str> = [&planned, &begun].into_iter().flatten().map(|kept| &*kept.slug).collect();
            slugs::retire(tx, kind.resource(), row.article.0, &kept)?;
            kind.events().published
        }
        Turn::Ended => kind.events().unpublished,
    };
    Event::new(event, row.article.0, None)
        .revision(row.revision)
        .with("slug", row.slug)
        .with("at", row.at.to_string())
        .emit(tx);
    Ok(())
}
