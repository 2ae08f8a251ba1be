//! Taking access away and giving it back.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use crate::app::AppState;
use crate::auth::{UserId, may};
use crate::db::Tx;
use crate::http::extract::{Allowed, Id, IfMatch, NoMembers, NoQuery, OptionalJson};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::users::model::User;
use crate::users::service;
use crate::users::views::UserReply;

/// Suspend a user
///
/// Ends every session of the user at once; what the user made stays. Somebody suspended already stays so, and nothing happens. Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_suspend",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the suspension is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses(
        (status = 200, description = "The user as suspended.", body = UserReply),
        (status = 409, description = "The account is your own, or no administrator would be left."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[post("/users/{id}/suspend")]
pub(super) async fn suspend(
    by: Allowed<may::ManageUsers>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    turn(&app, &asked, by.principal.user, UserId(id.0), if_match, service::suspend).await
}

/// Restore a user
///
/// The user may sign in again; ended sessions do not come back. Nothing happens to somebody who is not suspended. Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_restore",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = Option<NoMembers>, description = "Nothing, or an empty object."),
    responses((status = 200, description = "The user as restored.", body = UserReply)),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[post("/users/{id}/restore")]
pub(super) async fn restore(
    by: Allowed<may::ManageUsers>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    _: OptionalJson<NoMembers>,
) -> Result<HttpResponse> {
    turn(&app, &asked, by.principal.user, UserId(id.0), if_match, service::restore).await
}

async fn turn(
    app: &AppState,
    asked: &Asked,
    by: UserId,
    id: UserId,
    if_match: IfMatch,
    verb: service::Turn,
) -> Result<HttpResponse> {
    let work = move |tx: &mut Tx<'_>, current: &User| {
        verb(tx, by, current)?;
        service::find(tx, id)
    };
    if_match.write(&app.db, asked, move |tx| service::find(tx, id), work, Asked::saved).await
}
