//! One's own account. It is not content, so no `If-Match` is asked for.

use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};

use crate::app::AppState;
use crate::auth::{Principal, may};
use crate::http::extract::{Allowed, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::rate_limit;
use crate::http::reply::{Asked, Reply};
use crate::sessions::service;
use crate::sessions::views::{ChangePassword, UpdateMe};
use crate::users::{Account, UserReply, passwords};

/// Read one's own account
///
/// Who this session belongs to.
#[utoipa::path(
    tag = "auth",
    operation_id = "auth_me",
    responses(
        (status = 200, description = "Your account.", body = UserReply),
        (status = 304, description = "Your account is as you have it."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[get("/auth/me")]
pub(super) async fn me(
    by: Allowed<may::SignIn>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
) -> Result<HttpResponse> {
    let user = app.db.read(move |conn| service::find_me(conn, &by.principal)).await?;
    let version = user.version;
    asked.private(&UserReply { data: user.into() }, version)
}

/// Change one's own account
///
/// What is left out stays. Another e-mail address needs `current_password` and ends your other sessions.
#[utoipa::path(
    tag = "auth",
    operation_id = "auth_update_me",
    request_body(content(
        (UpdateMe = "application/json"),
        (UpdateMe = "application/merge-patch+json"),
    ), description = "What changes."),
    responses(
        (status = 200, description = "Your account as changed.", body = UserReply),
        (status = 409, description = "Another account has the e-mail address."),
        (status = 429, description = "Too many attempts at the current password."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[patch("/auth/me")]
pub(super) async fn update_me(
    by: Allowed<may::SignIn>,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<UpdateMe>,
) -> Result<HttpResponse> {
    let wish = body.0.wish()?;
    let verified = match &body.0.current_password {
        None => None,
        Some(typed) => {
            let caller = by.principal.clone();
            let account = app.db.read(move |conn| service::find_my_account(conn, &caller)).await?;
            verify(&app, &by.principal, &account, typed).await?;
            Some(account.password_hash)
        }
    };
    let user =
        app.db.write(move |tx| service::update_me(tx, &by.principal, &wish, verified.as_deref())).await?;
    Ok(asked.saved(user)?.into())
}

/// Change one's own password
///
/// Ends all your other sessions; this one goes on.
#[utoipa::path(
    tag = "auth",
    operation_id = "auth_password",
    request_body(content = ChangePassword, description = "The old password and the new one."),
    responses(
        (status = 204, description = "The new password counts."),
        (status = 429, description = "Too many attempts at the current password."),
    ),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[post("/auth/password")]
pub(super) async fn change_password(
    by: Allowed<may::SignIn>,
    app: Data<AppState>,
    _: NoQuery,
    body: Json<ChangePassword>,
) -> Result<HttpResponse> {
    let caller = by.principal.clone();
    let account = app.db.read(move |conn| service::find_my_account(conn, &caller)).await?;
    verify(&app, &by.principal, &account, &body.0.current_password).await?;
    let Account { user, password_hash: verified } = account;
    let (least, own) = (app.config.auth.password_min_length, (&user.email, user.name.as_str()));
    let typed = &body.0.new_password;
    let hash = passwords::hash_new(&app.auth.hasher, least, typed, own, "/new_password").await?;
    app.db.write(move |tx| service::change_password(tx, &by.principal, &verified, &hash)).await?;
    Ok(Reply::no_content().into())
}

/// A stolen access token must not serve to guess the password, so attempts count; by session, so
/// that the thief does not use up the owner's.
async fn verify(app: &AppState, by: &Principal, account: &Account, typed: &str) -> Result<()> {
    rate_limit::check(&app.auth.throttles.password, "password", &by.session.to_string())?;
    let stored = Some(account.password_hash.clone());
    let verdict = passwords::verify(&app.auth.hasher, typed, stored).await?;
    if verdict.ok {
        return Ok(());
    }
    let by = by.clone();
    let written = app.db.write(move |tx| {
        service::note_wrong_password(tx, &by);
        Ok(())
    });
    if let Err(fault) = written.await {
        tracing::error!(%fault, "a wrong password could not be written down");
    }
    Err(service::wrong_password().into())
}
