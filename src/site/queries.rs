//! The one row.

use diesel::prelude::*;

use super::model::Site;
use crate::clock::Timestamp;
use crate::db::schema::{event_sequence, site};
use crate::db::{Conn, LogEnds};
use crate::error::{Error, Result};

pub(super) fn find(conn: &mut Conn) -> Result<Site> {
    let (settings, version, updated_at): (String, i64, Timestamp) =
        site::table.find(1).select((site::settings, site::version, site::updated_at)).first(conn)?;
    Ok(Site { settings: serde_json::from_str(&settings).map_err(Error::internal)?, version, updated_at })
}

/// With the ends of the content log.
pub(super) fn snapshot(conn: &mut Conn) -> QueryResult<(String, LogEnds)> {
    site::table
        .inner_join(event_sequence::table.on(event_sequence::id.eq(site::id)))
        .filter(site::id.eq(1))
        .select((site::settings, LogEnds::as_select()))
        .first(conn)
}

/// False when somebody was faster.
pub(super) fn update(conn: &mut Conn, version: i64, settings: &str, now: Timestamp) -> QueryResult<bool> {
    let updated = diesel::update(site::table.find(1).filter(site::version.eq(version)))
        .set((site::settings.eq(settings), site::version.eq(version + 1), site::updated_at.eq(now)))
        .execute(conn)?;
    Ok(updated == 1)
}
