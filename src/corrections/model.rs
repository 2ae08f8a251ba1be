//! A correction as said, as stored, and as found.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a correction.
    CorrectionId
}

closed_list! {
    /// How much was wrong.
    CorrectionKind {
        /// Something was wrong.
        Correction "correction",
        /// Something could be misread.
        Clarification "clarification",
        /// Something happened since.
        Update "update",
    }
}

closed_list! {
    /// The member it is about.
    CorrectedField {
        Title "title", Kicker "kicker", Subtitle "subtitle", Summary "summary", Body "body", Dateline "dateline",
        Authors "authors", Image "image", Source "source", Custom "custom",
    }
}

/// What is said of a change that readers should know of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Correct)]
pub struct CorrectionInput {
    pub kind: CorrectionKind,
    /// Plain text, for everybody to read.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Une première version donnait un mètre au lieu de deux."
    )]
    pub note: String,
    /// Left out: the whole.
    #[serde(default)]
    #[schema(required = false)]
    pub field: Option<CorrectedField>,
    /// Number of the revision that is published with it. Left out: the latest. The one that is public already is
    /// confirmed.
    #[serde(default)]
    #[schema(required = false, minimum = 1, maximum = 2147483647)]
    pub revision: Option<i32>,
}

/// A correction.
#[derive(Clone, Debug, Queryable)]
pub struct Correction {
    pub id: CorrectionId,
    pub article: ArticleId,
    pub revision: i32,
    pub kind: String,
    pub note: String,
    pub field: Option<String>,
    pub at: Timestamp,
}

/// A correction with what readers see now of what it is about.
#[derive(Clone, Debug, Queryable)]
pub struct Logged {
    pub correction: Correction,
    pub kind: String,
    pub slug: String,
    pub locale: String,
    pub first_published_at: Timestamp,
    pub content: String,
    /// Slug and path of the primary section.
    pub section: Option<(String, String)>,
}

/// Which corrections a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub article: Option<ArticleId>,
    pub kinds: Vec<CorrectionKind>,
    pub locales: Vec<String>,
}
