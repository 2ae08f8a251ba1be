//! `/api/v1/articles/{id}/preview-links`

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, post};

use super::{ListPreviewLinks, create, find, list, revoke};
use crate::app::AppState;
use crate::articles::{Kind, Working};
use crate::auth::may;
use crate::http::extract::{Allowed, IdOrSlug, ListQuery, NoQuery, OptionalJson, PartId};
use crate::http::pagination::PageParams;
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::previews::views::{CreatePreviewLink, NewPreviewLinkReply, PreviewLinkList, PreviewLinkReply};

/// Make a preview link to an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_preview_links_create",
    description = "Whoever holds its token reads the working copy, or the revision named, in the form readers know, without an \
        account: `GET /articles/{id}?preview=<token>`. It shows nothing else, and ends by itself. The token is shown this \
        once. Whoever may read the working copy may make one; it counts for as long as they may.",
    params(("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde")),
    request_body(content = Option<CreatePreviewLink>, description = "How long it lasts, and what it shows; nothing is required."),
    responses(
        (status = 201, description = "The link, with its token.", body = NewPreviewLinkReply),
        (status = 409, description = "The article is withdrawn."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[post("/articles/{id}/preview-links")]
pub(super) async fn create_article(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: OptionalJson<CreatePreviewLink>,
) -> Result<HttpResponse> {
    create::<Working>(&app, &asked, by.principal, id, body.0).await
}

/// List the preview links to an article
///
/// The newest first, without their tokens; none that has expired or was revoked.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_preview_links_list",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ListPreviewLinks,
        PageParams,
    ),
    responses((status = 200, description = "A page of links.", body = PreviewLinkList)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/articles/{id}/preview-links")]
pub(super) async fn list_article(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: ListQuery<ListPreviewLinks>,
) -> Result<HttpResponse> {
    list(&app, &asked, by.principal, Kind::Article, id, &query).await
}

/// Read a preview link to an article
///
/// Without its token.
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_preview_links_find",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("link" = Uuid, Path, description = "Id of the link."),
    ),
    responses(
        (status = 200, description = "The link.", body = PreviewLinkReply),
        (status = 304, description = "The link is as you have it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[get("/articles/{id}/preview-links/{link}")]
pub(super) async fn find_article(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    link: PartId,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    find(&app, &asked, by.principal, Kind::Article, id, link).await
}

/// Revoke a preview link to an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_preview_links_delete",
    description = "Its token shows nothing from this moment on, for good. One’s own; those of others need `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        ("link" = Uuid, Path, description = "Id of the link."),
    ),
    responses((status = 204, description = "The link is gone.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[delete("/articles/{id}/preview-links/{link}")]
pub(super) async fn revoke_article(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    link: PartId,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    revoke(&app, &asked, by.principal, Kind::Article, id, link).await
}
