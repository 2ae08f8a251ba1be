//! `POST /api/v1/articles/{id}/{publish|unpublish}`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::publish::{Publish, publish};
use super::unpublish::{Unpublish, unpublish};
use crate::app::AppState;
use crate::articles::{Access, DraftReply, Target, Working, change};
use crate::auth::may;
use crate::http::extract::{Allowed, IdOrSlug, IfMatch, NoQuery, OptionalJson};
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(serve_publish).service(serve_unpublish);
}

/// Publish an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_publish",
    description = "The named revision, or the latest, is public from this moment. Over a live article it takes the place \
        of what was shown. Publishing what is live already changes nothing. Own articles need `articles:publish` \
        (author and above), others' `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<Publish>, description = "How; nothing is required."),
    responses(
        (status = 200, description = "The working copy, its article public.", body = DraftReply),
        (status = 409, description = "The status does not allow it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:publish")))
)]
#[post("/articles/{id}/publish")]
async fn serve_publish(
    by: Allowed<may::Publish>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: OptionalJson<Publish>,
) -> Result<HttpResponse> {
    let target = Target::new(id, Access::Publish);
    change::<Working>(&app, &asked, by.principal, target, if_match, move |tx, by, current| {
        publish(tx, by.user, current, &body.0)
    })
    .await
}

/// Unpublish an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_unpublish",
    description = "From this moment it is not public; the article is a draft again. Needs `articles:edit` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("If-Match" = String, Header, description = "The tag this is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<Unpublish>, description = "Why; nothing is required."),
    responses(
        (status = 200, description = "The working copy, a draft again.", body = DraftReply),
        (status = 409, description = "The article is not public."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:edit")))
)]
#[post("/articles/{id}/unpublish")]
async fn serve_unpublish(
    by: Allowed<may::EditArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: OptionalJson<Unpublish>,
) -> Result<HttpResponse> {
    let target = Target::new(id, Access::Publish);
    change::<Working>(&app, &asked, by.principal, target, if_match, move |tx, by, current| {
        unpublish(tx, by.user, current, &body.0)
    })
    .await
}
