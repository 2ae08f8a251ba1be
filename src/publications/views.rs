//! The public edition as JSON, and the sparse form of either edition.

mod json_ld;
mod lite;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::service::Published;
use crate::articles::{
    ArticleBodyView, ArticleContent, ArticleDraft, ArticleDraftItem, BodyFormat, Included, PublicHead,
    References, Working, WorkingFacts,
};
use crate::corrections::{Correction, CorrectionView};
use crate::db::packed::Packed;
use crate::error::{Error, Result};
use crate::http::pagination::ListMeta;
use crate::http::reply::envelope;
use crate::site::Settings;
use crate::translations::{TranslationReference, fallback_from};

pub use json_ld::JsonLd;
pub use lite::{ArticleLite, ArticleLiteList, ArticleLiteReply, Profile};

/// An article as readers see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Article {
    #[serde(flatten)]
    pub head: PublicHead,
    /// Null when only the headline was published.
    #[schema(required)]
    pub body: Option<ArticleBodyView>,
    /// What editors said of changes, the newest first.
    pub corrections: Vec<CorrectionView>,
    /// Only with `include=json_ld`. Whoever puts it into a page writes `<` as `\u003c`, as
    /// `GET /articles/{id}/json-ld` does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub json_ld: Option<Box<JsonLd>>,
}

/// An article in a list; `body`, `corrections` and `json_ld` only when `include` names them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleItem {
    #[serde(flatten)]
    pub head: PublicHead,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ArticleBodyView>, required = false)]
    pub body: Option<Option<ArticleBodyView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub corrections: Option<Vec<CorrectionView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub json_ld: Option<Box<JsonLd>>,
    /// The language of `locale` that was wanted most, where the article is in another; null otherwise.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
}

impl Article {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(published: Published, included: Included, settings: &Settings) -> Result<Self> {
        let json_ld = included.json_ld.then(|| JsonLd::new(&published, settings)).transpose()?.map(Box::new);
        let corrections =
            published.corrections.clone().into_iter().map(CorrectionView::new).collect::<Result<_>>()?;
        let (head, body) = published.told(included)?;
        Ok(Article { head, body, corrections, json_ld })
    }

    /// A working copy in the form readers know, without anything that is for staff.
    ///
    /// # Errors
    /// When a stored document cannot be read.
    pub fn previewed((working, corrections): (Working, Vec<Correction>), included: Included) -> Result<Self> {
        let ArticleDraft { head, body, .. } = ArticleDraft::new(working, included)?;
        let corrections = corrections.into_iter().map(CorrectionView::new).collect::<Result<_>>()?;
        Ok(Article { head, body, corrections, json_ld: None })
    }
}

impl Published {
    /// All of it but its text, and its text.
    ///
    /// # Errors
    /// When a stored document cannot be read.
    pub fn told(self, included: Included) -> Result<(PublicHead, Option<ArticleBodyView>)> {
        let Published { row, bylines, sections, tags, translations, web, .. } = self;
        let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
        let references =
            References::new(bylines, sections, tags, row.series.map(|(series, _)| series), included)?;
        let words = row.words.unwrap_or(0);
        let mut head = PublicHead::new(row.article.0, row.slug, row.revision, content, words, references);
        head.first_published_at = Some(row.first_published_at);
        head.published_at = Some(row.published_at);
        head.updated_at = Some(row.updated_at);
        head.corrections_count = row.corrections.unwrap_or(0);
        head.links.web = web;
        head.translations = translations.into_iter().map(TranslationReference::from).collect();
        let format = row.body_format.as_deref().map(str::parse::<BodyFormat>).transpose();
        let format = format.map_err(|fault: String| Error::internal(fault))?;
        let body = format.map(|format| ArticleBodyView {
            format,
            source: row.body_source.map(|Packed(source)| source).unwrap_or_default(),
            html: row.html.unwrap_or_default(),
            text: row.text.unwrap_or_default(),
        });
        Ok((head, body))
    }
}

impl ArticleItem {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(
        published: Published,
        included: Included,
        wanted_most: Option<&str>,
        settings: &Settings,
    ) -> Result<Self> {
        let Article { head, body, corrections, json_ld } = Article::new(published, included, settings)?;
        let fallback_from = fallback_from(wanted_most, &head.locale);
        let corrections = included.corrections.then_some(corrections);
        Ok(ArticleItem { head, body: included.body.then_some(body), corrections, json_ld, fallback_from })
    }
}

envelope! {
    /// One article of the public edition.
    ArticleReply { data: Article }
}
envelope! {
    /// A page of the public edition.
    ArticleList { data: [ArticleItem] }
}
envelope! {
    /// One article, only the members asked for.
    ArticleSparseReply { data: ArticleSparse }
}
envelope! {
    /// A page of articles, only the members asked for.
    ArticleSparseList { data: [ArticleSparse] }
}

macro_rules! fields {
    ($($variant:ident $name:tt,)+) => {
        /// A member of an article that can be asked for alone.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
        pub enum ArticleField {
            $(#[serde(rename = $name)] $variant,)+
        }

        impl ArticleField {
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(ArticleField::$variant => $name),+ }
            }
        }

        impl std::str::FromStr for ArticleField {
            type Err = String;

            fn from_str(text: &str) -> std::result::Result<Self, String> {
                match text {
                    $($name => Ok(ArticleField::$variant),)+
                    _ => Err(format!("Expected members among {}.", Self::NAMES.join(", "))),
                }
            }
        }
    };
}

fields! {
    Id "id", Slug "slug", Locale "locale", Type "type", Status "status", Kicker "kicker", Title "title",
    Subtitle "subtitle", Summary "summary", Body "body", Dateline "dateline", Authors "authors",
    PrimaryCategory "primary_category", Categories "categories", Tags "tags", Series "series", Image "image", Source "source", Seo "seo",
    Custom "custom", Featured "featured", Links "links", WordCount "word_count", ReadingMinutes "reading_minutes",
    CorrectionsCount "corrections_count", Corrections "corrections",
    FirstPublishedAt "first_published_at", PublishedAt "published_at", UpdatedAt "updated_at", Translations "translations",
    FallbackFrom "fallback_from", Revision "revision",
    Version "version", PublishedRevision "published_revision", TranslationOf "translation_of", CreatedAt "created_at", CreatedBy "created_by",
    SavedAt "saved_at", SavedBy "saved_by", TrashedAt "trashed_at",
    PublishAt "publish_at", UnpublishAt "unpublish_at", EmbargoUntil "embargo_until", RetractionNotice "retraction_notice",
    Lock "lock", Assignee "assignee", DueAt "due_at",
    AllowedTransitions "allowed_transitions", RefusedTransitions "refused_transitions", RelatedIds "related_ids", JsonLd "json_ld",
}

impl ArticleField {
    /// Whether only the draft edition has it.
    pub fn is_for_staff(self) -> bool {
        matches!(
            self,
            ArticleField::Version
                | ArticleField::PublishedRevision
                | ArticleField::TranslationOf
                | ArticleField::CreatedAt
                | ArticleField::CreatedBy
                | ArticleField::SavedAt
                | ArticleField::SavedBy
                | ArticleField::TrashedAt
                | ArticleField::PublishAt
                | ArticleField::UnpublishAt
                | ArticleField::EmbargoUntil
                | ArticleField::RetractionNotice
                | ArticleField::Lock
                | ArticleField::Assignee
                | ArticleField::DueAt
                | ArticleField::AllowedTransitions
                | ArticleField::RefusedTransitions
                | ArticleField::RelatedIds
        )
    }
}

/// The members asked for with `fields`, and no others.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct ArticleSparse(Map<String, Value>);

impl ArticleSparse {
    /// # Errors
    /// When the article cannot be written as JSON: never.
    pub fn new(article: &impl Serialize, fields: &[ArticleField]) -> Result<Self> {
        let Value::Object(mut members) = serde_json::to_value(article).map_err(Error::internal)? else {
            return Ok(ArticleSparse(Map::new()));
        };
        members.retain(|name, _| fields.iter().any(|field| field.as_str() == name));
        Ok(ArticleSparse(members))
    }
}

/// Every member of either edition, none of them required.
impl PartialSchema for ArticleSparse {
    fn schema() -> RefOr<Schema> {
        let mut all = utoipa::openapi::ObjectBuilder::new()
            .description(Some("The members asked for with `fields`, and no others."))
            .build();
        for part in [PublicHead::schema(), WorkingFacts::schema()] {
            if let RefOr::T(Schema::Object(object)) = part {
                all.properties.extend(object.properties);
            }
        }
        for item in [ArticleItem::schema(), ArticleDraftItem::schema()] {
            let RefOr::T(Schema::AllOf(item)) = item else { continue };
            for part in item.items {
                if let RefOr::T(Schema::Object(object)) = part {
                    all.properties.extend(object.properties);
                }
            }
        }
        RefOr::T(Schema::Object(all))
    }
}

impl ToSchema for ArticleSparse {
    fn name() -> Cow<'static, str> {
        "ArticleSparse".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        PublicHead::schemas(schemas);
        JsonLd::schemas(schemas);
        ArticleDraftItem::schemas(schemas);
    }
}

/// One article in the form that was asked for: the public edition, the working copy, only some
/// members of either, or the public edition for slow connections.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum FoundArticle {
    Public(Box<ArticleReply>),
    Draft(Box<crate::articles::DraftReply>),
    Sparse(ArticleSparseReply),
    Lite(ArticleLiteReply),
}

/// A page of articles in the form that was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum ListedArticles {
    Public(ArticleList),
    Draft(crate::articles::DraftList),
    Sparse(ArticleSparseList),
    Lite(ArticleLiteList),
}

impl ListedArticles {
    pub fn meta(&self) -> &ListMeta {
        match self {
            ListedArticles::Public(list) => &list.meta,
            ListedArticles::Draft(list) => &list.meta,
            ListedArticles::Sparse(list) => &list.meta,
            ListedArticles::Lite(list) => &list.meta,
        }
    }
}
