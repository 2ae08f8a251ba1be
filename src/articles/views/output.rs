//! What comes out, in either edition. The public one is filled in by `publications`.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::lock::LockView;
use super::references::{BylineView, CategoryReference, References, SeriesReference, TagReference};
use super::warning::Warning;
use crate::articles::model::{ArticleContent, ArticleType, BodyFormat, Seo, Source};
use crate::articles::service::read::Working;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::http::conditional::Versioned;
use crate::http::reply::envelope;
use crate::media::Image;
use crate::text::render::reading_minutes;
use crate::translations::{TranslationReference, fallback_from};
use crate::workflow::{RefusedTransition, Status, Verb};

/// What `include` asked for beyond the ordinary.
#[derive(Clone, Copy, Debug, Default)]
pub struct Included {
    pub authors: bool,
    pub categories: bool,
    pub tags: bool,
    pub body: bool,
    /// Of the public edition only, as the next.
    pub corrections: bool,
    pub json_ld: bool,
}

/// The text of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ArticleBody)]
pub struct ArticleBodyView {
    #[schema(inline)]
    pub format: BodyFormat,
    /// Byte for byte what was posted.
    #[schema(example = "Le fleuve est monté de **deux mètres** en une nuit.")]
    pub source: String,
    /// Sanitised by the server.
    #[schema(example = "<p>Le fleuve est monté de <strong>deux mètres</strong> en une nuit.</p>\n")]
    pub html: String,
    /// Plain text, a line for each paragraph.
    #[schema(example = "Le fleuve est monté de deux mètres en une nuit.")]
    pub text: String,
}

/// Addresses of the article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleLinks {
    /// Of this representation's article in this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/articles/0198c0de-0000-7000-8000-000000000001")]
    pub own: String,
    /// Where the newsroom's website shows it; null in the draft edition, and while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    pub web: Option<String>,
}

pub fn links(id: Uuid) -> ArticleLinks {
    ArticleLinks { own: format!("/api/v1/articles/{id}"), web: None }
}

/// All of an article but its text.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ArticleHead)]
pub struct PublicHead {
    pub id: Uuid,
    #[schema(example = "le-fleuve-deborde")]
    pub slug: String,
    #[schema(example = "fr")]
    pub locale: String,
    #[serde(rename = "type")]
    pub kind: ArticleType,
    pub status: Status,
    #[schema(required, example = "Crue")]
    pub kicker: Option<String>,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub title: String,
    #[schema(required, example = "Trois quartiers évacués dans la nuit")]
    pub subtitle: Option<String>,
    #[schema(required, example = "La crue a surpris les habitants de Sor.")]
    pub summary: Option<String>,
    #[schema(required, example = "Saint-Louis")]
    pub dateline: Option<String>,
    /// The byline, in order.
    pub authors: Vec<BylineView>,
    #[schema(required)]
    pub primary_category: Option<CategoryReference>,
    /// All sections, the primary one first.
    pub categories: Vec<CategoryReference>,
    /// What it is about, the weightiest first.
    pub tags: Vec<TagReference>,
    #[schema(required)]
    pub series: Option<SeriesReference>,
    #[schema(required)]
    pub image: Option<Image>,
    #[schema(required)]
    pub source: Option<Source>,
    pub seo: Seo,
    #[schema(value_type = Object)]
    pub custom: Map<String, Value>,
    pub featured: bool,
    /// The other languages readers find it in now.
    #[schema(example = json!([]))]
    pub translations: Vec<TranslationReference>,
    pub links: ArticleLinks,
    #[schema(minimum = 0, example = 412)]
    pub word_count: i32,
    /// At 230 words a minute, rounded up.
    #[schema(minimum = 0, example = 2)]
    pub reading_minutes: i32,
    /// Public corrections so far.
    #[schema(minimum = 0, example = 0)]
    pub corrections_count: i64,
    /// Start of the very first publication; never moves.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub first_published_at: Option<Timestamp>,
    /// Since when it has been public without a break, or the earlier instant editors gave.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// Last publication that changed the substance.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub updated_at: Option<Timestamp>,
    /// Number of the revision shown.
    #[schema(minimum = 1, example = 3)]
    pub revision: i32,
}

/// Somebody with an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UserReference {
    pub id: Uuid,
    #[schema(example = "Mariama Sow")]
    pub name: String,
}

/// What only staff see of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkingFacts {
    /// Raised by every save and transition; the first part of the tag.
    #[schema(minimum = 1, example = 4)]
    pub version: i64,
    /// Revision the public sees, if it sees one.
    #[schema(required, minimum = 1, example = 2)]
    pub published_revision: Option<i32>,
    /// The original it is a translation of.
    #[schema(required, example = json!(null))]
    pub translation_of: Option<Uuid>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    pub created_by: UserReference,
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
    pub saved_by: UserReference,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub trashed_at: Option<Timestamp>,
    /// When the publication that is planned begins.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub publish_at: Option<Timestamp>,
    /// When it ceases to be public by itself.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub unpublish_at: Option<Timestamp>,
    /// Not public before this, whoever publishes it; where readers see a revision already, no other takes its place
    /// before. Only editors lift it or bring it forward.
    #[schema(required, value_type = Option<String>, format = DateTime, example = json!(null))]
    pub embargo_until: Option<Timestamp>,
    /// What readers are told while it is withdrawn.
    #[schema(required, example = json!(null))]
    pub retraction_notice: Option<String>,
    /// Who is at it now. Taking a lock, leaving it and its end change neither the version nor the tag's first part.
    #[schema(required)]
    pub lock: Option<LockView>,
    /// Whose turn it is.
    #[schema(required)]
    pub assignee: Option<UserReference>,
    /// Until when it is to be done.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// What the caller may do now.
    #[schema(example = json!(["submit", "publish", "trash"]))]
    pub allowed_transitions: Vec<Verb>,
    /// Everything else, and why not.
    pub refused_transitions: Vec<RefusedTransition>,
}

/// The working copy of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleDraft {
    #[serde(flatten)]
    pub head: PublicHead,
    #[serde(flatten)]
    pub working: WorkingFacts,
    /// Articles that stand first among the related ones, in this order.
    pub related_ids: Vec<Uuid>,
    /// Null while nothing is written.
    #[schema(required)]
    pub body: Option<ArticleBodyView>,
}

/// A working copy in a list; `body` only with `include=body`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleDraftItem {
    #[serde(flatten)]
    pub head: PublicHead,
    #[serde(flatten)]
    pub working: WorkingFacts,
    /// Articles that stand first among the related ones, in this order.
    pub related_ids: Vec<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "present")]
    #[schema(value_type = Option<ArticleBodyView>, required = false)]
    pub body: Option<Option<ArticleBodyView>>,
    /// The language of `locale` that was wanted most, where the article is in another; null otherwise.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
}

/// Of a member that is left out unless it was asked for, and then may be null.
pub fn present<S: Serializer, T: Serialize>(
    value: &Option<Option<T>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.as_ref().and_then(Option::as_ref).serialize(serializer)
}

/// One working copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftReply {
    pub data: ArticleDraft,
    /// What the server took out of the served text, if anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<Warning>,
}

envelope! {
    /// A page of working copies.
    DraftList { data: [ArticleDraftItem] }
}

impl PublicHead {
    /// The parts that come from a revision and its references; dates are still to be set.
    ///
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(
        id: Uuid,
        slug: String,
        revision: i32,
        content: ArticleContent,
        words: i32,
        references: References,
    ) -> Self {
        let References { authors, categories, tags, series } = references;
        let primary_category =
            categories.iter().find(|(_, primary)| *primary).map(|(section, _)| section.clone());
        PublicHead {
            id,
            slug,
            locale: content.locale,
            kind: content.kind,
            status: Status::Published,
            kicker: content.kicker,
            title: content.title,
            subtitle: content.subtitle,
            summary: content.summary,
            dateline: content.dateline,
            authors,
            primary_category,
            categories: categories.into_iter().map(|(section, _)| section).collect(),
            tags,
            series,
            image: content.image,
            source: content.source,
            seo: content.seo,
            custom: content.custom,
            featured: content.featured,
            translations: Vec::new(),
            links: links(id),
            word_count: words,
            reading_minutes: reading_minutes(words),
            corrections_count: 0,
            first_published_at: None,
            published_at: None,
            updated_at: None,
            revision,
        }
    }
}

impl ArticleDraft {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(working: Working, included: Included) -> Result<Self> {
        let Working {
            article,
            content,
            body,
            html,
            text,
            words,
            status,
            live,
            first_published_at,
            creator,
            saver,
            bylines,
            sections,
            tags,
            series,
            translations,
            verbs,
            publish_at,
            unpublish_at,
            corrections,
            retraction_notice,
            lock,
            assignee,
            ..
        } = working;
        let assignee = article.assignee_id.zip(assignee).map(|(id, name)| UserReference { id: id.0, name });
        let (translation_of, related_ids) = (content.translation_of, content.related_ids.clone());
        let references = References::new(bylines, sections, tags, series, included)?;
        let mut head =
            PublicHead::new(article.id.0, article.slug, article.head_revision, content, words, references);
        head.status = status;
        head.corrections_count = corrections;
        head.translations = translations.into_iter().map(TranslationReference::from).collect();
        head.first_published_at = first_published_at;
        head.published_at = live.as_ref().map(|live| live.published_at);
        head.updated_at = live.as_ref().map(|live| live.updated_at);
        Ok(ArticleDraft {
            head,
            working: WorkingFacts {
                version: article.version,
                published_revision: live.map(|live| live.revision),
                translation_of,
                created_at: article.created_at,
                created_by: UserReference { id: article.created_by.0, name: creator },
                saved_at: article.saved_at,
                saved_by: UserReference { id: article.saved_by.0, name: saver },
                trashed_at: article.trashed_at,
                publish_at,
                unpublish_at,
                embargo_until: article.embargo_until,
                retraction_notice,
                lock: lock.map(LockView::from),
                assignee,
                due_at: article.due_at,
                allowed_transitions: verbs.allowed,
                refused_transitions: verbs.refused,
            },
            related_ids,
            body: body.map(|body| ArticleBodyView {
                format: body.format,
                source: body.source,
                html: html.unwrap_or_default(),
                text: text.unwrap_or_default(),
            }),
        })
    }
}

impl ArticleDraftItem {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(working: Working, included: Included, wanted_most: Option<&str>) -> Result<Self> {
        let ArticleDraft { head, working, related_ids, body } = ArticleDraft::new(working, included)?;
        let fallback_from = fallback_from(wanted_most, &head.locale);
        let body = included.body.then_some(body);
        Ok(ArticleDraftItem { head, working, related_ids, body, fallback_from })
    }
}

impl Versioned for Working {
    type Reply = DraftReply;

    fn id(&self) -> Uuid {
        self.article.id.0
    }

    fn version(&self) -> i64 {
        self.article.version
    }

    fn revision(&self) -> Option<i32> {
        Some(self.article.head_revision)
    }

    fn reply(self) -> Result<DraftReply> {
        Ok(DraftReply { data: ArticleDraft::new(self, Included::default())?, warnings: Vec::new() })
    }
}
