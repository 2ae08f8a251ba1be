//! An article as schema.org describes it, in JSON-LD: what a website puts into its page for search
//! engines.
//!
//! The members are those Google's "Article structured data" and schema.org's NewsArticle ask for.
//! Nothing is said that is not known: a member without a value is left out, not null. Dates carry
//! the offset of the site's time zone.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;

use crate::articles::{ArticleContent, ArticleType, BylineRow, SectionRow};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::media::Image;
use crate::publications::service::Published;
use crate::site::{Addresses, Settings};

/// An article as schema.org describes it (JSON-LD).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JsonLd {
    #[serde(rename = "@context")]
    #[schema(example = "https://schema.org")]
    context: &'static str,
    /// `NewsArticle`, or what is more exact: `AnalysisNewsArticle`, `OpinionNewsArticle`, `ReportageNewsArticle`,
    /// `LiveBlogPosting`.
    #[serde(rename = "@type")]
    #[schema(example = "NewsArticle")]
    kind: &'static str,
    /// `urn:uuid:` and the article's id: the same for ever.
    #[schema(example = "urn:uuid:0198c0de-0000-7000-8000-000000000001")]
    identifier: String,
    /// The canonical address: `seo.canonical_url`, or where the website shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    main_entity_of_page: Option<JsonLdPage>,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    headline: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Trois quartiers évacués dans la nuit")]
    alternative_headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "La crue a surpris les habitants de Sor.")]
    description: Option<String>,
    /// Those who wrote it; the publisher where nobody signs.
    author: Vec<JsonLdAgent>,
    /// Those who took the pictures or helped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    contributor: Vec<JsonLdAgent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    translator: Vec<JsonLdAgent>,
    publisher: JsonLdAgent,
    /// With the offset of the site's time zone.
    #[schema(format = DateTime, example = "2026-03-07T09:30:00+00:00")]
    date_published: String,
    /// With the offset of the site's time zone.
    #[schema(format = DateTime, example = "2026-03-07T09:30:00+00:00")]
    date_modified: String,
    /// Of a live report.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime, example = "2026-03-07T09:30:00+00:00")]
    coverage_start_time: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    image: Vec<JsonLdImage>,
    /// The names of its sections, the primary one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["Fleuve"]))]
    article_section: Vec<String>,
    /// The names of its tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["Crue du fleuve"]))]
    keywords: Vec<String>,
    #[schema(minimum = 0, example = 412)]
    word_count: i32,
    /// Language tag (BCP 47).
    #[schema(example = "fr")]
    in_language: String,
    is_accessible_for_free: bool,
    /// What editors said of changes, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    correction: Vec<JsonLdCorrection>,
    is_part_of: JsonLdWebsite,
}

/// The page that shows the article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonLdPage {
    #[serde(rename = "@type")]
    #[schema(example = "WebPage")]
    kind: &'static str,
    #[serde(rename = "@id")]
    #[schema(format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    id: String,
    /// The way from the root to the article; not there without a primary section.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    breadcrumb: Option<JsonLdTrail>,
}

/// The sections from the root to the article, and the article.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JsonLdTrail {
    #[serde(rename = "@type")]
    #[schema(example = "BreadcrumbList")]
    kind: &'static str,
    item_list_element: Vec<JsonLdStep>,
}

/// One step of the way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonLdStep {
    #[serde(rename = "@type")]
    #[schema(example = "ListItem")]
    kind: &'static str,
    #[schema(minimum = 1, example = 1)]
    position: i32,
    #[schema(example = "Fleuve")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org/fleuve")]
    item: Option<String>,
}

/// A person, or the newsroom.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JsonLdAgent {
    /// `Person` or `NewsMediaOrganization`.
    #[serde(rename = "@type")]
    #[schema(example = "Person")]
    kind: &'static str,
    #[schema(example = "Awa Diop")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org/auteurs/awa-diop")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Reporter")]
    job_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    logo: Option<JsonLdImage>,
    /// The newsroom elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!([]))]
    same_as: Vec<String>,
}

/// A picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JsonLdImage {
    #[serde(rename = "@type")]
    #[schema(example = "ImageObject")]
    kind: &'static str,
    #[schema(format = "uri", example = "https://www.example.org/images/crue.jpg")]
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 1600)]
    width: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 900)]
    height: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Le quai, à l’aube.")]
    caption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "O. Kane")]
    credit_text: Option<String>,
}

/// A word on a change.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JsonLdCorrection {
    #[serde(rename = "@type")]
    #[schema(example = "CorrectionComment")]
    kind: &'static str,
    #[schema(example = "Une première version donnait un mètre au lieu de deux.")]
    text: String,
    /// With the offset of the site's time zone.
    #[schema(format = DateTime, example = "2026-03-07T09:30:00+00:00")]
    date_published: String,
}

/// The website.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonLdWebsite {
    #[serde(rename = "@type")]
    #[schema(example = "WebSite")]
    kind: &'static str,
    #[schema(example = "La Rive")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.example.org")]
    url: Option<String>,
}

impl JsonLd {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(published: &Published, settings: &Settings) -> Result<Self> {
        let row = &published.row;
        let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
        let addresses = Addresses::new(settings);
        let zone: Tz = settings.time_zone.parse().unwrap_or(Tz::UTC);
        let kind = kind(content.kind);
        let url = content.seo.canonical_url.or_else(|| published.web.clone());
        let trail = trail(published, &addresses, &content.title, url.as_deref());
        let publisher = publisher(settings);
        let signed = |roles: &[&str]| -> Vec<JsonLdAgent> {
            let names = published.bylines.iter().filter(|name| roles.contains(&name.role.as_str()));
            names.map(|name| person(name, &addresses)).collect()
        };
        let mut author = signed(&["author"]);
        if author.is_empty() {
            author.push(publisher.clone());
        }
        let date_published = zoned(row.published_at, zone);
        Ok(JsonLd {
            context: "https://schema.org",
            kind,
            identifier: row.article.0.urn().to_string(),
            main_entity_of_page: url.clone().map(|id| JsonLdPage { kind: "WebPage", id, breadcrumb: trail }),
            url,
            headline: content.title,
            alternative_headline: content.subtitle,
            description: content.seo.description.or(content.summary),
            author,
            contributor: signed(&["contributor", "photographer"]),
            translator: signed(&["translator"]),
            publisher,
            coverage_start_time: (kind == LIVE).then(|| date_published.clone()),
            date_published,
            date_modified: zoned(row.updated_at, zone),
            image: content.image.iter().map(image).collect(),
            article_section: published.sections.iter().map(|section| section.name.clone()).collect(),
            keywords: published.tags.iter().map(|tag| tag.name.clone()).collect(),
            word_count: row.words.unwrap_or(0),
            in_language: row.locale.clone(),
            is_accessible_for_free: true,
            correction: published
                .corrections
                .iter()
                .map(|one| JsonLdCorrection {
                    kind: "CorrectionComment",
                    text: one.note.clone(),
                    date_published: zoned(one.at, zone),
                })
                .collect(),
            is_part_of: JsonLdWebsite {
                kind: "WebSite",
                name: settings.name.clone(),
                url: settings.public_url.clone(),
            },
        })
    }

    /// As bytes that can stand between `<script type="application/ld+json">` and `</script>`,
    /// whatever an article says: no `<` is left that could end the element.
    ///
    /// # Errors
    /// When it cannot be written as JSON: never.
    pub fn write(&self, pretty: bool) -> Result<Vec<u8>> {
        let text = if pretty {
            serde_json::to_string_pretty(self).map(|text| text + "\n")
        } else {
            serde_json::to_string(self)
        };
        Ok(text.map_err(Error::internal)?.replace('<', "\\u003c").into_bytes())
    }
}

const LIVE: &str = "LiveBlogPosting";

/// The subtypes of schema.org; interviews, videos and the rest have none that fits an article.
fn kind(kind: ArticleType) -> &'static str {
    match kind {
        ArticleType::Analysis => "AnalysisNewsArticle",
        ArticleType::Opinion => "OpinionNewsArticle",
        ArticleType::Report => "ReportageNewsArticle",
        ArticleType::Live => LIVE,
        ArticleType::News
        | ArticleType::Interview
        | ArticleType::Brief
        | ArticleType::Video
        | ArticleType::Audio => "NewsArticle",
    }
}

fn trail(
    published: &Published,
    addresses: &Addresses,
    title: &str,
    address: Option<&str>,
) -> Option<JsonLdTrail> {
    let primary = published.sections.iter().find(|section| section.is_primary)?;
    let section = |row: &SectionRow| {
        (row.name.clone(), addresses.category(row.category.0, &row.slug, &row.path, &row.locale))
    };
    let steps = published.trail.iter().chain([primary]).map(section);
    let steps = steps.chain([(title.to_owned(), address.map(ToOwned::to_owned))]);
    let steps = (1_i32..).zip(steps);
    let steps = steps.map(|(position, (name, item))| JsonLdStep { kind: "ListItem", position, name, item });
    Some(JsonLdTrail { kind: "BreadcrumbList", item_list_element: steps.collect() })
}

fn person(name: &BylineRow, addresses: &Addresses) -> JsonLdAgent {
    JsonLdAgent {
        kind: "Person",
        name: name.name.clone(),
        url: addresses.author(name.author.0, &name.slug),
        job_title: name.job_title.clone(),
        logo: None,
        same_as: Vec::new(),
    }
}

/// Who answers for it: the publisher of the settings, or else the newsroom by its name.
fn publisher(settings: &Settings) -> JsonLdAgent {
    let named = settings.publisher.as_ref();
    JsonLdAgent {
        kind: "NewsMediaOrganization",
        name: named.map_or(&settings.name, |publisher| &publisher.name).clone(),
        url: named.and_then(|publisher| publisher.url.clone()).or_else(|| settings.public_url.clone()),
        job_title: None,
        logo: settings.logo.as_ref().map(image),
        same_as: settings.social.iter().map(|link| link.url.clone()).collect(),
    }
}

fn image(image: &Image) -> JsonLdImage {
    JsonLdImage {
        kind: "ImageObject",
        url: image.url.clone(),
        width: image.width,
        height: image.height,
        caption: image.caption.clone().or_else(|| image.alt.clone()),
        credit_text: image.credit.clone(),
    }
}

fn zoned(at: Timestamp, zone: Tz) -> String {
    at.datetime().with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false)
}
