//! Articles as JSON: what goes in. What comes out is in [`output`].

mod custom;
mod input;
mod lock;
mod output;
mod references;
mod warning;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{
    ArticleBody, ArticleContent, ArticleType, BodyFormat, BylineEntry, BylineRole, Draft, Seo, SeriesPlace,
    Source, Written,
};
use super::service::read::Working;
use crate::clock::When;
use crate::error::{Faults, FieldCode, FieldError, Result};
use crate::http::patch::Patch;
use crate::media::{Image, check_url};
use crate::site::Settings;
use crate::slugs;
use crate::text::slug::is_slug;
use crate::translations::check_locale;

pub use custom::CustomMembers;
pub use input::{Beside, Input};
pub use lock::LockView;
pub use output::{
    ArticleBodyView, ArticleDraft, ArticleDraftItem, DraftList, DraftReply, Included, PublicHead,
    UserReference, WorkingFacts, links, present,
};
pub use references::References;
pub use warning::Warning;

/// The most a `custom` object may weigh, as JSON.
const CUSTOM_BYTES: usize = 64 * 1024;

/// The text of an article.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleBodyInput {
    #[schema(inline)]
    pub format: BodyFormat,
    /// Kept and returned byte for byte.
    #[schema(max_length = 1048576, example = "Le fleuve est monté de **deux mètres** en une nuit.")]
    pub source: String,
}

/// One name of a byline.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BylineInput {
    /// Id of an author.
    pub id: Uuid,
    /// Left out: `author`.
    #[serde(default)]
    #[schema(required = false)]
    pub role: Option<BylineRole>,
}

/// What an article is made of. A reply-only member such as `version` is refused as unknown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateArticle {
    #[schema(
        min_length = 1,
        max_length = 300,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Le fleuve déborde à Saint-Louis"
    )]
    pub title: String,
    /// Language tag (BCP 47). Left out: the newsroom's own.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 20,
        pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
        example = "fr"
    )]
    pub locale: Option<String>,
    /// Left out: `news`.
    #[serde(rename = "type")]
    #[schema(required = false)]
    pub kind: Option<ArticleType>,
    /// Part of the public address. Left out: made from the title, or left as it is.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "le-fleuve-deborde"
    )]
    pub slug: Option<String>,
    #[schema(required = false, max_length = 100, example = "Crue")]
    pub kicker: Option<String>,
    #[schema(required = false, max_length = 300, example = "Trois quartiers évacués dans la nuit")]
    pub subtitle: Option<String>,
    /// The lead, in plain text.
    #[schema(required = false, max_length = 1000, example = "La crue a surpris les habitants de Sor.")]
    pub summary: Option<String>,
    #[schema(required = false)]
    pub body: Option<ArticleBodyInput>,
    #[schema(required = false, max_length = 100, example = "Saint-Louis")]
    pub dateline: Option<String>,
    /// The byline, in order. Nobody stands in it twice.
    #[serde(default)]
    #[schema(required = false, max_items = 50, example = json!([]))]
    pub authors: Vec<BylineInput>,
    /// The section the article belongs to.
    #[schema(required = false)]
    pub primary_category_id: Option<Uuid>,
    /// Further sections; the primary one may be among them.
    #[serde(default)]
    #[schema(required = false, max_items = 20, example = json!([]))]
    pub category_ids: Vec<Uuid>,
    /// What it is about, the weightiest first.
    #[serde(default)]
    #[schema(required = false, max_items = 50, example = json!([]))]
    pub tag_ids: Vec<Uuid>,
    /// Articles to stand first among the related ones, in this order. What is not public is passed over.
    #[serde(default)]
    #[schema(required = false, max_items = 20, example = json!([]))]
    pub related_ids: Vec<Uuid>,
    #[schema(required = false)]
    pub series: Option<SeriesPlace>,
    /// The article this one translates: the original, not another translation of it. There is one article for
    /// each language.
    #[schema(required = false)]
    pub translation_of: Option<Uuid>,
    /// Left out: no.
    #[serde(default)]
    #[schema(required = false)]
    pub featured: bool,
    #[schema(required = false)]
    pub source: Option<Source>,
    #[schema(required = false)]
    pub seo: Option<Seo>,
    #[schema(required = false)]
    pub image: Option<Image>,
    /// Not public before this instant (RFC 3339), or local time in the site's time zone, whoever publishes it; where
    /// readers see a revision already, no other takes its place before. Readers never see it. Only editors lift it or bring
    /// it forward while it runs.
    #[serde(default)]
    #[schema(
        required = false,
        value_type = Option<String>,
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$",
        example = json!(null)
    )]
    pub embargo_until: Option<When>,
    /// Members of your own, at most 64 KiB.
    #[serde(default)]
    #[schema(required = false, value_type = CustomMembers)]
    pub custom: Map<String, Value>,
    /// Why it is saved: kept with the revision for the desk, and no part of the article. Write only.
    #[schema(required = false, write_only, max_length = 500, example = "Précisions de la mairie")]
    pub message: Option<String>,
}

/// A merge patch of a working copy.
pub type UpdateArticle = Patch<CreateArticle>;

impl CreateArticle {
    /// Checks what the schema cannot say and no database is needed for.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self, site: &Settings) -> Result<Draft> {
        let mut faults = Faults::new();
        if self.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
            faults.push(slugs::malformed("/slug"));
        }
        let locale = self.locale.unwrap_or_else(|| site.default_locale.clone());
        check_locale(&locale, &mut faults);
        check_byline(&self.authors, &mut faults);
        check_unique(
            &self.category_ids,
            "/category_ids",
            "This category is in the list already.",
            &mut faults,
        );
        check_unique(&self.tag_ids, "/tag_ids", "This tag is in the list already.", &mut faults);
        check_unique(&self.related_ids, "/related_ids", "This article is in the list already.", &mut faults);
        if let Some(url) = self.source.as_ref().and_then(|source| source.url.as_deref()) {
            check_url(url, "/source/url", &mut faults);
        }
        if let Some(url) = self.seo.as_ref().and_then(|seo| seo.canonical_url.as_deref()) {
            check_url(url, "/seo/canonical_url", &mut faults);
        }
        if let Some(image) = &self.image {
            image.check("/image", &mut faults);
        }
        if serde_json::to_string(&self.custom).is_ok_and(|json| json.len() > CUSTOM_BYTES) {
            faults.push(
                FieldError::pointer("/custom", FieldCode::TooLong, "The object is too large.")
                    .expected("at most 64 KiB of JSON"),
            );
        }
        let embargo_until =
            self.embargo_until.and_then(|until| faults.take(site.instant(&until, "/embargo_until")));
        faults.check()?;
        let primary = self.primary_category_id;
        Ok(Draft {
            slug: self.slug,
            content: ArticleContent {
                title: self.title,
                locale,
                kind: self.kind.unwrap_or(ArticleType::News),
                kicker: self.kicker,
                subtitle: self.subtitle,
                summary: self.summary,
                dateline: self.dateline,
                authors: self
                    .authors
                    .into_iter()
                    .map(|entry| BylineEntry { id: entry.id, role: entry.role.unwrap_or(BylineRole::Author) })
                    .collect(),
                primary_category_id: primary,
                category_ids: self.category_ids.into_iter().filter(|id| Some(*id) != primary).collect(),
                tag_ids: self.tag_ids,
                related_ids: self.related_ids,
                series: self.series,
                translation_of: self.translation_of,
                featured: self.featured,
                source: self.source,
                seo: self.seo.unwrap_or_default(),
                image: self.image,
                custom: self.custom,
            },
            body: self.body.map(|body| ArticleBody { format: body.format, source: body.source }),
            embargo_until,
            message: self.message,
        })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(working: &Working) -> Self {
        Self::telling(&working.content, working.body.as_ref(), working.into())
    }
}

impl Input for CreateArticle {
    fn telling(content: &ArticleContent, body: Option<&ArticleBody>, beside: Beside<'_>) -> Self {
        let content = content.clone();
        CreateArticle {
            title: content.title,
            locale: Some(content.locale),
            kind: Some(content.kind),
            slug: beside.slug.map(str::to_owned),
            kicker: content.kicker,
            subtitle: content.subtitle,
            summary: content.summary,
            body: body.cloned().map(|body| ArticleBodyInput { format: body.format, source: body.source }),
            dateline: content.dateline,
            authors: content
                .authors
                .into_iter()
                .map(|entry| BylineInput { id: entry.id, role: Some(entry.role) })
                .collect(),
            primary_category_id: content.primary_category_id,
            category_ids: content.category_ids,
            tag_ids: content.tag_ids,
            related_ids: content.related_ids,
            series: content.series,
            translation_of: content.translation_of,
            featured: content.featured,
            source: content.source,
            seo: Some(content.seo),
            image: content.image,
            embargo_until: beside.embargo_until.map(When::Instant),
            custom: content.custom,
            message: None,
        }
    }

    fn judged(self, site: &Settings) -> Result<Draft> {
        self.parse(site)
    }
}

fn check_byline(entries: &[BylineInput], faults: &mut Faults) {
    for (index, entry) in entries.iter().enumerate() {
        if entries.iter().take(index).any(|earlier| earlier.id == entry.id) {
            faults.add(
                format!("/authors/{index}/id"),
                FieldCode::Duplicate,
                "This author is in the byline already.",
            );
        }
    }
}

fn check_unique(ids: &[Uuid], pointer: &str, detail: &str, faults: &mut Faults) {
    for (index, id) in ids.iter().enumerate() {
        if ids.iter().take(index).any(|earlier| earlier == id) {
            faults.add(format!("{pointer}/{index}"), FieldCode::Duplicate, detail);
        }
    }
}

impl Written {
    /// What sanitising took out.
    pub fn warnings(&self) -> Vec<Warning> {
        self.rendering.iter().flat_map(|rendering| rendering.dropped.iter().map(Warning::from)).collect()
    }
}
