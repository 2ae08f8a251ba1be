//! The verbs: permission is in the handler's signature, the rules are here.

use std::collections::HashMap;

use super::chains;
use super::model::{Filter, Imported, Redirect, RedirectId, RedirectInput, RedirectSort};
use super::queries;
use crate::auth::UserId;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, NamedLock, Tx};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};

/// A page of redirects and, if asked for, how many there are.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: RedirectSort,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<Redirect>, Option<i64>)> {
    let rows = queries::list(conn, filter, sort, page)?;
    let paged = Paged::new(rows, page, |redirect| Position {
        key: match sort {
            RedirectSort::Source => redirect.source.clone(),
            RedirectSort::CreatedDescending => redirect.created_at.write(),
        },
        id: redirect.id.0,
    });
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    Ok((paged, total))
}

/// # Errors
/// 404 when there is no such redirect.
pub(super) fn find(conn: &mut Conn, id: RedirectId) -> Result<Redirect> {
    queries::find(conn, id)?.ok_or_else(|| Error::not_found("redirect"))
}

/// Finds a redirect to write it. Nobody else changes any from here to the end of the transaction:
/// two that are each harmless could make a loop.
///
/// # Errors
/// 404 when there is no such redirect.
pub(super) fn find_to_write(tx: &mut Tx<'_>, id: RedirectId) -> Result<Redirect> {
    tx.lock(NamedLock::Redirects)?;
    find(tx, id)
}

/// # Errors
/// 422 when the path has a redirect already, or the new one would lead back to where it begins.
pub(super) fn create(tx: &mut Tx<'_>, by: UserId, input: &RedirectInput) -> Result<RedirectId> {
    tx.lock(NamedLock::Redirects)?;
    check_source(tx, None, input)?;
    let id = insert(tx, by, input)?;
    chains::check(tx, &[("", input)])?;
    Ok(id)
}

/// # Errors
/// As [`create`]; 412 when somebody saved in between.
pub(super) fn update(tx: &mut Tx<'_>, by: UserId, current: &Redirect, input: &RedirectInput) -> Result<()> {
    check_source(tx, Some(current.id), input)?;
    save(tx, by, current, input)?;
    chains::check(tx, &[("", input)])
}

/// Makes and changes many at once, each known by its path. All or nothing.
///
/// # Errors
/// 422 when one of them would lead back to where it begins, at the name it was given with.
pub(super) fn import(tx: &mut Tx<'_>, by: UserId, inputs: &[(String, RedirectInput)]) -> Result<Imported> {
    tx.lock(NamedLock::Redirects)?;
    let sources: Vec<String> = inputs.iter().map(|(_, input)| input.source.clone()).collect();
    let there = queries::find_by_sources(tx, &sources)?;
    let there: HashMap<&str, &Redirect> =
        there.iter().map(|redirect| (redirect.source.as_str(), redirect)).collect();
    let mut imported = Imported::default();
    for (_, input) in inputs {
        match there.get(input.source.as_str()) {
            None => {
                insert(tx, by, input)?;
                imported.created += 1;
            }
            Some(current) if input.is(current) => imported.unchanged += 1,
            Some(current) => {
                save(tx, by, current, input)?;
                imported.updated += 1;
            }
        }
    }
    let named: Vec<(&str, &RedirectInput)> =
        inputs.iter().map(|(name, input)| (name.as_str(), input)).collect();
    chains::check(tx, &named)?;
    Ok(imported)
}

/// Every redirect there is, by its path.
pub(super) fn all(conn: &mut Conn) -> Result<Vec<Redirect>> {
    Ok(queries::all(conn)?)
}

fn insert(tx: &mut Tx<'_>, by: UserId, input: &RedirectInput) -> Result<RedirectId> {
    let (id, now) = (RedirectId(tx.next_id()), tx.now());
    queries::insert(tx, id, input, now)?;
    Event::new(EventType::RedirectCreated, id.0, Some(by)).with("from", input.source.clone()).emit(tx);
    Ok(id)
}

fn save(tx: &mut Tx<'_>, by: UserId, current: &Redirect, input: &RedirectInput) -> Result<()> {
    let now = tx.now();
    if !queries::update(tx, current.id, current.version, input, now)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    Event::new(EventType::RedirectUpdated, current.id.0, Some(by))
        .with("from", input.source.clone())
        .emit(tx);
    Ok(())
}

/// # Errors
/// 412 when somebody saved in between.
pub(super) fn delete(tx: &mut Tx<'_>, by: UserId, current: &Redirect) -> Result<()> {
    if !queries::delete(tx, current.id, current.version)? {
        return Err(Error::new(ErrorKind::Retry, ""));
    }
    Event::new(EventType::RedirectDeleted, current.id.0, Some(by))
        .with("from", current.source.clone())
        .emit(tx);
    Ok(())
}

fn check_source(conn: &mut Conn, own: Option<RedirectId>, input: &RedirectInput) -> Result<()> {
    if queries::find_by_source(conn, &input.source)?.is_some_and(|there| Some(there.id) != own) {
        let detail = "This path has a redirect already.";
        return Err(Error::invalid(vec![FieldError::pointer("/from", FieldCode::Duplicate, detail)]));
    }
    Ok(())
}
