//! Saving: every accepted save appends a revision.

use super::read::Working;
use super::{references, translations};
use crate::articles::model::{ArticleId, Kind, Revision, Workflow, Written};
use crate::articles::queries::save as sql;
use crate::auth::{Permission, Principal, UserId};
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, is_reference_violation, is_unique_violation, retry_lost_reference};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::Event;
use crate::slugs::{self, Wish};

/// # Errors
/// 409 when the slug is taken, 422 for a reference that leads nowhere.
pub fn create(tx: &mut Tx<'_>, kind: Kind, by: UserId, written: &Written) -> Result<ArticleId> {
    let content = &written.draft.content;
    let id = ArticleId(tx.next_id());
    let wish = written.draft.slug.as_deref().map_or(Wish::From(&content.title), Wish::Given);
    let slug = slugs::claim(tx, kind.resource(), id.0, wish, false)?;
    references::check(tx, id, content, &[])?;
    translations::check(tx, kind, id, content)?;
    let now = tx.now();
    sql::insert(tx, kind, id, &slug, content, written.draft.embargo_until, by, now)
        .map_err(faults_of_the_row)?;
    sql::append_revision(tx, id, 1, &slug, written, by, now)?;
    sql::insert_references(tx, id, content).map_err(overtaken_reference)?;
    Event::new(kind.events().created, id.0, Some(by)).revision(1).with("slug", slug).emit(tx);
    Ok(id)
}

/// Appends a revision to the working copy the caller has seen.
///
/// # Errors
/// [`ErrorKind::Stale`] when somebody saved in between; 403 when it would end an embargo that is for editors to end;
/// otherwise as [`create`].
pub fn update(tx: &mut Tx<'_>, by: &Principal, current: &Working, written: &Written) -> Result<()> {
    let content = &written.draft.content;
    let (kind, id, now) = (current.article.kind, current.article.id, tx.now());
    let slug = written.draft.slug.clone().unwrap_or_else(|| current.article.slug.clone());
    let embargo = written.draft.embargo_until;
    check_embargo(current, by, embargo)?;
    let by = by.user;
    let number = current.article.head_revision + 1;
    if content.translation_of != current.content.translation_of {
        translations::check(tx, kind, id, content)?;
    } else if content.locale != current.content.locale {
        translations::check_language(tx, kind, id, content)?;
    }
    if !sql::update(tx, id, current.article.version, number, &slug, content, embargo, by, now)
        .map_err(faults_of_the_row)?
    {
        return Err(overtaken());
    }
    slugs::rename(tx, kind.resource(), id.0, &current.article.slug, &slug, false)?;
    references::check(tx, id, content, &current.content.related_ids)?;
    sql::append_revision(tx, id, number, &slug, written, by, now)?;
    sql::replace_references(tx, id, content).map_err(overtaken_reference)?;
    Event::new(kind.events().updated, id.0, Some(by)).revision(number).with("slug", slug).emit(tx);
    Ok(())
}

/// An embargo is a promise to somebody: it is kept by what is planned too, and a save by a client that knows nothing
/// of it does not end it.
fn check_embargo(current: &Working, by: &Principal, embargo: Option<Timestamp>) -> Result<()> {
    if let Some(running) = current.embargo().filter(|running| embargo.is_none_or(|until| until < *running))
        && !by.may(Permission::EditArticles)
    {
        let detail = format!(
            "It is under embargo until {running}, and only editors lift that or bring it forward. Send \
             `embargo_until` as it is."
        );
        return Err(Error::new(ErrorKind::Forbidden, detail));
    }
    let planned = current.publish_at.filter(|planned| embargo.is_some_and(|until| *planned < until));
    let Some(planned) = planned.filter(|_| embargo != current.article.embargo_until) else { return Ok(()) };
    let detail =
        format!("It is scheduled for {planned}, before that. Unschedule it first, or schedule it anew.");
    let fault = FieldError::pointer("/embargo_until", FieldCode::Rule, detail);
    Err(Error::invalid(vec![fault.expected(format!("an instant up to {planned}"))]))
}

/// What it refers to went, or its position in a series was taken, since that was looked at.
fn overtaken_reference(fault: diesel::result::Error) -> Error {
    if is_unique_violation(&fault) { lost() } else { retry_lost_reference(fault) }
}

/// The only row that a working copy refers to and that may go meanwhile is the user who saves; the
/// only thing of its own that another may have taken meanwhile is its language among translations.
fn faults_of_the_row(fault: diesel::result::Error) -> Error {
    if is_reference_violation(&fault) {
        Error::account_gone()
    } else if is_unique_violation(&fault) {
        lost()
    } else {
        fault.into()
    }
}

/// Raises the version for a transition, which reads and writes in one transaction, and says at what
/// stage the working copy is from here on. The article is the first row it locks, as with a save: two
/// that wait for each other would be a deadlock.
///
/// # Errors
/// [`ErrorKind::Retry`] when somebody was faster.
pub fn touch(tx: &mut Tx<'_>, current: &Working, stage: Workflow) -> Result<()> {
    if sql::touch(tx, current.article.id, current.article.version, stage)? { Ok(()) } else { Err(lost()) }
}

/// A transition that gave it back to the writer: the desk shows it to them until the next one.
///
/// # Errors
/// When the database cannot.
pub fn returned(tx: &mut Tx<'_>, current: &Working) -> Result<()> {
    let now = tx.now();
    Ok(sql::set_returned(tx, current.article.id, now)?)
}

/// Voids every link that was given out to the working copy, for good.
///
/// # Errors
/// When the database cannot.
pub fn revoke_previews(tx: &mut Tx<'_>, current: &Working) -> Result<()> {
    Ok(sql::revoke_previews(tx, current.article.id)?)
}

/// Somebody was faster than this transaction: `Db::write` runs it again, and it judges anew.
pub fn lost() -> Error {
    Error::new(ErrorKind::Retry, "")
}

/// The row moved between a save's reading and its writing, which are two transactions: the caller
/// reads again, renders and judges anew.
pub fn overtaken() -> Error {
    Error::new(ErrorKind::Stale, "It was saved by somebody else in the same moment.")
}

/// One revision, as it would be published.
///
/// # Errors
/// When the stored document cannot be read.
pub fn revision(conn: &mut Conn, id: ArticleId, number: i32) -> Result<Option<Revision>> {
    let Some((content, words, saved_by)) = sql::revision(conn, id, number)? else { return Ok(None) };
    let content = serde_json::from_str(&content).map_err(Error::internal)?;
    Ok(Some(Revision { number, content, words: words.unwrap_or(0), saved_by }))
}
