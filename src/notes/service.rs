//! The verbs: who may, and what becomes of a note.

use super::model::{Filter, Note, NoteId, NoteKind, Reach};
use super::queries;
use crate::articles::ArticleId;
use crate::auth::{Permission, Principal, UserId};
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, Deed, Tx, retry_lost_reference};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};

/// What may be changed of a note.
#[derive(Clone, Debug)]
pub struct NoteInput {
    pub text: String,
    pub resolved: bool,
}

fn reach(by: &Principal) -> Reach {
    Reach { user: by.user, drafts: by.may(Permission::ReadDrafts), pages: by.may(Permission::EditPages) }
}

/// A page of notes, as far as the caller may read what they are about.
///
/// # Errors
/// When the database cannot answer.
pub(super) fn list(
    conn: &mut Conn,
    by: &Principal,
    filter: &Filter,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<Note>, Option<i64>)> {
    let reach = reach(by);
    let rows = queries::list(conn, &reach, filter, page)?;
    let paged = Paged::new(rows, page, |note| Position { key: note.created_at.write(), id: note.id.0 });
    let total = if count { Some(queries::count(conn, &reach, filter)?) } else { None };
    Ok((paged, total))
}

/// Open notes on what the caller made or is to work on, the newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn awaiting(conn: &mut Conn, by: &Principal, limit: i64) -> Result<Vec<Note>> {
    Ok(queries::awaiting(conn, &reach(by), limit)?)
}

/// # Errors
/// 404 when there is no such note, or not for the caller.
pub(super) fn find(conn: &mut Conn, by: &Principal, id: NoteId) -> Result<Note> {
    queries::find(conn, &reach(by), id)?.ok_or_else(|| Error::not_found("note"))
}

/// # Errors
/// 422 when the caller knows of no such article.
pub(super) fn create(tx: &mut Tx<'_>, by: &Principal, article: ArticleId, text: &str) -> Result<NoteId> {
    if !queries::reaches(tx, &reach(by), article)? {
        let detail = "There is no such article or page.";
        let fault = FieldError::pointer("/article_id", FieldCode::UnknownReference, detail);
        return Err(Error::invalid(vec![fault]));
    }
    let id = add(tx, by.user, article, NoteKind::Comment, text)?;
    audit(tx, id, article);
    Ok(id)
}

/// No event tells of notes.
fn audit(tx: &mut Tx<'_>, id: NoteId, article: ArticleId) {
    tx.audit(Deed::done("note", id.0).with("article", article.to_string()));
}

/// Leaves a note. The article's version stays: nobody saved it.
///
/// # Errors
/// When the database cannot.
pub fn add(tx: &mut Tx<'_>, by: UserId, article: ArticleId, kind: NoteKind, text: &str) -> Result<NoteId> {
    let (id, now) = (NoteId(tx.next_id()), tx.now());
    queries::insert(tx, id, article, kind, text, by, now).map_err(retry_lost_reference)?;
    Ok(id)
}

/// Anybody who reads a note may resolve and reopen it; its words are the writer's, and an editor's.
///
/// # Errors
/// 403 for the words of others.
pub(super) fn update(tx: &mut Tx<'_>, by: &Principal, current: &Note, input: &NoteInput) -> Result<()> {
    if input.text != current.text {
        allow(by, current)?;
    }
    let now = tx.now();
    let before = current.resolver.as_ref().map(|(user, _)| *user).zip(current.resolved_at);
    let resolved = input.resolved.then(|| before.unwrap_or((by.user, now)));
    if !queries::update(tx, current.id, current.version, &input.text, resolved)? {
        return Err(lost());
    }
    audit(tx, current.id, current.article);
    Ok(())
}

/// # Errors
/// 403 for the words of others.
pub(super) fn delete(tx: &mut Tx<'_>, by: &Principal, current: &Note) -> Result<()> {
    allow(by, current)?;
    if !queries::delete(tx, current.id, current.version)? {
        return Err(lost());
    }
    audit(tx, current.id, current.article);
    Ok(())
}

fn allow(by: &Principal, current: &Note) -> Result<()> {
    if by.owns(current.created_by) { Ok(()) } else { by.require(Permission::EditArticles) }
}

fn lost() -> Error {
    Error::new(ErrorKind::Retry, "")
}
