//! An assignment as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::articles::UserReference;
use crate::clock::Timestamp;
use crate::http::reply::envelope;

/// Whose turn it is, and until when. What is left out is nobody, or no instant.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// A user whose account is active; for a page one who keeps the pages.
    #[serde(default)]
    #[schema(required = false)]
    pub assignee_id: Option<Uuid>,
    /// When it is to be done; it may have passed.
    #[serde(default)]
    #[schema(required = false, value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
}

/// Whose turn it is, and until when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assignment)]
pub struct AssignmentView {
    #[schema(required)]
    pub assignee: Option<UserReference>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
}

envelope! {
    /// The assignment as it is now.
    AssignmentReply { data: AssignmentView }
}
