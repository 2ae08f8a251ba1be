//! Making, replacing, changing and removing redirects.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post, put};

use crate::app::AppState;
use crate::auth::{Principal, may};
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, Id, IfMatch, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::redirects::model::{Redirect, RedirectId, RedirectInput};
use crate::redirects::service;
use crate::redirects::views::{CreateRedirect, RedirectReply, UpdateRedirect};

/// Create a redirect
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_create",
    description = "One that would lead back to where it begins, by whatever others, is refused. Needs the permission \
        `redirects:write` (editor and above).",
    request_body(content = CreateRedirect, description = "The redirect."),
    responses((status = 201, description = "The redirect as created.", body = RedirectReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[post("/redirects")]
pub(super) async fn create(
    by: Allowed<may::EditRedirects>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<CreateRedirect>,
) -> Result<HttpResponse> {
    let input = body.0.parse()?;
    let work = move |tx: &mut Tx<'_>| {
        let id = service::create(tx, by.principal.user, &input)?;
        service::find(tx, id)
    };
    asked.write(&app.db, work, |asked, made| asked.made("/api/v1/redirects", made)).await
}

/// Replace a redirect
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_replace",
    description = "Everything is replaced; what is left out is emptied. Needs the permission `redirects:write` (editor and above).",
    params(
        ("id" = Uuid, Path, description = "Id.", example = "0198c0de-0000-7000-8000-000000000009"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = CreateRedirect, description = "The whole redirect."),
    responses((status = 200, description = "The redirect as replaced.", body = RedirectReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[put("/redirects/{id}")]
pub(super) async fn replace(
    by: Allowed<may::EditRedirects>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<CreateRedirect>,
) -> Result<HttpResponse> {
    let input = body.0.parse()?;
    save(&app, &asked, by.principal, id, if_match, move |_| Ok(input.clone())).await
}

/// Change a redirect
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_update",
    description = "JSON Merge Patch (RFC 7396): null empties a member. Needs the permission `redirects:write` (editor and above).",
    params(
        ("id" = Uuid, Path, description = "Id.", example = "0198c0de-0000-7000-8000-000000000009"),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateRedirect = "application/json"),
        (UpdateRedirect = "application/merge-patch+json"),
    ), description = "What changes."),
    responses((status = 200, description = "The redirect as changed.", body = RedirectReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[patch("/redirects/{id}")]
pub(super) async fn update(
    by: Allowed<may::EditRedirects>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateRedirect>,
) -> Result<HttpResponse> {
    let schemas = app.schemas.clone();
    let merged = move |redirect: &Redirect| body.0.onto(&CreateRedirect::of(redirect), &schemas)?.parse();
    save(&app, &asked, by.principal, id, if_match, merged).await
}

/// Delete a redirect
#[utoipa::path(
    tag = "redirects",
    operation_id = "redirects_delete",
    description = "Needs the permission `redirects:write` (editor and above).",
    params(
        ("id" = Uuid, Path, description = "Id.", example = "0198c0de-0000-7000-8000-000000000009"),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses((status = 204, description = "The redirect is gone.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("redirects:write")))
)]
#[delete("/redirects/{id}")]
pub(super) async fn remove(
    by: Allowed<may::EditRedirects>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, RedirectId(id.0));
    let work = move |tx: &mut Tx<'_>, current: &Redirect| service::delete(tx, by.principal.user, current);
    if_match.write(&app.db, &asked, target, work, Asked::deleted).await
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    by: Principal,
    id: Id,
    if_match: IfMatch,
    input: impl Fn(&Redirect) -> Outcome<RedirectInput> + Send + 'static,
) -> Result<HttpResponse> {
    let target = move |tx: &mut Tx<'_>| service::find_to_write(tx, RedirectId(id.0));
    let work = move |tx: &mut Tx<'_>, current: &Redirect| {
        service::update(tx, by.user, current, &input(current)?)?;
        service::find(tx, current.id)
    };
    if_match.write(&app.db, asked, target, work, Asked::saved).await
}
