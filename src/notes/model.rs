//! A note as stored.

use crate::articles::closed_list;
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
