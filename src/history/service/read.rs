//! Revisions of what the caller may read.

use crate::articles::{self, Article, Kind};
use crate::auth::Principal;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, at_least};
use crate::error::{Error, FieldCode, FieldError, Result};
use crate::history::model::{FullRow, RevisionRow, Stored};
use crate::history::queries;
use crate::text::slug::IdOrSlug;

/// Of a revision that an address names.
pub fn not_there() -> Error {
    Error::not_found("revision")
}

/// A page of what was saved, the newest first.
///
/// # Errors
/// 404 when there is no such working copy, or not for the caller.
pub fn list(
    conn: &mut Conn,
    kind: Kind,
    by: &Principal,
    name: &IdOrSlug,
    page: &PageRequest,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<RevisionRow>, Option<i64>)> {
    let now = at_least(conn, now)?;
    let article = articles::head(conn, kind, by, name)?;
    let rows = queries::list(conn, article.id, page, now)?;
    let paged = Paged::new(rows, page, |row| Position { key: row.number.write(), id: article.id.0 });
    let total = if count { Some(queries::count(conn, article.id)?) } else { None };
    Ok((paged, total))
}

/// # Errors
/// 404 when there is no such revision, or no such working copy for the caller.
pub fn find(
    conn: &mut Conn,
    kind: Kind,
    by: &Principal,
    name: &IdOrSlug,
    number: i32,
    now: Timestamp,
) -> Result<FullRow> {
    let now = at_least(conn, now)?;
    let article = articles::head(conn, kind, by, name)?;
    queries::find(conn, article.id, number, now)?.ok_or_else(not_there)
}

/// What was written, and whose it is; none when there is no such revision of it.
///
/// # Errors
/// 404 when there is no such working copy, or not for the caller.
pub fn written(
    conn: &mut Conn,
    kind: Kind,
    by: &Principal,
    name: &IdOrSlug,
    number: i32,
) -> Result<(Article, Option<Stored>)> {
    let article = articles::head(conn, kind, by, name)?;
    let row = queries::some(conn, article.id, &[number])?.pop();
    Ok((article, row.map(Stored::read).transpose()?))
}

/// Two revisions: the named one, and the one it is held against, by itself the one before. The first
/// one is held against nothing.
///
/// # Errors
/// 404 when there is no such revision, 422 when there is nothing to hold it against.
pub fn two(
    conn: &mut Conn,
    kind: Kind,
    by: &Principal,
    name: &IdOrSlug,
    number: i32,
    against: Option<i32>,
) -> Result<(Stored, Option<Stored>)> {
    let article = articles::head(conn, kind, by, name)?;
    let rows = match against {
        Some(against) => queries::some(conn, article.id, &[number, against])?,
        None => queries::up_to(conn, article.id, number)?,
    };
    let (of, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.number == number);
    let of = Stored::read(of.into_iter().next().ok_or_else(not_there)?)?;
    let other = others.into_iter().next().map(Stored::read).transpose()?;
    match against {
        Some(against) if against == number => Ok((of.clone(), Some(of))),
        Some(against) if other.is_none() => {
            let detail = format!("There is no revision {against} to compare with.");
            let fault = FieldError::parameter("against", FieldCode::UnknownReference, detail);
            Err(Error::conflicting_parameters(vec![fault]))
        }
        _ => Ok((of, other)),
    }
}
