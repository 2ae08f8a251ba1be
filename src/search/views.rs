//! What was found, as JSON.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{FacetKind, SearchKind};
use super::service::facets::FacetValue;
use super::service::find::{Results, Shown};
use crate::clock::Timestamp;
use crate::http::pagination::ListMeta;

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHit {
    #[serde(rename = "type")]
    #[schema(inline)]
    pub kind: SearchKind,
    pub id: Uuid,
    #[schema(example = "le-fleuve-deborde")]
    pub slug: String,
    /// Null for authors, whose names are in no language.
    #[schema(required, example = "fr")]
    pub locale: Option<String>,
    /// Of an author, a section or a tag: the name.
    #[schema(example = "Le fleuve déborde")]
    pub title: String,
    /// The title as HTML, what was looked for in `<mark>`; nothing else is markup.
    #[schema(example = "Le <mark>fleuve</mark> déborde")]
    pub highlighted_title: String,
    /// A piece of the text as HTML, what was looked for in `<mark>`; nothing else is markup.
    #[schema(required, example = "… les quartiers bas du <mark>fleuve</mark> sont sous l’eau …")]
    pub snippet: Option<String>,
    /// Null for what has no date.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// The higher, the better; to be compared within one answer only. Null where only the date counts.
    #[schema(required, minimum = 0, example = 187)]
    pub score: Option<i64>,
    pub links: SearchLinks,
}

/// Addresses of what was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/articles/0198c0de-0000-7000-8000-000000000005")]
    pub own: String,
    /// On the newsroom's website; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    pub web: Option<String>,
}

impl From<Shown> for SearchHit {
    fn from(shown: Shown) -> Self {
        let Shown { kind, id, slug, locale, title, highlighted, snippet, published_at, score, web } = shown;
        let links = SearchLinks { own: own(kind, id), web };
        SearchHit {
            kind,
            id,
            slug,
            locale,
            title,
            highlighted_title: highlighted,
            snippet,
            published_at,
            score,
            links,
        }
    }
}

fn own(kind: SearchKind, id: Uuid) -> String {
    let folder = match kind {
        SearchKind::Article => "articles",
        SearchKind::Page => "pages",
        SearchKind::Author => "authors",
        SearchKind::Category => "categories",
        SearchKind::Tag => "tags",
    };
    format!("/api/v1/{folder}/{id}")
}

/// A value many hits have.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFacetValue {
    /// Null for types and years.
    #[schema(required)]
    pub id: Option<Uuid>,
    /// A slug, a type or a year.
    #[schema(example = "fleuve")]
    pub value: String,
    #[schema(required, example = "Fleuve")]
    pub name: Option<String>,
    #[schema(minimum = 1, example = 12)]
    pub count: i64,
}

/// How the articles and pages among all hits are spread over one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFacet {
    #[schema(inline)]
    pub facet: FacetKind,
    /// Those with the most hits, at most 20; of years all, the latest first.
    pub values: Vec<SearchFacetValue>,
}

impl From<(FacetKind, Vec<FacetValue>)> for SearchFacet {
    fn from((facet, values): (FacetKind, Vec<FacetValue>)) -> Self {
        let value = |FacetValue { id, value, name, count }| SearchFacetValue { id, value, name, count };
        SearchFacet { facet, values: values.into_iter().map(value).collect() }
    }
}

/// Where the list goes on, and what became of the words.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchMeta {
    #[serde(flatten)]
    pub list: ListMeta,
    /// What was typed, when nothing has it and other words were looked for in its place.
    #[schema(required, example = json!(null))]
    pub corrected_from: Option<String>,
    /// The words that were looked for in its place.
    #[schema(required, example = json!(null))]
    pub corrected_to: Option<String>,
    /// Only with `facets`, in its order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub facets: Option<Vec<SearchFacet>>,
}

/// A page of what was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchList {
    pub data: Vec<SearchHit>,
    pub meta: SearchMeta,
}

impl SearchList {
    pub fn new(results: Results, typed: String, list: ListMeta) -> Self {
        let corrected_from = results.corrected.is_some().then_some(typed);
        let facets: Vec<SearchFacet> = results.facets.into_iter().map(SearchFacet::from).collect();
        SearchList {
            data: results.hits.items.into_iter().map(SearchHit::from).collect(),
            meta: SearchMeta {
                list,
                corrected_from,
                corrected_to: results.corrected,
                facets: (!facets.is_empty()).then_some(facets),
            },
        }
    }
}

/// Something that may be what is being typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchSuggestion {
    #[serde(rename = "type")]
    #[schema(inline)]
    pub kind: SearchKind,
    pub id: Uuid,
    #[schema(example = "le-fleuve-deborde")]
    pub slug: String,
    /// Null for authors, whose names are in no language.
    #[schema(required, example = "fr")]
    pub locale: Option<String>,
    #[schema(example = "Le fleuve déborde")]
    pub title: String,
    /// As HTML, what was typed in `<mark>`.
    #[schema(example = "Le <mark>fleuve</mark> déborde")]
    pub highlighted_title: String,
    pub links: SearchLinks,
}

impl From<Shown> for SearchSuggestion {
    fn from(shown: Shown) -> Self {
        let SearchHit { kind, id, slug, locale, title, highlighted_title, links, .. } = shown.into();
        SearchSuggestion { kind, id, slug, locale, title, highlighted_title, links }
    }
}

/// What may be what is being typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchSuggestions {
    pub data: Vec<SearchSuggestion>,
}
