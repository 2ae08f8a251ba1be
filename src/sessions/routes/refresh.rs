//! Getting the next tokens, and signing out.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};

use super::tokens;
use crate::app::AppState;
use crate::auth::may;
use crate::auth::refresh_token::RefreshToken;
use crate::error::{Error, ErrorKind};
use crate::http::extract::{Allowed, Anyone, Json, NoQuery};
use crate::http::problem::{Problem, Result};
use crate::http::reply::{Asked, Reply};
use crate::http::{client, rate_limit};
use crate::sessions::model::Lifetimes;
use crate::sessions::service::{self, Granted, Refreshed};
use crate::sessions::views::{Refresh, TokensReply};

/// Refresh the tokens
///
/// A refresh token is good once; the reply has its successor. If the reply is lost, the same token gets the same successor for ten seconds more. A token shown later, or after its successor was used, was copied: the session ends at once, for whoever holds it.
#[utoipa::path(
    tag = "auth",
    operation_id = "auth_refresh",
    request_body(content = Refresh, description = "The refresh token got last."),
    responses(
        (status = 200, description = "The next tokens.", body = TokensReply),
        (status = 401, description = "The token is unknown, used or expired, or its session has ended."),
        (status = 429, description = "Too many attempts."),
    ),
    security(())
)]
#[post("/auth/refresh")]
pub(super) async fn refresh(
    _: Anyone,
    req: HttpRequest,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<Refresh>,
) -> Result<HttpResponse> {
    let address = client::address(&req, &app.config.server.trusted_proxies);
    let key = rate_limit::client_key(address);
    rate_limit::check(&app.auth.throttles.refresh_address, "refresh", &key)?;
    let presented = RefreshToken::parse(&body.0.refresh_token).ok_or_else(refused)?;
    let successor = presented.successor(&app.auth.refresh_key());
    let granted = rotate(&app, &presented, &successor).await?;
    Ok(asked.plain(&tokens(&app, granted, &successor)?)?.into())
}

async fn rotate(app: &AppState, presented: &RefreshToken, successor: &RefreshToken) -> Result<Granted> {
    let (presented, successor) = (presented.hash(), successor.hash());
    let lifetimes = Lifetimes::of(&app.config.auth);
    match app.db.write(move |tx| service::refresh(tx, &presented, &successor, lifetimes)).await? {
        Refreshed::Granted(granted) => Ok(granted),
        Refreshed::Refused => Err(refused()),
        Refreshed::Reused { user, session } => {
            tracing::warn!(%user, %session, "a refresh token was used twice; its session was ended");
            Err(refused())
        }
    }
}

fn refused() -> Problem {
    Error::new(
        ErrorKind::Unauthenticated,
        "The refresh token is not valid, or its session has ended. Sign in again.",
    )
    .into()
}

/// Sign out
///
/// Ends this session: its access and refresh tokens count no more, at once.
#[utoipa::path(
    tag = "auth",
    operation_id = "auth_logout",
    responses((status = 204, description = "Signed out.")),
    security(("bearer" = [])),
    extensions(("x-permission" = json!("session")))
)]
#[post("/auth/logout")]
pub(super) async fn logout(
    by: Allowed<may::SignIn>,
    app: Data<AppState>,
    _: NoQuery,
) -> Result<HttpResponse> {
    app.db.write(move |tx| service::sign_out(tx, &by.principal)).await?;
    Ok(Reply::no_content().into())
}
