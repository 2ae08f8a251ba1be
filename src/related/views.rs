//! Related articles as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Reason, RelatedBy};
use super::service::Related;
use crate::articles::Included;
use crate::error::Result;
use crate::publications::ArticleItem;
use crate::site::Settings;

/// A reason, and what it counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedReason {
    #[schema(inline)]
    pub by: RelatedBy,
    /// Of the tag, the series, the section or the author; null with the other reasons.
    #[schema(required, example = "crue-du-fleuve")]
    pub slug: Option<String>,
    /// Its part of the score.
    #[schema(minimum = 1, example = 200)]
    pub points: i64,
}

impl From<Reason> for RelatedReason {
    fn from(reason: Reason) -> Self {
        RelatedReason { by: reason.by, slug: reason.slug, points: reason.points }
    }
}

/// An article, and why it is related.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedArticle {
    #[serde(flatten)]
    pub article: ArticleItem,
    /// The sum of the points; the list is in its order.
    #[schema(minimum = 1, example = 350)]
    pub score: i64,
    /// The choice of editors first, the date last.
    pub because: Vec<RelatedReason>,
}

impl RelatedArticle {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(related: Related, settings: &Settings) -> Result<Self> {
        let Related { published, ranked } = related;
        Ok(RelatedArticle {
            article: ArticleItem::new(published, Included::default(), None, settings)?,
            score: ranked.score,
            because: ranked.because.into_iter().map(Into::into).collect(),
        })
    }
}

/// What is related to one article, all of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedList {
    pub data: Vec<RelatedArticle>,
}
