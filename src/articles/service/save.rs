//! Saving: every accepted save appends a revision.

use uuid::Uuid;

use super::read::Working;
use crate::articles::model::{ArticleContent, ArticleId, Written};
use crate::articles::queries::save as sql;
use crate::auth::UserId;
use crate::authors::{self, AuthorId};
use crate::categories::{self, CategoryId};
use crate::db::{Conn, Tx, retry_lost_reference};
use crate::error::{Error, ErrorKind, Faults, FieldCode, Result};
use crate::events::{Event, EventType};
use crate::slugs::{self, Resource, Wish};

/// # Errors
/// 422 for a reference that leads nowhere, 409 when the slug is taken.
pub fn create(tx: &mut Tx<'_>, by: UserId, written: &Written) -> Result<ArticleId> {
    let content = &written.draft.content;
    check_references(tx, content)?;
    let id = ArticleId(tx.next_id());
    let wish = written.draft.slug.as_deref().map_or(Wish::From(&content.title), Wish::Given);
    let slug = slugs::claim(tx, Resource::Article, id.0, wish, false)?;
    let now = tx.now();
    sql::insert(tx, id, &slug, content, by, now)?;
    sql::append_revision(tx, id, 1, written, by, now)?;
    sql::insert_references(tx, id, content).map_err(retry_lost_reference)?;
    Event::new(EventType::ArticleCreated, id.0, Some(by)).revision(1).with("slug", slug).emit(tx);
    Ok(id)
}

/// Appends a revision to the working copy the caller has seen.
///
/// # Errors
/// [`ErrorKind::Stale`] when somebody saved in between; otherwise as [`create`].
pub fn update(tx: &mut Tx<'_>, by: UserId, current: &Working, written: &Written) -> Result<()> {
    let content = &written.draft.content;
    check_references(tx, content)?;
    let (id, now) = (current.article.id, tx.now());
    let slug = written.draft.slug.clone().unwrap_or_else(|| current.article.slug.clone());
    let number = current.article.head_revision + 1;
    if !sql::update(tx, id, current.article.version, number, &slug, content, by, now)? {
        return Err(overtaken());
    }
    slugs::rename(tx, Resource::Article, id.0, &current.article.slug, &slug, false)?;
    sql::append_revision(tx, id, number, written, by, now)?;
    sql::replace_references(tx, id, content).map_err(retry_lost_reference)?;
    Event::new(EventType::ArticleUpdated, id.0, Some(by)).revision(number).with("slug", slug).emit(tx);
    Ok(())
}

/// Raises the version for a transition.
///
/// # Errors
/// [`ErrorKind::Stale`] when somebody was faster.
pub fn touch(tx: &mut Tx<'_>, current: &Working) -> Result<()> {
    if sql::touch(tx, current.article.id, current.article.version)? { Ok(()) } else { Err(overtaken()) }
}

/// The row moved between reading and writing. The caller reads again and judges anew.
pub fn overtaken() -> Error {
    Error::new(ErrorKind::Stale, "The article was saved by somebody else in the same moment.")
}

/// Names every author and category of the content that does not exist.
///
/// # Errors
/// 422 with the pointer of each.
pub fn check_references(conn: &mut Conn, content: &ArticleContent) -> Result<()> {
    let authors: Vec<AuthorId> = content.authors.iter().map(|entry| AuthorId(entry.id)).collect();
    let sections: Vec<CategoryId> = content.sections().into_iter().map(|(id, _)| CategoryId(id)).collect();
    let mut faults = Faults::new();
    if !authors.is_empty() {
        let unknown = authors::unknown(conn, &authors)?;
        for (index, id) in authors.iter().enumerate().filter(|(_, id)| unknown.contains(id)) {
            faults.add(
                format!("/authors/{index}/id"),
                FieldCode::UnknownReference,
                format!("There is no author {id}."),
            );
        }
    }
    if !sections.is_empty() {
        let unknown = categories::unknown(conn, &sections)?;
        let missing = |id: &Uuid| unknown.contains(&CategoryId(*id));
        if let Some(id) = content.primary_category_id.filter(missing) {
            faults.add(
                "/primary_category_id",
                FieldCode::UnknownReference,
                format!("There is no category {id}."),
            );
        }
        for (index, id) in content.category_ids.iter().enumerate().filter(|(_, id)| missing(id)) {
            faults.add(
                format!("/category_ids/{index}"),
                FieldCode::UnknownReference,
                format!("There is no category {id}."),
            );
        }
    }
    faults.check()
}

/// The content of one revision.
///
/// # Errors
/// When the stored document cannot be read.
pub fn revision(conn: &mut Conn, id: ArticleId, number: i32) -> Result<Option<ArticleContent>> {
    let stored = sql::revision(conn, id, number)?;
    stored.map(|content| serde_json::from_str(&content).map_err(Error::internal)).transpose()
}
