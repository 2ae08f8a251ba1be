//! Submit and return: a draft goes to the desk, and comes back with a note.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::announce::catch_up;
use super::lifecycle::Verb;
use crate::articles::{self, Workflow, Working};
use crate::auth::UserId;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::notes::{self, NoteKind};

/// A word to the desk.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// Becomes a note on the article.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Le chiffre du dernier paragraphe reste à vérifier."
    )]
    pub message: Option<String>,
}

/// What the writer is to mend.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// Becomes a note on the article.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Il manque la réponse de la mairie."
    )]
    pub note: String,
}

/// # Errors
/// 409 when it is no draft.
pub fn submit(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Submit) -> Result<()> {
    current.allow(Verb::Submit)?;
    articles::touch(tx, current, Workflow::InReview)?;
    catch_up(tx, current.article.id)?;
    if let Some(message) = &input.message {
        notes::add(tx, by, current.article.id, NoteKind::Submitted, message)?;
    }
    Event::new(current.article.kind.events().submitted, current.article.id.0, Some(by))
        .revision(current.article.head_revision)
        .emit(tx);
    Ok(())
}

/// # Errors
/// 409 when it is not in review.
pub fn return_to_writer(tx: &mut Tx<'_>, by: UserId, current: &Working, input: &Return) -> Result<()> {
    current.allow(Verb::Return)?;
    articles::touch(tx, current, Workflow::Draft)?;
    catch_up(tx, current.article.id)?;
    articles::returned(tx, current)?;
    notes::add(tx, by, current.article.id, NoteKind::Returned, &input.note)?;
    Event::new(current.article.kind.events().returned, current.article.id.0, Some(by))
        .revision(current.article.head_revision)
        .emit(tx);
    Ok(())
}
