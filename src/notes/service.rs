//! Writing notes.

use super::model::{NoteId, NoteKind};
use super::queries;
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::db::Tx;
use crate::error::Result;

/// Leaves a note. The article's version stays: nobody saved it.
///
/// # Errors
/// When the database cannot.
pub fn add(tx: &mut Tx<'_>, by: UserId, article: ArticleId, kind: NoteKind, text: &str) -> Result<NoteId> {
    let (id, now) = (NoteId(tx.next_id()), tx.now());
    queries::insert(tx, id, article, kind, text, by, now)?;
    Ok(id)
}
