//! Cross-origin reads (Fetch standard). Anonymous public GETs are for every page of the web unless
//! a list of origins is configured; calls that carry a credential, and all writes, only for the
//! pages of that list. Credentials are never allowed: tokens travel in a header the page sets.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};

use crate::app::AppState;

const EXPOSED: &str = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Cache-Status, Idempotency-Replayed";
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const HEADERS: &str =
    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID, X-Request-Id";
/// How long a browser may remember the answer to a preflight, in seconds.
const REMEMBER: &str = "600";

pub async fn cors<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let origins =
        req.app_data::<Data<AppState>>().map(|app| app.config.cors.origins.clone()).unwrap_or_default();
    let origin =
        req.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).map(ToOwned::to_owned);
    let preflight =
        req.method() == Method::OPTIONS && req.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let plain = if preflight { asks_for_plain_read(req.headers()) } else { is_plain_read(&req) };
    let allowed = allow(&origins, origin.as_deref(), plain);

    let mut res = if preflight {
        req.into_response(HttpResponse::NoContent().finish()).map_into_right_body()
    } else {
        next.call(req).await?.map_into_left_body()
    };
    let headers = res.headers_mut();
    if !origins.is_empty() {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(allowed) = allowed.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        if preflight {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBER));
        } else {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        }
    }
    Ok(res)
}

/// The value of `Access-Control-Allow-Origin`, if there is to be one.
fn allow(origins: &[String], origin: Option<&str>, plain: bool) -> Option<String> {
    match origin {
        Some(origin) if origins.iter().any(|known| known == origin) => Some(origin.to_owned()),
        _ if origins.is_empty() && plain => Some("*".to_owned()),
        _ => None,
    }
}

fn is_plain_read(req: &ServiceRequest) -> bool {
    matches!(*req.method(), Method::GET | Method::HEAD) && !req.headers().contains_key(header::AUTHORIZATION)
}

/// Whether a preflight announces an anonymous read.
fn asks_for_plain_read(headers: &HeaderMap) -> bool {
    let text =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let read = matches!(text(header::ACCESS_CONTROL_REQUEST_METHOD), "GET" | "HEAD");
    let names = text(header::ACCESS_CONTROL_REQUEST_HEADERS);
    read && !names.split(',').any(|name| name.trim().eq_ignore_ascii_case("authorization"))
}

#[cfg(test)]
mod tests {
    use super::allow;

    #[test]
    fn a_star_is_for_anonymous_reads_only_and_never_beside_a_list() {
        let list = ["https://desk.example".to_owned()];
        assert_eq!(allow(&[], Some("https://any.example"), true).as_deref(), Some("*"));
        assert_eq!(allow(&[], Some("https://any.example"), false), None);
        assert_eq!(
            allow(&list, Some("https://desk.example"), false).as_deref(),
            Some("https://desk.example")
        );
        assert_eq!(allow(&list, Some("https://any.example"), true), None);
        assert_eq!(allow(&list, Some("null"), true), None);
        assert_eq!(allow(&list, None, true), None);
    }
}
