//! `GET /feeds/tags/{id}.{rss,atom,json}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::{FeedForm, examples, serve};
use crate::app::AppState;
use crate::feeds::model::{Format, Scope};
use crate::feeds::views::JsonFeed;
use crate::http::extract::{IdOrSlug, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;

/// A tag as RSS
///
/// RSS 2.0 of the newest public articles about a subject. A former slug redirects to the
/// current one.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_tags_rss",
    params(("id" = String, Path, description = "Id or slug.", example = "crue-du-fleuve"), FeedForm),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/rss+xml", example = json!(examples::RSS)),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/tags/{id}.rss")]
pub async fn rss(
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FeedForm>,
) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.of(Scope::Tag(id))?, Format::Rss).await
}

/// A tag as Atom
///
/// Atom (RFC 4287) of the newest public articles about a subject. A former slug redirects to the
/// current one.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_tags_atom",
    params(("id" = String, Path, description = "Id or slug.", example = "crue-du-fleuve"), FeedForm),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml", example = json!(examples::ATOM)),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/tags/{id}.atom")]
pub async fn atom(
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FeedForm>,
) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.of(Scope::Tag(id))?, Format::Atom).await
}

/// A tag as JSON Feed
///
/// JSON Feed 1.1 of the newest public articles about a subject. A former slug redirects to the
/// current one.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_tags_json",
    params(("id" = String, Path, description = "Id or slug.", example = "crue-du-fleuve"), FeedForm),
    responses(
        (status = 200, description = "The feed.", body = JsonFeed, content_type = "application/feed+json"),
        (status = 301, description = "The slug is a former one; `Location` has the current one."),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/tags/{id}.json")]
pub async fn json(
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<FeedForm>,
) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.of(Scope::Tag(id))?, Format::Json).await
}
