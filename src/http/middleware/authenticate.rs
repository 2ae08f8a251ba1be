//! Checks the credential of a request against the state of the server, before anything else of it
//! is read. The verdict waits in the request for the extractor that asks for it.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use crate::app::AppState;
use crate::auth::{self, TokenFault};
use crate::http::extract::{Identity, TokenEnd};

const REFUSED: &str = "The access token is not valid, or its session has ended.";

pub async fn authenticate(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if req.headers().contains_key(header::AUTHORIZATION) {
        let identity = identify(&req).await;
        req.extensions_mut().insert(identity);
    }
    next.call(req).await
}

async fn identify(req: &ServiceRequest) -> Identity {
    let Some(app) = req.app_data::<Data<AppState>>() else { return Identity::Unavailable };
    let mut headers = req.headers().get_all(header::AUTHORIZATION);
    let token = headers.next().and_then(|value| value.to_str().ok()).and_then(bearer);
    let (Some(token), None) = (token, headers.next()) else {
        return Identity::Refused("Send one `Authorization: Bearer <access token>` header.");
    };
    let claims = match app.auth.access_tokens.verify(token) {
        Ok(claims) => claims,
        Err(TokenFault::Expired) => return Identity::Refused("The access token has expired. Refresh it."),
        Err(_) => return Identity::Refused(REFUSED),
    };
    req.extensions_mut().insert(TokenEnd(Some(claims.exp)));
    let now = app.clock.now();
    let found =
        app.db.read_uncounted(move |conn| auth::find_principal(conn, claims.sid, claims.sub, now)).await;
    match found {
        Ok(Some(principal)) => Identity::SignedIn(principal),
        Ok(None) => Identity::Refused(REFUSED),
        Err(fault) => {
            tracing::error!(%fault, "a session could not be checked");
            Identity::Unavailable
        }
    }
}

/// The scheme's name is case-insensitive (RFC 9110 §11.1).
pub(crate) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
