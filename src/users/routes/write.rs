//! Changing and removing accounts.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, put};

use crate::app::AppState;
use crate::auth::{UserId, may};
use crate::db::Tx;
use crate::error::Result as Outcome;
use crate::http::extract::{Allowed, Id, IfMatch, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::users::model::{Change, User};
use crate::users::views::{ReplaceUser, UpdateUser, UserReply};
use crate::users::{passwords, service};

/// Replace a user
///
/// Everything is replaced, but a password left out stays. Another address, role or password ends every session of the user. Of your own account only the name can be changed here. Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_replace",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content = ReplaceUser, description = "The whole account."),
    responses(
        (status = 200, description = "The user as replaced.", body = UserReply),
        (status = 409, description = "The address is taken, the account is your own, or no administrator would be left."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[put("/users/{id}")]
pub(super) async fn replace(
    by: Allowed<may::ManageUsers>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<ReplaceUser>,
) -> Result<HttpResponse> {
    let (change, typed) = body.0.parse()?;
    let target = Target { by: by.principal.user, id: UserId(id.0), if_match, rehash: typed.is_some() };
    save(&app, &asked, target, move |_| Ok((change.clone(), typed.clone()))).await
}

/// Change a user
///
/// JSON Merge Patch (RFC 7396), with the rules of replacing. Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_update",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the change is based on, or `*`.", example = "*"),
    ),
    request_body(content(
        (UpdateUser = "application/json"),
        (UpdateUser = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "The user as changed.", body = UserReply),
        (status = 409, description = "The address is taken, the account is your own, or no administrator would be left."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[patch("/users/{id}")]
pub(super) async fn update(
    by: Allowed<may::ManageUsers>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
    body: Json<UpdateUser>,
) -> Result<HttpResponse> {
    let (schemas, rehash) = (app.schemas.clone(), body.0.sets("password"));
    let merge = move |user: &User| body.0.onto(&ReplaceUser::of(user), &schemas)?.parse();
    let target = Target { by: by.principal.user, id: UserId(id.0), if_match, rehash };
    save(&app, &asked, target, merge).await
}

/// Delete a user
///
/// Only while no article or revision names them as its maker: otherwise suspend the account. Needs the permission `users:manage` (administrators).
#[utoipa::path(
    tag = "users",
    operation_id = "users_delete",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The tag the deletion is based on, or `*`.", example = "*"),
    ),
    responses(
        (status = 204, description = "The user is gone."),
        (status = 409, description = "The user made something (`used_by` says how much), the account is your own, or no administrator would be left."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("users:manage")))
)]
#[delete("/users/{id}")]
pub(super) async fn remove(
    by: Allowed<may::ManageUsers>,
    id: Id,
    app: Data<AppState>,
    asked: Asked,
    if_match: IfMatch,
    _: NoQuery,
) -> Result<HttpResponse> {
    let id = UserId(id.0);
    let work = move |tx: &mut Tx<'_>, current: &User| service::delete(tx, by.principal.user, current);
    if_match.write(&app.db, &asked, move |tx| service::find(tx, id), work, Asked::deleted).await
}

/// Who changes whom, and based on what.
struct Target {
    by: UserId,
    id: UserId,
    if_match: IfMatch,
    /// Whether there is a new password.
    rehash: bool,
}

/// Saves what `input` makes of the current row, if the caller's version is the current one.
async fn save(
    app: &AppState,
    asked: &Asked,
    target: Target,
    input: impl Fn(&User) -> Outcome<(Change, Option<String>)> + Send + 'static,
) -> Result<HttpResponse> {
    let hash = if target.rehash { hash(app, asked, &target, &input).await? } else { None };
    let Target { by, id, if_match, .. } = target;
    let work = move |tx: &mut Tx<'_>, current: &User| {
        let change = Change { password_hash: hash.clone(), ..input(current)?.0 };
        service::update(tx, by, current, &change)?;
        service::find(tx, id)
    };
    if_match.write(&app.db, asked, move |tx| service::find(tx, id), work, Asked::saved).await
}

/// The hash of the new password, if there is one. No hashing happens inside a transaction, and none
/// for a change that would be refused anyway; so the checks run here first, on a look at the row.
async fn hash(
    app: &AppState,
    asked: &Asked,
    Target { by, id, if_match, .. }: &Target,
    input: &impl Fn(&User) -> Outcome<(Change, Option<String>)>,
) -> Result<Option<String>> {
    let (by, id, if_match) = (*by, *id, if_match.clone());
    let current = if_match.read(&app.db, asked, move |conn| service::find(conn, id)).await?;
    service::refuse_own(by, &current)?;
    let (change, Some(typed)) = input(&current)? else { return Ok(None) };
    let (least, own) = (app.config.auth.password_min_length, (&change.email, change.name.as_str()));
    Ok(Some(passwords::hash_new(&app.auth.hasher, least, &typed, own, "/password").await?))
}
