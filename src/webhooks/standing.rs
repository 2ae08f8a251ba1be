//! How all webhooks stand together: for figures and for whoever looks after the installation.

use super::model::DeliveryState;
use super::queries::{self, deliveries};
use crate::db::{Conn, log_ends};
use crate::error::Result;

/// Messages count but for pings, which only try whether one arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Messages that are to be tried again.
    pub pending: i64,
    /// Messages that were tried for the last time.
    pub dead: i64,
    /// Webhooks whose receiver wants nothing more.
    pub disabled: i64,
    /// Entries of the log that the active webhook furthest behind was not told yet.
    pub lag: i64,
}

/// # Errors
/// When the database cannot answer.
pub fn standing(conn: &mut Conn) -> Result<Standing> {
    let newest = log_ends(conn)?.seq;
    let behind = queries::positions(conn)?.into_iter().map(|(_, position)| newest - position).max();
    Ok(Standing {
        pending: deliveries::in_state(conn, DeliveryState::Pending)?,
        dead: deliveries::in_state(conn, DeliveryState::Dead)?,
        disabled: queries::disabled(conn)?,
        lag: behind.map_or(0, |behind| behind.max(0)),
    })
}
