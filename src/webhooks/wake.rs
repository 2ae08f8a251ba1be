//! Queues the work for webhooks that have something to be told.

use super::queries;
use crate::db::{Conn, Db, log_ends};
use crate::error::Result;
use crate::jobs::{JobKind, queue};

/// Looks whether the log has gone on beyond where somebody is; tells whether work was queued. Any node may do this at
/// any time: it only reads while there is nothing to do.
///
/// # Errors
/// When the database cannot.
pub async fn wake(db: &Db) -> Result<bool> {
    let behind = |conn: &mut Conn| {
        let newest = log_ends(conn)?.seq;
        let positions = queries::positions(conn)?;
        let behind = positions.into_iter().filter(|(_, position)| *position < newest);
        let mut idle: Vec<String> = behind.map(|(id, _)| id.to_string()).collect();
        if !idle.is_empty() {
            let queued = queue::queued(conn, JobKind::Webhook)?;
            idle.retain(|id| !queued.contains(id));
        }
        Ok(idle)
    };
    let idle = db.read_uncounted(behind).await?;
    if idle.is_empty() {
        return Ok(false);
    }
    db.write(move |tx| idle.iter().try_for_each(|id| queue::ensure(tx, JobKind::Webhook, id))).await?;
    Ok(true)
}
