//! Reading the sample newsroom that is built into the binary.

use serde::Deserialize;

use crate::articles::{ArticleType, BodyFormat, BylineRole, Seo, Source};
use crate::corrections::CorrectionInput;
use crate::error::{Error, Result};

const NEWSROOM: &str = include_str!("newsroom.json");

#[derive(Debug, Deserialize)]
pub(super) struct Newsroom {
    pub site: crate::site::Settings,
    pub authors: Vec<SampleAuthor>,
    pub categories: Vec<SampleCategory>,
    pub menus: Vec<SampleMenu>,
    pub articles: Vec<SampleArticle>,
    pub pages: Vec<SamplePage>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SampleAuthor {
    pub name: String,
    pub slug: String,
    pub job_title: Option<String>,
    pub bio: Option<String>,
    pub links: Vec<crate::authors::AuthorLink>,
}

/// Parents stand before their children.
#[derive(Debug, Deserialize)]
pub(super) struct SampleCategory {
    pub name: String,
    pub slug: String,
    pub description: Option<String>,
    pub parent: Option<String>,
    pub position: i32,
}

#[derive(Debug, Deserialize)]
pub(super) struct SampleMenu {
    pub slug: String,
    pub name: String,
    pub items: Vec<SampleItem>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleItem {
    pub label: Option<String>,
    /// By slug.
    pub category: Option<String>,
    /// By name.
    pub tag: Option<String>,
    /// By slug.
    pub page: Option<String>,
    pub url: Option<String>,
    #[serde(default)]
    pub children: Vec<SampleItem>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SampleArticle {
    #[serde(rename = "type")]
    pub kind: ArticleType,
    pub kicker: Option<String>,
    pub title: String,
    pub subtitle: Option<String>,
    pub summary: Option<String>,
    pub body: SampleBody,
    pub dateline: Option<String>,
    pub authors: Vec<SampleByline>,
    pub primary_category: String,
    pub categories: Vec<String>,
    /// Names.
    pub tags: Vec<String>,
    pub featured: bool,
    pub source: Option<Source>,
    pub seo: Option<Seo>,
    pub published: bool,
    /// How long ago it was published, as seen from the installation.
    pub hours_ago: Option<i64>,
    /// What was said of it after it was published.
    #[serde(default)]
    pub correction: Option<CorrectionInput>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SamplePage {
    pub title: String,
    pub slug: String,
    pub summary: Option<String>,
    pub body: SampleBody,
}

#[derive(Debug, Deserialize)]
pub(super) struct SampleBody {
    pub format: BodyFormat,
    pub source: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SampleByline {
    pub slug: String,
    pub role: BylineRole,
}

pub(super) fn newsroom() -> Result<Newsroom> {
    serde_json::from_str(NEWSROOM).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::newsroom;

    #[test]
    fn is_as_large_as_promised_and_holds_together() {
        let newsroom = newsroom().unwrap();
        assert_eq!(newsroom.authors.len(), 5);
        assert!(newsroom.articles.len() >= 12);
        assert_eq!(newsroom.pages.len(), 2);
        let parents: std::collections::HashMap<&str, Option<&str>> = newsroom
            .categories
            .iter()
            .map(|category| (category.slug.as_str(), category.parent.as_deref()))
            .collect();
        let depth = |slug| std::iter::successors(Some(slug), |slug| parents[slug]).count();
        assert_eq!(parents.keys().map(|slug| depth(*slug)).max(), Some(3));
        assert!(newsroom.articles.iter().any(|article| !article.published));
    }
}
