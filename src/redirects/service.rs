//! The verbs: permission is in the handler's signature, the rules are here.

use super::model::{Filter, HOPS, Redirect, RedirectId, RedirectInput, RedirectSort};
use super::path::normalise;
use super::queries;
use crate::auth::UserId;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, NamedLock, Tx};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::{Event, EventType};
use crate::site::{self, Addresses};

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
    check(tx, None, input)?;
    let (id, now) = (RedirectId(tx.next_id()), tx.now());
    queries::insert(tx, id, input, now)?;
    Event::new(EventType::RedirectCreated, id.0, Some(by)).with("from", input.source.clone()).emit(tx);
    Ok(id)
}

/// # Errors
/// As [`create`]; 412 when somebody saved in between.
pub(super) fn update(tx: &mut Tx<'_>, by: UserId, current: &Redirect, input: &RedirectInput) -> Result<()> {
    check(tx, Some(current.id), input)?;
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

fn check(conn: &mut Conn, own: Option<RedirectId>, input: &RedirectInput) -> Result<()> {
    if queries::find_by_source(conn, &input.source)?.is_some_and(|there| Some(there.id) != own) {
        return Err(refuse("/from", FieldCode::Duplicate, "This path has a redirect already."));
    }
    let Some(target) = &input.target else { return Ok(()) };
    let addresses = site::addresses(conn)?;
    // As far as the stored ones lead on from the target. Those to come are checked when they come.
    let mut here = local(&addresses, target);
    for _ in 0..HOPS {
        let Some(path) = here else { return Ok(()) };
        if path == input.source {
            return Err(refuse("/to", FieldCode::Rule, "The redirect would lead back to where it begins."));
        }
        let next = queries::find_by_source(conn, &path)?.filter(|there| Some(there.id) != own);
        here = next.and_then(|next| next.target).and_then(|target| local(&addresses, &target));
    }
    let detail = format!("More than {HOPS} redirects would follow one another.");
    Err(refuse("/to", FieldCode::Rule, &detail))
}

/// The path of the website behind a target, if it is one: what could have a redirect itself.
fn local(addresses: &Addresses, target: &str) -> Option<String> {
    let path = addresses.path_of(target)?;
    normalise(path.split(['?', '#']).next().unwrap_or_default())
}

fn refuse(pointer: &str, code: FieldCode, detail: &str) -> Error {
    Error::invalid(vec![FieldError::pointer(pointer, code, detail)])
}
