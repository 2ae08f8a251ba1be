//! `PUT` and `DELETE` `/api/v1/articles/{id}/assignment` and `/api/v1/pages/{id}/assignment`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use super::views::{Assign, AssignmentReply, AssignmentView};
use crate::app::AppState;
use crate::articles::{Kind, UserReference};
use crate::auth::{Principal, UserId, may};
use crate::db::Tx;
use crate::http::extract::{Allowed, IdOrSlug, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(assign_article).service(unassign_article);
    cfg.service(assign_page).service(unassign_page);
}

/// Assign an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_assign",
    description = "Says whose turn it is and until when, in the place of what was said before. Whoever is named may read the \
        working copy, save it and submit it as if it were their own, for as long as they are named. It raises no version and \
        needs no `If-Match`; readers never learn of it. Own articles need `articles:publish` (author and above), others' \
        `articles:edit`.",
    params(("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde")),
    request_body(content = Assign, description = "Who, and until when."),
    responses((status = 200, description = "The assignment.", body = AssignmentReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:publish")))
)]
#[put("/articles/{id}/assignment")]
async fn assign_article(
    by: Allowed<may::Publish>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<Assign>,
) -> Result<HttpResponse> {
    assign(&app, &asked, by.principal, Kind::Article, id, body.0).await
}

/// Take an assignment of an article away
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_unassign",
    description = "It is nobody's turn, and due at no instant. Own articles need `articles:publish` (author and above), others' \
        `articles:edit`.",
    params(("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde")),
    responses((status = 204, description = "Nobody is named.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:publish")))
)]
#[delete("/articles/{id}/assignment")]
async fn unassign_article(
    by: Allowed<may::Publish>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    unassign(&app, &asked, by.principal, Kind::Article, id).await
}

/// Assign a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_assign",
    description = "Says whose turn it is and until when, in the place of what was said before. Only those who keep the pages can \
        be named. It raises no version and needs no `If-Match`; readers never learn of it. Needs the permission `pages:write` \
        (editor and above).",
    params(("id" = String, Path, description = "Id or current slug.", example = "mentions-legales")),
    request_body(content = Assign, description = "Who, and until when."),
    responses((status = 200, description = "The assignment.", body = AssignmentReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[put("/pages/{id}/assignment")]
async fn assign_page(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<Assign>,
) -> Result<HttpResponse> {
    assign(&app, &asked, by.principal, Kind::Page, id, body.0).await
}

/// Take an assignment of a page away
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_unassign",
    description = "It is nobody's turn, and due at no instant. Needs the permission `pages:write` (editor and above).",
    params(("id" = String, Path, description = "Id or current slug.", example = "mentions-legales")),
    responses((status = 204, description = "Nobody is named.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[delete("/pages/{id}/assignment")]
async fn unassign_page(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    unassign(&app, &asked, by.principal, Kind::Page, id).await
}

async fn assign(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
    Assign { assignee_id, due_at }: Assign,
) -> Result<HttpResponse> {
    let user = assignee_id.map(UserId);
    let work = move |tx: &mut Tx<'_>| service::assign(tx, &by, kind, &name, user, due_at);
    let answer = move |asked: &Asked, assignee: Option<(UserId, String)>| {
        let assignee = assignee.map(|(id, name)| UserReference { id: id.0, name });
        asked.plain(&AssignmentReply { data: AssignmentView { assignee, due_at } })
    };
    asked.write(&app.db, work, answer).await
}

async fn unassign(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>| service::assign(tx, &by, kind, &name, None, None).map(|_| ());
    asked.write(&app.db, work, Asked::deleted).await
}
