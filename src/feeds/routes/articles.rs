//! `GET /feeds/articles.{rss,atom,json}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{examples, serve, wanted};
use crate::app::AppState;
use crate::articles::{ArticleType, Kind};
use crate::clock::Timestamp;
use crate::feeds::model::{Content, Format, Scope, Wanted};
use crate::feeds::views::JsonFeed;
use crate::http::extract::{IdOrSlug, Many, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::publications::{PublicFilter, names};
use crate::search::Typed;
use crate::translations::LanguageTag;

/// The filters of the public list of articles, and the form of the feed. Several values of one
/// parameter, repeated or separated by commas, mean "or"; several parameters mean "and".
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedArticles {
    /// In these sections or beneath them, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100, example = json!(["fleuve"]))]
    category: Many<IdOrSlug>,
    /// In these very sections, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    category_only: Many<IdOrSlug>,
    /// Signed by one of these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    author: Many<IdOrSlug>,
    /// About one of these, by id or slug of a tag.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    tag: Many<IdOrSlug>,
    /// In one of these series, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    series: Many<IdOrSlug>,
    /// Translations of these, by id or slug, and these themselves.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    translation_of: Many<IdOrSlug>,
    #[serde(default, rename = "type")]
    #[param(value_type = Vec<ArticleType>, inline, max_items = 100)]
    kind: Many<ArticleType>,
    /// In these languages (BCP 47), in the order of preference: of translations of one article only the first that
    /// is there, whatever the other filters leave of the others. A single one becomes the language of the feed.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// Only these, by id or slug.
    #[serde(default)]
    #[param(value_type = Vec<IdOrSlug>, inline, max_items = 100)]
    ids: Many<IdOrSlug>,
    featured: Option<bool>,
    /// Published after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    published_after: Option<Timestamp>,
    /// Published before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    published_before: Option<Timestamp>,
    /// Updated after this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    updated_after: Option<Timestamp>,
    /// What the articles hold, as in the list of articles; the newest first.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200, pattern = "\\S", example = json!(null))]
    q: Option<Typed>,
    /// How many articles the feed holds.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<i64>,
    /// `full` has the whole text of each, `summary` only its lead.
    #[serde(default)]
    #[param(inline, default = "full")]
    content: Content,
}

impl FeedArticles {
    fn wanted(&self) -> Result<Wanted> {
        let filter = PublicFilter {
            kind: Kind::Article,
            ids: names(&self.ids),
            categories: names(&self.category),
            direct_categories: names(&self.category_only),
            authors: names(&self.author),
            tags: names(&self.tag),
            series: names(&self.series),
            translation_of: names(&self.translation_of),
            types: self.kind.0.clone(),
            locales: LanguageTag::all(&self.locale.0),
            featured: self.featured,
            published_after: self.published_after,
            published_before: self.published_before,
            updated_after: self.updated_after,
            q: self.q.clone(),
            matching: None,
            still: None,
        };
        wanted(Scope::Articles(Box::new(filter)), self.limit, self.content)
    }
}

/// Articles as RSS
///
/// RSS 2.0 of the newest public articles, with the filters of the list of articles. A value nothing has gives
/// an empty feed.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_articles_rss",
    params(FeedArticles),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/rss+xml", example = json!(examples::RSS)),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/articles.rss")]
pub async fn rss(app: Data<AppState>, asked: Asked, query: Query<FeedArticles>) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.wanted()?, Format::Rss).await
}

/// Articles as Atom
///
/// Atom (RFC 4287) of the newest public articles, with the filters of the list of articles. A value nothing has gives
/// an empty feed.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_articles_atom",
    params(FeedArticles),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml", example = json!(examples::ATOM)),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/articles.atom")]
pub async fn atom(app: Data<AppState>, asked: Asked, query: Query<FeedArticles>) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.wanted()?, Format::Atom).await
}

/// Articles as JSON Feed
///
/// JSON Feed 1.1 of the newest public articles, with the filters of the list of articles. A value nothing has gives
/// an empty feed.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_articles_json",
    params(FeedArticles),
    responses(
        (status = 200, description = "The feed.", body = JsonFeed, content_type = "application/feed+json"),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/articles.json")]
pub async fn json(app: Data<AppState>, asked: Asked, query: Query<FeedArticles>) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.wanted()?, Format::Json).await
}
