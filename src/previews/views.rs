//! Links as JSON. Only the answer that makes one has its token.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::PreviewLink;
use crate::articles::UserReference;
use crate::clock::Timestamp;
use crate::http::reply::envelope;

/// Seven days.
const DEFAULT: i64 = 7 * 24 * 3_600;

/// A link to be made.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePreviewLink {
    /// In how many seconds it ends, up to thirty days. Left out: seven days.
    #[serde(default)]
    #[schema(required = false, minimum = 60, maximum = 2592000, example = 86400)]
    pub expires_in: Option<i64>,
    /// Number of the revision to show. Left out: whatever the working copy is then.
    #[serde(default)]
    #[schema(required = false, minimum = 1, maximum = 2147483647, example = json!(null))]
    pub revision: Option<i32>,
}

impl CreatePreviewLink {
    pub fn lasts(self) -> TimeDelta {
        TimeDelta::seconds(self.expires_in.unwrap_or(DEFAULT))
    }
}

/// A preview link.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PreviewLink)]
pub struct PreviewLinkView {
    pub id: Uuid,
    /// What it shows: this revision, or, when null, whatever the working copy is then.
    #[schema(required, minimum = 1, example = json!(null))]
    pub revision: Option<i32>,
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// It counts for as long as they may read the working copy.
    pub created_by: UserReference,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl From<PreviewLink> for PreviewLinkView {
    fn from(link: PreviewLink) -> Self {
        PreviewLinkView {
            id: link.id.0,
            revision: link.revision,
            expires_at: link.expires_at,
            created_by: UserReference { id: link.maker.id.0, name: link.maker.name },
            created_at: link.created_at,
        }
    }
}

/// A preview link that was just made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewPreviewLink {
    #[serde(flatten)]
    pub link: PreviewLinkView,
    /// For whoever is to see it. It is shown this once: null when the reply is given again for its `Idempotency-Key`.
    #[schema(
        required,
        example = "grp_AZjA3gAAcACAAAAAAAAAAQGYwN4AAHAAgAAAAAAAAAIABlcQ3pIQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
    )]
    pub token: Option<String>,
    /// What it shows, in this API; null when `token` is.
    #[schema(
        required,
        format = "uri-reference",
        example = "/api/v1/articles/0198c0de-0000-7000-8000-000000000001?preview=grp_AZjA3gAAcACAAAAAAAAAAQ"
    )]
    pub url: Option<String>,
}

envelope! {
    /// One preview link.
    PreviewLinkReply { data: PreviewLinkView }
}
envelope! {
    /// A preview link with its token.
    NewPreviewLinkReply { data: NewPreviewLink }
}
envelope! {
    /// A page of preview links.
    PreviewLinkList { data: [PreviewLinkView] }
}
