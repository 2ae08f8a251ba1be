//! What a reader of the log asks for.

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::closed_list::closed_list;

closed_list! {
    /// What came of it.
    AuditOutcome {
        /// It is so.
        Done "done",
        /// Somebody signed in may not.
        Refused "refused",
        /// A password or a token did not count.
        Failed "failed",
    }
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub actor: Option<Uuid>,
    pub actions: Vec<String>,
    pub target_type: Option<String>,
    pub target: Option<Uuid>,
    pub outcome: Option<AuditOutcome>,
    /// From this instant on.
    pub after: Option<Timestamp>,
    /// Before this instant.
    pub before: Option<Timestamp>,
}
