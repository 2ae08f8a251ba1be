//! The one row.

use diesel::prelude::*;

use super::model::Site;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::site;
use crate::error::{Error, Result};

pub(super) fn find(conn: &mut Conn) -> Result<Site> {
    let (settings, version, updated_at): (String, i64, Timestamp) =
        site::table.find(1).select((site::settings, site::version, site::updated_at)).first(conn)?;
    Ok(Site { settings: serde_json::from_str(&settings).map_err(Error::internal)?, version, updated_at })
}

/// False when somebody was faster.
pub(super) fn update(conn: &mut Conn, version: i64, settings: &str, now: Timestamp) -> QueryResult<bool> {
    let updated = diesel::update(site::table.find(1).filter(site::version.eq(version)))
        .set((site::settings.eq(settings), site::version.eq(version + 1), site::updated_at.eq(now)))
        .execute(conn)?;
    Ok(updated == 1)
}
