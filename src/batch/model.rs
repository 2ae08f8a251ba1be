//! What a batch is asked to do.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::articles::CustomMembers;
use crate::closed_list::closed_list;
use crate::workflow::Verb as Transition;

closed_list! {
    /// What is written.
    Resource { Articles "articles", Authors "authors", Categories "categories", Tags "tags", }
}

closed_list! {
    /// What is done to it. Those from `submit` on are said of articles only.
    BatchVerb {
        Create "create", Replace "replace", Update "update", Delete "delete",
        Submit "submit", Return "return", Publish "publish", Schedule "schedule", Unschedule "unschedule",
        Unpublish "unpublish", Correct "correct", Retract "retract", Reinstate "reinstate", Restore "restore",
    }
}

impl BatchVerb {
    /// The verb of the lifecycle, if it is one.
    pub fn transition(self) -> Option<Transition> {
        Some(match self {
            BatchVerb::Create | BatchVerb::Replace | BatchVerb::Update => return None,
            BatchVerb::Delete => Transition::Trash,
            BatchVerb::Submit => Transition::Submit,
            BatchVerb::Return => Transition::Return,
            BatchVerb::Publish => Transition::Publish,
            BatchVerb::Schedule => Transition::Schedule,
            BatchVerb::Unschedule => Transition::Unschedule,
            BatchVerb::Unpublish => Transition::Unpublish,
            BatchVerb::Correct => Transition::Correct,
            BatchVerb::Retract => Transition::Retract,
            BatchVerb::Reinstate => Transition::Reinstate,
            BatchVerb::Restore => Transition::Restore,
        })
    }
}

/// One write.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BatchOperation)]
pub struct Operation {
    pub verb: BatchVerb,
    pub resource: Resource,
    /// What it is about: an id, a current slug, or the `temp_id` of something this batch creates. Not for `create`.
    #[serde(default)]
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^(@[a-z0-9-]+|[a-z0-9]+(-[a-z0-9]+)*)$",
        example = "le-fleuve-deborde"
    )]
    pub id: Option<String>,
    /// A name for what this creates, by which other operations refer to it where an id belongs.
    #[serde(default)]
    #[schema(required = false, min_length = 2, max_length = 40, pattern = "^@[a-z0-9-]+$", example = json!(null))]
    pub temp_id: Option<String>,
    /// As the header of the single write: a tag, or `*`. Needed for all but what this batch creates.
    #[serde(default)]
    #[schema(required = false, min_length = 1, max_length = 1000, example = "*")]
    pub if_match: Option<String>,
    /// For editors, of articles: do it though somebody else holds the lock.
    #[serde(default)]
    #[schema(required = false)]
    pub override_lock: bool,
    /// As the body of the single write.
    #[serde(default)]
    #[schema(required = false, value_type = CustomMembers, example = json!({ "kicker": "Crue" }))]
    pub body: Map<String, Value>,
}

/// Writes that are done together.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Batch)]
pub struct BatchInput {
    /// In this order, but for what needs something that a later one creates.
    #[schema(min_items = 1, max_items = 100)]
    pub operations: Vec<Operation>,
}
