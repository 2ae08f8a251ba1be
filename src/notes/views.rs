//! Notes as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Note, NoteKind};
use super::service::NoteInput;
use crate::articles::{Kind, UserReference};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;

/// A note to be left.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateNote {
    /// Id of an article or a page.
    #[schema(example = "0198c0de-0000-7000-8000-000000000001")]
    pub article_id: Uuid,
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Le chiffre du troisième paragraphe est à vérifier."
    )]
    pub text: String,
}

/// What may be changed of a note.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceNote {
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Le chiffre du troisième paragraphe est à vérifier."
    )]
    pub text: String,
    /// Whether it is settled.
    #[schema(example = true)]
    pub resolved: bool,
}

/// A merge patch of a note.
pub type UpdateNote = Patch<ReplaceNote>;

impl ReplaceNote {
    pub fn parse(self) -> NoteInput {
        NoteInput { text: self.text, resolved: self.resolved }
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(note: &Note) -> Self {
        ReplaceNote { text: note.text.clone(), resolved: note.resolved_at.is_some() }
    }
}

/// Something said about an article or a page, among those who write.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Note)]
pub struct NoteView {
    pub id: Uuid,
    /// What it is about.
    pub article_id: Uuid,
    /// Whether that is an article or a page.
    pub article_kind: Kind,
    pub kind: NoteKind,
    #[schema(example = "Le chiffre du troisième paragraphe est à vérifier.")]
    pub text: String,
    pub resolved: bool,
    pub created_by: UserReference,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(required)]
    pub resolved_by: Option<UserReference>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub resolved_at: Option<Timestamp>,
}

impl NoteView {
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(note: Note) -> Result<Self> {
        let internal = |fault: String| Error::internal(fault);
        Ok(NoteView {
            id: note.id.0,
            article_id: note.article.0,
            article_kind: note.article_kind.parse().map_err(internal)?,
            kind: note.kind.parse().map_err(internal)?,
            text: note.text,
            resolved: note.resolved_at.is_some(),
            created_by: UserReference { id: note.created_by.0, name: note.creator },
            created_at: note.created_at,
            resolved_by: note.resolver.map(|(id, name)| UserReference { id: id.0, name }),
            resolved_at: note.resolved_at,
        })
    }
}

envelope! {
    /// One note.
    NoteReply { data: NoteView }
}
envelope! {
    /// A page of notes.
    NoteList { data: [NoteView] }
}

impl Versioned for Note {
    type Reply = NoteReply;

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn reply(self) -> Result<NoteReply> {
        Ok(NoteReply { data: NoteView::new(self)? })
    }
}
