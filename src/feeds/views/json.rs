//! JSON Feed 1.1 (jsonfeed.org/version/1.1).

use serde::Serialize;
use utoipa::ToSchema;

use super::{Entry, Feed, Person};
use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// A feed (JSON Feed 1.1).
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonFeed {
    #[schema(format = "uri", example = "https://jsonfeed.org/version/1.1")]
    pub version: &'static str,
    #[schema(example = "La Rive")]
    pub title: String,
    /// What the feed is about, on the website or, while there is none, in this API.
    #[schema(format = "uri", example = "https://www.example.org")]
    pub home_page_url: String,
    /// The address of this feed.
    #[schema(format = "uri", example = "https://cms.example.org/feeds/articles.json")]
    pub feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Le journal des gens du fleuve")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org/logo.png")]
    pub icon: Option<String>,
    /// The newsroom.
    pub authors: Vec<JsonFeedAuthor>,
    /// Language tag (BCP 47).
    #[schema(example = "fr")]
    pub language: String,
    /// Who tells subscribers that the feed changed (WebSub), when one is configured.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub hubs: Vec<JsonFeedHub>,
    /// The newest first.
    pub items: Vec<JsonFeedItem>,
}

/// An article in a feed. It has `content_html` or `content_text`.
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonFeedItem {
    /// `urn:uuid:` and the article's id: the same for ever and in every form of the feed.
    #[schema(format = "uri", example = "urn:uuid:0198c0de-0000-7000-8000-000000000001")]
    pub id: String,
    #[schema(format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    pub url: String,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub title: String,
    /// The whole text, with `content=full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "<p>Le fleuve est monté de <strong>deux mètres</strong>.</p>")]
    pub content_html: Option<String>,
    /// Where the text is left out or there is none: the summary, or the title for want of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "La crue a surpris les habitants de Sor.")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org/images/crue.jpg")]
    pub image: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub date_published: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub date_modified: Timestamp,
    /// Those who wrote it; not there when nobody signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub authors: Vec<JsonFeedAuthor>,
    /// The names of its sections and then of its tags; not there when it has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["Fleuve"]))]
    pub tags: Vec<String>,
    /// Language tag (BCP 47).
    #[schema(example = "fr")]
    pub language: String,
}

/// Where to subscribe to a feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonFeedHub {
    #[serde(rename = "type")]
    #[schema(example = "WebSub")]
    pub kind: &'static str,
    #[schema(format = "uri", example = "https://hub.example.org/")]
    pub url: String,
}

/// Somebody who signs, or the newsroom.
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonFeedAuthor {
    #[schema(example = "Awa Diop")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org/auteurs/awa-diop")]
    pub url: Option<String>,
}

pub(super) fn write(feed: &Feed, pretty: bool) -> Result<Vec<u8>> {
    let document = JsonFeed::from(feed);
    let written = if pretty {
        serde_json::to_vec_pretty(&document).map(|mut bytes| {
            bytes.push(b'\n');
            bytes
        })
    } else {
        serde_json::to_vec(&document)
    };
    written.map_err(Error::internal)
}

impl From<&Feed> for JsonFeed {
    fn from(feed: &Feed) -> Self {
        JsonFeed {
            version: "https://jsonfeed.org/version/1.1",
            title: feed.title.clone(),
            home_page_url: feed.page.address.clone(),
            feed_url: feed.address.clone(),
            description: feed.description.clone(),
            icon: feed.logo.clone(),
            authors: vec![(&feed.newsroom).into()],
            language: feed.language.clone(),
            hubs: feed.hub.iter().map(|hub| JsonFeedHub { kind: "WebSub", url: hub.clone() }).collect(),
            items: feed.entries.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Entry> for JsonFeedItem {
    fn from(entry: &Entry) -> Self {
        let lead = || entry.summary.as_ref().unwrap_or(&entry.title).clone();
        JsonFeedItem {
            id: entry.urn(),
            url: entry.page.address.clone(),
            title: entry.title.clone(),
            content_html: entry.html.clone(),
            content_text: entry.html.is_none().then(lead),
            summary: entry.summary.clone(),
            image: entry.picture.as_ref().map(|picture| picture.address.clone()),
            date_published: entry.published,
            date_modified: entry.updated,
            authors: entry.authors.iter().map(Into::into).collect(),
            tags: entry.terms.iter().map(|term| term.name.clone()).collect(),
            language: entry.language.clone(),
        }
    }
}

impl From<&Person> for JsonFeedAuthor {
    fn from(person: &Person) -> Self {
        JsonFeedAuthor { name: person.name.clone(), url: person.page.clone() }
    }
}
