//! What is handed in: to go back, and to join changes.

use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::articles::UpdateArticle;
use crate::error::{Error, ErrorKind};
use crate::history::members::Conflict;
use crate::pages::UpdatePage;

/// Going back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreRevision {
    /// Why. Left out: which revision it restores.
    #[schema(required = false, max_length = 500, example = "La photo était fausse")]
    pub message: Option<String>,
}

/// Changes that were made to an earlier revision of an article.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeArticle {
    /// Number of the revision they were made to.
    #[schema(minimum = 1, maximum = 2147483647, example = 1)]
    pub base_revision: i32,
    /// A merge patch (RFC 7396) of that revision, as in a PATCH.
    pub changes: UpdateArticle,
}

/// Changes that were made to an earlier revision of a page.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergePage {
    /// Number of the revision they were made to.
    #[schema(minimum = 1, maximum = 2147483647, example = 1)]
    pub base_revision: i32,
    /// A merge patch (RFC 7396) of that revision, as in a PATCH.
    pub changes: UpdatePage,
}

/// What is told of changes that contradict what was saved meanwhile.
pub fn conflicting(base: i32, current: i32, conflicts: Vec<Conflict>) -> Error {
    let conflicts: Vec<Value> = conflicts
        .into_iter()
        .map(|Conflict { pointer, base, current, yours, merged }| {
            let mut told = json!({ "pointer": pointer, "base": base, "current": current, "yours": yours });
            if let (Some(told), Some(merged)) = (told.as_object_mut(), merged) {
                told.insert("merged".to_owned(), Value::String(merged));
            }
            told
        })
        .collect();
    Error::new(
        ErrorKind::MergeConflict,
        "Somebody else changed the same members since, and differently; `conflicts` shows each as it was, as it is and as \
         you want it. Nothing was saved. Decide, and merge again with `current_revision` as the base.",
    )
    .with("base_revision", base)
    .with("current_revision", current)
    .with("conflicts", conflicts)
}
