//! Noting corrections, and finding them.

use super::model::{Correction, CorrectionId, CorrectionInput, Filter, Logged};
use super::queries;
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, Tx};
use crate::error::Result;

/// At the instant of the transaction, at which what it speaks of becomes public.
///
/// # Errors
/// When the database cannot.
pub fn add(
    tx: &mut Tx<'_>,
    by: UserId,
    article: ArticleId,
    revision: i32,
    input: &CorrectionInput,
) -> Result<()> {
    let (id, now) = (CorrectionId(tx.next_id()), tx.now());
    Ok(queries::insert(tx, id, article, revision, input, by, now)?)
}

/// A page of the corrections of what readers see at `now`.
///
/// # Errors
/// When the database cannot answer.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Logged>, Option<i64>)> {
    let rows = queries::list(conn, filter, page, now)?;
    let paged =
        Paged::new(rows, page, |row| Position { key: row.correction.at.write(), id: row.correction.id.0 });
    let total = if count { Some(queries::count(conn, filter, now)?) } else { None };
    Ok((paged, total))
}

/// Those of these articles, which the caller has found visible, the newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of(conn: &mut Conn, articles: &[ArticleId], now: Timestamp) -> Result<Vec<Correction>> {
    if articles.is_empty() { Ok(Vec::new()) } else { Ok(queries::of(conn, articles, now)?) }
}
