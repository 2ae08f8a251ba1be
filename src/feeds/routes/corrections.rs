//! `GET /feeds/corrections.{rss,atom,json}`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{examples, serve, wanted};
use crate::app::AppState;
use crate::corrections::{CorrectionKind, Filter};
use crate::feeds::model::{Content, Format, Scope, Wanted};
use crate::feeds::views::JsonFeed;
use crate::http::extract::{Many, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::translations::LanguageTag;

/// The filters of the log of corrections, and the form of the feed.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedCorrections {
    /// Of one of these kinds.
    #[serde(default)]
    #[param(value_type = Vec<CorrectionKind>, inline, max_items = 10)]
    kind: Many<CorrectionKind>,
    /// Of what is in one of these languages (BCP 47). A single one becomes the language of the feed.
    #[serde(default)]
    #[param(value_type = Vec<LanguageTag>, inline, max_items = 100, example = json!(["fr"]))]
    locale: Many<LanguageTag>,
    /// How many corrections the feed holds.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<i64>,
}

impl FeedCorrections {
    fn wanted(&self) -> Result<Wanted> {
        let (kinds, locales) = (self.kind.0.clone(), LanguageTag::all(&self.locale.0));
        let filter = Filter { article: None, kinds, locales };
        wanted(Scope::Corrections(filter), self.limit, Content::Summary)
    }
}

/// Corrections as RSS
///
/// RSS 2.0 of the newest corrections of what readers can still find: each with the title of what it is about, and
/// what editors say.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_corrections_rss",
    params(FeedCorrections),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/rss+xml", example = json!(examples::RSS)),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/corrections.rss")]
pub async fn rss(app: Data<AppState>, asked: Asked, query: Query<FeedCorrections>) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.wanted()?, Format::Rss).await
}

/// Corrections as Atom
///
/// Atom (RFC 4287) of the newest corrections of what readers can still find: each with the title of what it is about, and
/// what editors say.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_corrections_atom",
    params(FeedCorrections),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml", example = json!(examples::ATOM)),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/corrections.atom")]
pub async fn atom(app: Data<AppState>, asked: Asked, query: Query<FeedCorrections>) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.wanted()?, Format::Atom).await
}

/// Corrections as JSON Feed
///
/// JSON Feed 1.1 of the newest corrections of what readers can still find: each with the title of what it is about, and
/// what editors say.
#[utoipa::path(
    tag = "feeds",
    operation_id = "feeds_corrections_json",
    params(FeedCorrections),
    responses(
        (status = 200, description = "The feed.", body = JsonFeed, content_type = "application/feed+json"),
        (status = 304, description = "The feed is as you have it."),
    ),
    security(())
)]
#[get("/feeds/corrections.json")]
pub async fn json(app: Data<AppState>, asked: Asked, query: Query<FeedCorrections>) -> Result<HttpResponse> {
    serve(&app, &asked, query.params.wanted()?, Format::Json).await
}
