//! `PUT` and `DELETE` `/api/v1/articles/{id}/lock` and `/api/v1/pages/{id}/lock`: translation only.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, put};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use super::views::LockReply;
use crate::app::AppState;
use crate::articles::Kind;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::http::extract::{Allowed, IdOrSlug, NoMembers, NoQuery, OptionalJson, Query};
use crate::http::problem::Result;
use crate::http::reply::Asked;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(lock_article).service(unlock_article);
    cfg.service(lock_page).service(unlock_page);
}

/// Taking a lock that somebody else has.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TakeOver {
    /// For editors: take it over from whoever has it.
    #[serde(default)]
    #[param(required = false, default = false)]
    override_lock: bool,
}

/// Lock an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_lock",
    description = "Tells others that the caller is at the working copy, for five minutes; said again it goes on. Meanwhile nobody \
        else can save it or lead it to another status. It raises no version and needs no `If-Match`. Whoever may save may \
        lock: own and assigned articles need `articles:write` (`articles:publish` while public), others' `articles:edit`.",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde"),
        TakeOver,
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses(
        (status = 200, description = "The caller's lock.", body = LockReply),
        (status = 409, description = "Somebody else is at it; `lock` says who, and until when."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[put("/articles/{id}/lock")]
async fn lock_article(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<TakeOver>,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    take(&app, &asked, by.principal, Kind::Article, id, query.params).await
}

/// Unlock an article
#[utoipa::path(
    tag = "articles",
    operation_id = "articles_unlock",
    description = "Leaves one's own lock; where there is none, nothing happens. Editors (`articles:edit`) break that of another.",
    params(("id" = String, Path, description = "Id or current slug.", example = "le-fleuve-deborde")),
    responses((status = 204, description = "Nobody is at it.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("articles:write")))
)]
#[delete("/articles/{id}/lock")]
async fn unlock_article(
    by: Allowed<may::WriteArticles>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    leave(&app, &asked, by.principal, Kind::Article, id).await
}

/// Lock a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_lock",
    description = "Tells others that the caller is at the working copy, for five minutes; said again it goes on. Meanwhile nobody \
        else can save it or lead it to another status. It raises no version and needs no `If-Match`. Needs the permission \
        `pages:write` (editor and above).",
    params(
        ("id" = String, Path, description = "Id or current slug.", example = "mentions-legales"),
        TakeOver,
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses(
        (status = 200, description = "The caller's lock.", body = LockReply),
        (status = 409, description = "Somebody else is at it; `lock` says who, and until when."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[put("/pages/{id}/lock")]
async fn lock_page(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    query: Query<TakeOver>,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    take(&app, &asked, by.principal, Kind::Page, id, query.params).await
}

/// Unlock a page
#[utoipa::path(
    tag = "pages",
    operation_id = "pages_unlock",
    description = "Leaves one's own lock, or breaks that of another; where there is none, nothing happens. Needs the permission \
        `pages:write` (editor and above).",
    params(("id" = String, Path, description = "Id or current slug.", example = "mentions-legales")),
    responses((status = 204, description = "Nobody is at it.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("pages:write")))
)]
#[delete("/pages/{id}/lock")]
async fn unlock_page(
    by: Allowed<may::EditPages>,
    id: IdOrSlug,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    leave(&app, &asked, by.principal, Kind::Page, id).await
}

async fn take(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
    TakeOver { override_lock }: TakeOver,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>| service::take(tx, &by, kind, &name, override_lock);
    asked.write(&app.db, work, |asked, lock| asked.plain(&LockReply { data: lock.into() })).await
}

async fn leave(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    kind: Kind,
    name: IdOrSlug,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>| service::leave(tx, &by, kind, &name);
    asked.write(&app.db, work, Asked::deleted).await
}
