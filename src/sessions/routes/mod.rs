//! `/api/v1/auth`: translation, and the order of throttling, verifying and writing, since hashing
//! belongs into no transaction.

mod devices;
mod login;
mod me;
mod refresh;

use utoipa_actix_web::service_config::ServiceConfig;

use super::service::Granted;
use super::views::{TokenType, Tokens, TokensReply};
use crate::app::AppState;
use crate::auth::refresh_token::RefreshToken;
use crate::error::Error;
use crate::http::problem::Result;

pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(login::login).service(refresh::refresh).service(refresh::logout);
    cfg.service(me::me).service(me::update_me).service(me::change_password);
    cfg.service(devices::list).service(devices::end_others).service(devices::end);
}

fn tokens(app: &AppState, granted: Granted, refresh_token: &RefreshToken) -> Result<TokensReply> {
    let Granted { user, session, expires_in } = granted;
    let access = app.auth.access_tokens.issue(user.id.0, session.0, app.ids.next());
    let access = access.map_err(Error::internal)?;
    Ok(TokensReply {
        data: Tokens {
            access_token: access.token,
            token_type: TokenType::Bearer,
            expires_in: access.expires_in,
            refresh_token: refresh_token.to_text(),
            refresh_expires_in: expires_in,
            user: user.into(),
        },
    })
}
