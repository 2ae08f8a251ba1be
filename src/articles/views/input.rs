//! What the inputs of the kinds have in common: each can be written down from what is stored, and read
//! again by the rules of a save.

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::articles::model::{ArticleBody, ArticleContent, Draft};
use crate::articles::service::read::Working;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::site::Settings;

/// What an input says beside the content of a revision.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// None: whatever it is.
    pub slug: Option<&'a str>,
    pub embargo_until: Option<Timestamp>,
}

impl<'a> From<&'a Working> for Beside<'a> {
    fn from(working: &'a Working) -> Self {
        Beside { slug: Some(&working.article.slug), embargo_until: working.article.embargo_until }
    }
}

/// The whole of one kind, as a writer hands it in.
pub trait Input: Serialize + DeserializeOwned + ToSchema + Clone + Default + Send + 'static {
    /// The input that would lead to this.
    fn telling(content: &ArticleContent, body: Option<&ArticleBody>, beside: Beside<'_>) -> Self;

    /// Checks what the schema cannot say and no database is needed for.
    ///
    /// # Errors
    /// 422 with every fault.
    fn judged(self, site: &Settings) -> Result<Draft>;
}
