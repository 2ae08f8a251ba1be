//! An article as stored, and as accepted. A page is one too ([`Kind`]), with most of its members empty.

mod kind;
mod list;
mod lock;
mod references;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::db::packed::Packing;
use crate::db::schema::articles;
use crate::db::types::typed_id;
use crate::media::Image;
use crate::text::render::{self, Format, Rendering};
use crate::translations::GroupId;

pub use kind::Kind;
pub use list::{AssignedTo, DraftFilter, DraftSort};
pub use lock::{LOCK_TIME, Lock};
pub use references::{BylineRow, SectionRow, SeriesRow, TagRow, TranslationRow};

typed_id! {
    /// Id of an article.
    ArticleId
}

closed_list! {
    /// What kind of piece it is.
    ArticleType {
        News "news", Analysis "analysis", Interview "interview", Opinion "opinion", Report "report",
        Brief "brief", Live "live", Video "video", Audio "audio",
    }
}

closed_list! {
    /// What somebody of the byline did.
    BylineRole {
        Author "author", Contributor "contributor", Photographer "photographer", Translator "translator",
    }
}

closed_list! {
    /// The stage of the working copy.
    Workflow { Draft "draft", InReview "in_review", }
}

closed_list! {
    /// How the source of a body is written.
    BodyFormat {
        /// CommonMark with tables, strikethrough, footnotes and automatic links.
        Markdown "markdown",
        /// HTML; what the newsroom does not allow is dropped from what is served, never from the source.
        Html "html",
        /// Plain text: every line that is not blank is a paragraph.
        Text "text",
    }
}

impl From<BodyFormat> for Format {
    fn from(format: BodyFormat) -> Self {
        match format {
            BodyFormat::Markdown => Format::Markdown,
            BodyFormat::Html => Format::Html,
            BodyFormat::Text => Format::Text,
        }
    }
}

/// One name of a byline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BylineEntry {
    pub id: Uuid,
    pub role: BylineRole,
}

/// Where a piece came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ArticleSource)]
pub struct Source {
    #[schema(min_length = 1, max_length = 200, example = "Agence de presse du Fleuve")]
    pub name: String,
    /// Absolute `http` or `https` address.
    #[serde(default)]
    #[schema(
        required = false,
        format = "uri",
        min_length = 8,
        max_length = 2000,
        pattern = "^https?://",
        example = "https://example.org/depeche"
    )]
    pub url: Option<String>,
}

/// What search engines and social networks are told instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ArticleSeo)]
pub struct Seo {
    #[serde(default)]
    #[schema(required = false, max_length = 200, example = "Crue du fleuve : ce qu’il faut savoir")]
    pub title: Option<String>,
    #[serde(default)]
    #[schema(required = false, max_length = 500, example = "Le point sur la crue, quartier par quartier.")]
    pub description: Option<String>,
    /// Absolute `http` or `https` address.
    #[serde(default)]
    #[schema(
        required = false,
        format = "uri",
        min_length = 8,
        max_length = 2000,
        pattern = "^https?://",
        example = "https://example.org/crue"
    )]
    pub canonical_url: Option<String>,
    /// Keep it out of search engines. Left out: no.
    #[serde(default)]
    #[schema(required = false, example = false)]
    pub noindex: bool,
}

/// Where an article stands in a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesPlace {
    /// Id of a series.
    pub id: Uuid,
    /// Left out: by its date, after those that have a position. No two articles have the same.
    #[serde(default)]
    #[schema(required = false, minimum = 1, maximum = 1000000, example = 3)]
    pub position: Option<i32>,
}

/// The text as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleBody {
    pub format: BodyFormat,
    /// Byte for byte what was posted.
    pub source: String,
}

/// Everything of a revision but its body, as the table `revisions` keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleContent {
    pub title: String,
    pub locale: String,
    #[serde(rename = "type")]
    pub kind: ArticleType,
    pub kicker: Option<String>,
    pub subtitle: Option<String>,
    pub summary: Option<String>,
    pub dateline: Option<String>,
    pub authors: Vec<BylineEntry>,
    pub primary_category_id: Option<Uuid>,
    /// All but the primary, in the writer's order.
    pub category_ids: Vec<Uuid>,
    /// In the writer's order. Revisions from before there were tags have none.
    #[serde(default)]
    pub tag_ids: Vec<Uuid>,
    /// Other articles that editors chose to stand beneath, in their order. Revisions from before there
    /// was such a choice have none.
    #[serde(default)]
    pub related_ids: Vec<Uuid>,
    /// Revisions from before there were series have none.
    #[serde(default)]
    pub series: Option<SeriesPlace>,
    /// The article this one is a translation of. Revisions from before there were translations have
    /// none.
    #[serde(default)]
    pub translation_of: Option<Uuid>,
    pub featured: bool,
    pub source: Option<Source>,
    pub seo: Seo,
    pub image: Option<Image>,
    pub custom: Map<String, Value>,
}

/// What a writer hands in, after every rule that needs no database was checked.
#[derive(Clone, Debug)]
pub struct Draft {
    /// None: made from the title, or left as it is.
    pub slug: Option<String>,
    pub content: ArticleContent,
    pub body: Option<ArticleBody>,
    /// Of the article and not of a revision: no older one gets round it.
    pub embargo_until: Option<Timestamp>,
    /// Why it was saved; of this revision only.
    pub message: Option<String>,
}

/// A draft and what the server made of its body: ready to be saved.
#[derive(Clone, Debug)]
pub struct Written {
    pub draft: Draft,
    pub rendering: Option<Rendering>,
    packed: Option<Packing>,
}

/// What the server makes of a body before it is saved.
#[derive(Clone, Debug)]
pub struct Made {
    rendering: Rendering,
    packed: Packing,
}

impl Made {
    /// Renders and packs; a long one takes its time.
    pub fn of(body: &ArticleBody) -> Self {
        let rendering = render::render(body.format.into(), &body.source);
        Made { rendering, packed: Packing::of(&body.source) }
    }
}

impl Written {
    pub fn new(draft: Draft) -> Self {
        let made = draft.body.as_ref().map(Made::of);
        Written::with(draft, made)
    }

    /// With what was made of its body already.
    pub fn with(draft: Draft, made: Option<Made>) -> Self {
        let (rendering, packed) = made.map(|made| (made.rendering, made.packed)).unzip();
        Written { draft, rendering, packed }
    }

    /// The source of the body as a revision keeps it.
    pub fn packed(&self) -> Option<&Packing> {
        self.packed.as_ref()
    }
}

/// A row of `articles`: the head of a working copy.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = articles)]
pub struct Article {
    pub id: ArticleId,
    #[diesel(deserialize_as = String)]
    pub kind: Kind,
    pub locale: String,
    pub translation_group: GroupId,
    pub workflow: String,
    pub version: i64,
    pub head_revision: i32,
    pub slug: String,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub saved_by: UserId,
    pub saved_at: Timestamp,
    pub trashed_at: Option<Timestamp>,
    pub embargo_until: Option<Timestamp>,
    /// Whose turn it is.
    pub assignee_id: Option<UserId>,
    /// Until when it is to be done.
    pub due_at: Option<Timestamp>,
}

/// A revision with what judges whether it can be published.
#[derive(Clone, Debug)]
pub struct Revision {
    pub number: i32,
    pub content: ArticleContent,
    pub words: i32,
    pub saved_by: UserId,
}

impl Article {
    pub fn is_in_review(&self) -> bool {
        self.workflow == Workflow::InReview.as_str()
    }
}
