//! Queues the work for webhooks that have something to be told.

use super::queries::{self, log};
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::jobs::{JobKind, queue};

/// Looks whether the log has gone on beyond where somebody is; tells whether work was queued. Any node may do this at
/// any time: it only reads while there is nothing to do.
///
/// # Errors
/// When the database cannot.
pub async fn wake(db: &Db) -> Result<bool> {
    let behind = |conn: &mut Conn| {
        let newest = log::newest(conn)?;
        let positions = queries::positions(conn)?;
        let behind = positions.into_iter().filter(|(_, position)| *position < newest);
        let mut idle = Vec::new();
        for (id, _) in behind {
            if !queue::is_queued(conn, JobKind::Webhook, &id.to_string())? {
                idle.push(id);
            }
        }
        Ok(idle)
    };
    let idle = db.read_uncounted(behind).await?;
    if idle.is_empty() {
        return Ok(false);
    }
    db.write(move |tx| idle.iter().try_for_each(|id| queue::ensure(tx, JobKind::Webhook, &id.to_string())))
        .await?;
    Ok(true)
}
