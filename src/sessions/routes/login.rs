//! Signing in. Unknown address, wrong password and suspended account cost the same work and get the
//! same answer.

use std::net::IpAddr;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};

use super::tokens;
use crate::app::AppState;
use crate::auth::refresh_token::RefreshToken;
use crate::error::{Error, ErrorKind};
use crate::http::extract::{Anyone, Json, NoQuery};
use crate::http::problem::Result;
use crate::http::reply::Asked;
use crate::http::{client, rate_limit};
use crate::sessions::model::{Device, Lifetimes};
use crate::sessions::service::{self, Beginning, Granted};
use crate::sessions::views::{Login, TokensReply};
use crate::text::fold::email_key;
use crate::users::{self, passwords};

/// Sign in
///
/// Begins a session. Attempts are limited per account and per client address.
#[utoipa::path(
    tag = "auth",
    operation_id = "auth_login",
    request_body(content = Login, description = "Address and password."),
    responses(
        (status = 200, description = "Signed in.", body = TokensReply),
        (status = 401, description = "Address and password do not belong together."),
        (status = 429, description = "Too many attempts."),
    ),
    security(())
)]
#[post("/auth/login")]
pub(super) async fn login(
    _: Anyone,
    req: HttpRequest,
    app: Data<AppState>,
    asked: Asked,
    _: NoQuery,
    body: Json<Login>,
) -> Result<HttpResponse> {
    let address = client::address(&req, &app.config.server.trusted_proxies);
    let key = email_key(&body.0.email);
    let throttles = &app.auth.throttles;
    let place = rate_limit::client_key(address);
    rate_limit::check(&throttles.login_address, "login-address", &place)?;
    rate_limit::check(&throttles.login_account, "login", &format!("{place} {key}"))?;
    if let Err(refused) = rate_limit::check(&throttles.login_account_everywhere, "login-account", &key)
        && !is_known_place(&app, &key, address).await?
    {
        return Err(refused);
    }
    let device = Device::new(req.headers().get(header::USER_AGENT).map(|agent| agent.as_bytes()), address);
    let token = RefreshToken::generate(&app.ids).map_err(Error::internal)?;
    let granted = sign_in(&app, &key, &body.0.password, device, &token).await?;
    Ok(asked.plain(&tokens(&app, granted, &token)?)?.into())
}

async fn is_known_place(app: &AppState, email_key: &str, address: Option<IpAddr>) -> Result<bool> {
    let Some(address) = Device::new(None, address).address else { return Ok(false) };
    let (email_key, now) = (email_key.to_owned(), app.clock.now());
    Ok(app.db.read(move |conn| service::is_known_place(conn, &email_key, &address, now)).await?)
}

/// How often an account that changed under our hands is looked at anew: when two sign in at once
/// and one of them stores a stronger hash, the other has verified against one that is gone.
const LOOKS: u32 = 2;

async fn sign_in(
    app: &AppState,
    email_key: &str,
    password: &str,
    device: Device,
    token: &RefreshToken,
) -> Result<Granted> {
    let mut known = None;
    for _ in 0..LOOKS {
        let key = email_key.to_owned();
        let account = app.db.read(move |conn| users::service::find_account_by_key(conn, &key)).await?;
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = passwords::verify(&app.auth.hasher, password, stored).await?;
        known = account.as_ref().map(|account| (account.user.id, verdict.ok));
        let Some(account) = account.filter(|account| verdict.ok && account.user.suspended_at.is_none())
        else {
            break;
        };
        // Nobody is turned away because there is no room to renew a hash: the next sign-in will.
        let renewed = match verdict.needs_rehash {
            true => passwords::rehash(&app.auth.hasher, password).await.ok(),
            false => None,
        };
        let with = Beginning {
            user: account.user.id,
            verified: account.password_hash,
            renewed,
            token_hash: token.hash(),
            device: device.clone(),
            lifetimes: Lifetimes::of(&app.config.auth),
        };
        if let Some(granted) = app.db.write(move |tx| service::begin(tx, &with)).await? {
            return Ok(granted);
        }
    }
    let written = app.db.write(move |tx| {
        service::fail(tx, known);
        Ok(())
    });
    // The answer is the same, and takes as long, whether or not there is such an account.
    if let Err(fault) = written.await {
        tracing::error!(%fault, "a failed sign-in could not be written down");
    }
    Err(Error::new(ErrorKind::InvalidCredentials, "E-mail address and password do not belong together.")
        .into())
}
