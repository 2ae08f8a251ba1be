//! A link as stored, and its token as it is presented.

use std::fmt;

use diesel::prelude::*;
use serde::Deserialize;

use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a preview link.
    PreviewId
}

/// A link.
#[derive(Clone, Debug, Queryable)]
pub struct PreviewLink {
    pub id: PreviewId,
    pub article: ArticleId,
    /// None: whatever the working copy is then.
    pub revision: Option<i32>,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
    pub maker: Maker,
}

/// Who made a link, as they are now.
#[derive(Clone, Debug, Queryable)]
pub struct Maker {
    pub id: UserId,
    pub name: String,
    pub role: String,
    pub suspended_at: Option<Timestamp>,
}

/// A token as somebody presents it. Its `Debug` is silent, so that no log holds it.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct PreviewToken(pub String);

impl fmt::Debug for PreviewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreviewToken(…)")
    }
}
