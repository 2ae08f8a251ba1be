//! Making the index again: after another analyser came, or when somebody says so.

use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use super::index::{self, Made};
use super::names::{self, Name};
use crate::db::{AnyId, Db, Pace};
use crate::error::{Error, Result};
use crate::search::model::{INDEX_VERSION, NameKind};
use crate::search::queries::{index as sql, names as name_sql};

/// Names that are written at a time.
const NAMES: i64 = 200;

/// Which documents are made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reindex {
    /// Those that are missing or were made by another analyser.
    Outdated,
    Everything,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: i64,
    /// Publications there are; of some there may be nothing to do.
    pub all: i64,
}

/// Makes documents again, in small transactions between those of others. Searching goes on
/// meanwhile over what there is. It can be broken off and begun again, and several nodes may do it
/// at once. Tells how many it made; 0 at once when the index is up to date and that suffices.
///
/// # Errors
/// When the database cannot; what was done stays done.
pub async fn reindex(db: &Db, which: Reindex, mut progress: impl FnMut(Progress)) -> Result<i64> {
    let all = which == Reindex::Everything;
    if !all && db.read(|conn| Ok(sql::version(conn)?)).await? == INDEX_VERSION {
        return Ok(0);
    }
    // Whoever breaks it off finds it unfinished.
    db.write(|tx| Ok(sql::set_version(tx, 0)?)).await?;
    for kind in [NameKind::Author, NameKind::Category, NameKind::Tag] {
        write_names(db, kind).await?;
    }
    let total = db.read_wide(|conn| Ok(sql::count_publications(conn)?)).await?;
    let (mut after, mut done, mut pace) = (AnyId(Uuid::nil()), 0, Pace::between(10, 400));
    progress(Progress { done, all: total });
    loop {
        let size = i64::try_from(pace.rows()).unwrap_or(i64::MAX);
        let (sources, labels) = db
            .read(move |conn| {
                let sources = sql::next_sources(conn, after, all, size)?;
                let labels = index::labels(conn, &sources)?;
                Ok((sources, labels))
            })
            .await?;
        let Some(last) = sources.last() else { break };
        after = last.publication;
        done += i64::try_from(sources.len()).unwrap_or(0);
        let made = tokio::task::spawn_blocking(move || index::make(&sources, &labels));
        let made: Arc<Vec<Made>> = Arc::new(made.await.map_err(Error::internal)??);
        let begun = Instant::now();
        db.write(move |tx| {
            let ids: Vec<AnyId> = made.iter().map(|one| one.document.publication).collect();
            // Purged since it was read.
            let left = sql::existing(tx, &ids)?;
            let made: Vec<Made> =
                made.iter().filter(|one| left.contains(&one.document.publication)).cloned().collect();
            index::write(tx, &made)
        })
        .await?;
        pace.ended(begun);
        progress(Progress { done, all: total });
    }
    db.write(|tx| Ok(sql::set_version(tx, INDEX_VERSION)?)).await?;
    Ok(done)
}

async fn write_names(db: &Db, kind: NameKind) -> Result<()> {
    let mut after = AnyId(Uuid::nil());
    loop {
        let last = db
            .write(move |tx| {
                let some = name_sql::some(tx, kind, after, NAMES)?;
                for (id, text, locale) in &some {
                    names::write_name(tx, kind, id.0, Name { text, locale: locale.as_deref() })?;
                }
                Ok(some.last().map(|(id, ..)| *id))
            })
            .await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
