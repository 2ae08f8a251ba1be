//! The public edition for slow phones: what is read, and nothing that only decorates it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::articles::ArticleContent;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::http::reply::envelope;
use crate::publications::service::Published;
use crate::translations::fallback_from;

/// How much of everything an answer holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    #[default]
    Full,
    /// For slow connections: words, names and a date.
    Lite,
}

/// An article for slow connections: plain text, no pictures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleLite {
    pub id: Uuid,
    #[schema(example = "le-fleuve-deborde")]
    pub slug: String,
    #[schema(example = "fr")]
    pub locale: String,
    /// In a list with `locale`: the language wanted most, where this is in another.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub title: String,
    #[schema(required, example = "La crue a surpris les habitants de Sor.")]
    pub summary: Option<String>,
    /// A line for each paragraph; null when only the headline was published.
    #[schema(required, example = "Le fleuve est monté de deux mètres en une nuit.")]
    pub text: Option<String>,
    /// Since when it has been public without a break, or the earlier instant editors gave.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Timestamp,
    /// The names of the byline, in order.
    #[schema(example = json!(["Awa Diop"]))]
    pub authors: Vec<String>,
    pub links: ArticleLiteLinks,
}

/// Where to read it on the web.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleLiteLinks {
    /// Where the newsroom's website shows it; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    pub web: Option<String>,
}

impl ArticleLite {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(published: Published) -> Result<Self> {
        let Published { row, bylines, web, .. } = published;
        let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
        Ok(ArticleLite {
            id: row.article.0,
            slug: row.slug,
            locale: row.locale,
            fallback_from: None,
            title: content.title,
            summary: content.summary,
            text: row.body_format.and(row.text),
            published_at: row.published_at,
            authors: bylines.into_iter().map(|name| name.name).collect(),
            links: ArticleLiteLinks { web },
        })
    }

    /// As an item of a list with a preference among languages.
    pub fn preferring(self, wanted_most: Option<&str>) -> Self {
        ArticleLite { fallback_from: fallback_from(wanted_most, &self.locale), ..self }
    }
}

envelope! {
    /// One article for slow connections.
    ArticleLiteReply { data: ArticleLite }
}
envelope! {
    /// A page of articles for slow connections.
    ArticleLiteList { data: [ArticleLite] }
}
