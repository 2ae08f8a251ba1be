//! Reading the log.

use uuid::Uuid;

use super::model::Filter;
use super::queries;
use crate::db::page::{PageRequest, Paged, Position};
use crate::db::{AuditRow, Conn};
use crate::error::Result;

/// A page of the log and, if asked for, how many entries there are.
///
/// # Errors
/// When the database cannot answer.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<AuditRow>, Option<i64>)> {
    let rows = queries::list(conn, filter, page)?;
    let paged =
        Paged::new(rows, page, |row| Position { key: format!("{} {}", row.at, row.seq), id: Uuid::nil() });
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    Ok((paged, total))
}
