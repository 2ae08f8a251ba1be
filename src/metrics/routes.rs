//! `/metrics` of the API. Without `GRIOT_METRICS_TOKEN` it is a path like any other that leads nowhere.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, get};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::encode;
use crate::app::AppState;
use crate::config::Secret;
use crate::http::extract::NoQuery;
use crate::http::middleware::authenticate::bearer;
use crate::http::problem::{Code, Problem, Result};

const PATH: &str = "/metrics";

/// Whether the path is this one, and nobody may know of it.
pub fn is_hidden(app: &AppState, path: &str) -> bool {
    path == PATH && app.config.metrics.token.is_none()
}

/// Figures of this process
///
/// Requests, database, queues and memory in the text format of OpenMetrics, for Prometheus. Needs the token of the setting
/// `GRIOT_METRICS_TOKEN`, which is nobody's access token; without that setting there is nothing here.
#[utoipa::path(
    tag = "service",
    operation_id = "metrics_read",
    responses(
        (status = 200, description = "The figures.", body = String, content_type = "application/openmetrics-text"),
        (status = 401, description = "Not the token."),
        (status = 404, description = "The figures are not to be read here."),
    ),
    security(("metrics_token" = []))
)]
#[get("/metrics")]
pub async fn read(req: HttpRequest, app: Data<AppState>) -> Result<HttpResponse> {
    let token = app.config.metrics.token.as_ref().ok_or_else(Problem::not_found)?;
    NoQuery::extract(&req).await?;
    if !presents(&req, token) {
        let detail = "Send `Authorization: Bearer <token>` with the token of GRIOT_METRICS_TOKEN.";
        return Err(Problem::new(Code::Unauthenticated, detail));
    }
    let text = encode::text(&app).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, encode::CONTENT_TYPE))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}

/// Compared by their hashes: how long it takes says nothing of the token, nor of its length.
fn presents(req: &HttpRequest, token: &Secret) -> bool {
    let mut headers = req.headers().get_all(header::AUTHORIZATION);
    let presented = headers.next().and_then(|value| value.to_str().ok()).and_then(bearer);
    let (Some(presented), None) = (presented, headers.next()) else { return false };
    let [own, presented] = [token.expose(), presented].map(|text| Sha256::digest(text.as_bytes()));
    own.as_slice().ct_eq(presented.as_slice()).into()
}
