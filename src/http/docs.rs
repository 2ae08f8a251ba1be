//! `/docs/`: Swagger UI from inside the binary, for reading and trying the API. It loads nothing
//! from anywhere else and has a content security policy of its own.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{self, Path, ServiceConfig};
use actix_web::{HttpResponse, guard};
use utoipa_swagger_ui::{Config, SwaggerFile, serve};

use super::problem::{Problem, Result};

/// Swagger UI sets styles from its script, hence the one unsafe word.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What these pages, which are not in the spec, can be asked for.
pub const METHODS: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// The guard stands at the resource, so that other methods fall through to the router's own answer.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(web::resource("/docs").guard(guard::Get()).to(to_folder));
    cfg.service(web::resource("/docs/{file:.*}").guard(guard::Get()).to(file));
}

/// By which these pages are counted.
pub const PATTERN: &str = "/docs/{file}";

/// Whether the address is one of these pages.
pub fn serves(path: &str) -> bool {
    path.strip_prefix("/docs").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The one trailing slash that is forgiven: people type this address.
async fn to_folder() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}

async fn file(file: Path<String>) -> Result<HttpResponse> {
    let config =
        Config::from("/openapi.json").validator_url("none").try_it_out_enabled(true).deep_linking(true);
    match serve(&file, Arc::new(config)) {
        Ok(Some(SwaggerFile { bytes, content_type, .. })) => Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
            .content_type(content_type)
            .body(bytes.into_owned())),
        Ok(None) => Err(Problem::not_found()),
        Err(fault) => Err(crate::error::Error::internal(fault.to_string()).into()),
    }
}
