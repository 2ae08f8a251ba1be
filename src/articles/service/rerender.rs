//! What a stricter policy makes of texts that were rendered before it: nothing old is served.

use std::sync::Arc;

use crate::articles::queries::outdated::{self, Outdated};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::text::render::{self, Rendering};

/// Bodies in one transaction: few enough that other nodes' writes are not kept waiting.
const CHUNK: i64 = 50;

/// Renders again what an older policy made, and tells how many bodies that were. Several nodes may
/// do so at once: they write the same.
///
/// # Errors
/// When the database cannot; what was done stays done.
pub async fn rerender_outdated(db: &Db) -> Result<usize> {
    let mut done = 0;
    loop {
        let outdated = db.read(|conn| outdated::some(conn, CHUNK)).await?;
        if outdated.is_empty() {
            return Ok(done);
        }
        done += outdated.len();
        let made =
            tokio::task::spawn_blocking(move || outdated.into_iter().map(made_again).collect::<Vec<_>>());
        let made = Arc::new(made.await.map_err(Error::internal)?);
        db.write(move |tx| {
            for (old, new) in made.iter() {
                outdated::replace(tx, old, new)?;
            }
            Ok(())
        })
        .await?;
        tracing::info!(done, "rendering texts again under the current policy");
    }
}

fn made_again(old: Outdated) -> (Outdated, Rendering) {
    let rendering = render::render(old.format.into(), &old.source);
    (old, rendering)
}
