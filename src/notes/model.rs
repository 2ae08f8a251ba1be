//! A note as stored.

use diesel::prelude::*;
use uuid::Uuid;

use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a note.
    NoteId
}

closed_list! {
    /// On what occasion a note was written.
    NoteKind {
        /// In passing.
        Comment "comment",
        /// When the draft was handed in.
        Submitted "submitted",
        /// When the draft was given back.
        Returned "returned",
    }
}

/// A note, what it is about, and by whom it is.
#[derive(Clone, Debug, Queryable)]
pub struct Note {
    pub id: NoteId,
    pub article: ArticleId,
    pub article_kind: String,
    pub kind: String,
    pub text: String,
    pub created_by: UserId,
    pub creator: String,
    pub created_at: Timestamp,
    pub version: i64,
    pub resolver: Option<(UserId, String)>,
    pub resolved_at: Option<Timestamp>,
}

/// Which notes a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub articles: Vec<Uuid>,
    pub kinds: Vec<NoteKind>,
    pub resolved: Option<bool>,
}

/// Whose working copies somebody may read.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub user: UserId,
    /// Everybody's articles, or only one's own.
    pub drafts: bool,
    pub pages: bool,
}
