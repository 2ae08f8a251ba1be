//! The outermost layer: gives the request an id, the reply its headers, every failure its problem,
//! and the log its line. HEAD is answered as GET; the server leaves the body away.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{self, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use futures_util::FutureExt;
use tracing::{Instrument, Span, field};

use crate::app::AppState;
use crate::config::PublicUrl;
use crate::db::{count_statements, statements_so_far};
use crate::http::deadline::Deadline;
use crate::http::docs;
use crate::http::problem::{Code, Problem};
use crate::{metrics, telemetry};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A year, and for this host only: what else runs beneath its domain is not ours to promise, and no
/// browser forgets a promise before its time.
const STAY_WITH_TLS: &str = "max-age=31536000";

/// A path that is nobody's.
const UNMATCHED: &str = "unmatched";

/// The id of the current request, for whoever has to name it.
#[derive(Clone)]
pub struct RequestId(pub String);

pub async fn envelope(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(app) = req.app_data::<Data<AppState>>().cloned() else {
        return Err(Problem::new(Code::InternalError, "").into());
    };
    let id = request_id(&req, &app);
    req.extensions_mut().insert(RequestId(id.clone()));
    let start = Instant::now();
    let method = req.method().clone();
    let path = req.path().to_owned();
    let route = route(&app, &method, &path);
    let span = span(&id, &method, &route);
    telemetry::follow(&span, |name| req.headers().get(name).and_then(|value| value.to_str().ok()));
    if method == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    let public_read = method.is_safe() && !req.headers().contains_key(header::AUTHORIZATION);

    let (outcome, statements) =
        count_statements(async { (answer(req, next, &app).await, statements_so_far()) })
            .instrument(span.clone())
            .await;

    let mut done = match outcome {
        Ok(res)
            if !is_failure(res.status()) || is_problem(res.headers()) && res.response().error().is_none() =>
        {
            Ok(res.map_into_boxed_body())
        }
        Ok(res) => {
            let headers = res.headers().clone();
            let problem = res.response().error().map_or_else(|| from_status(res.status()), complete);
            let mut reply = problem.respond(&app.public_url(), &id);
            keep(&headers, reply.headers_mut());
            log_cause(&problem, &id);
            Ok(res.into_response(reply))
        }
        // The request is gone, and a copy kept for this case would make the router panic.
        Err(error) => {
            let problem = complete(&error);
            log_cause(&problem, &id);
            Err(problem.respond(&app.public_url(), &id))
        }
    };
    // The server would leave away what is written, and go on writing it.
    if method == Method::HEAD {
        done = done.map(|res| {
            if is_stream(res.headers()) { res.map_body(|_, _| body::None::new().boxed()) } else { res }
        });
    }
    let (status, headers) = match &mut done {
        Ok(res) => (res.status(), res.headers_mut()),
        Err(reply) => (reply.status(), reply.headers_mut()),
    };
    harden(headers, public_read);
    if app.config.server.public_url.as_ref().is_some_and(PublicUrl::is_https) {
        insert(headers, header::STRICT_TRANSPORT_SECURITY, STAY_WITH_TLS);
    }
    insert(headers, REQUEST_ID, &id);
    // How much work a refusal cost would tell what is hidden from what is not there.
    if !status.is_client_error() {
        insert(headers, SERVER_TIMING, &format!("db;desc=\"{statements} stmts\""));
    }
    let took = start.elapsed();
    app.metrics.answered(method.as_str(), &route, status.as_u16(), took);
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    tracing::info!(
        target: "griot::access",
        request_id = %id,
        %method,
        path,
        status = status.as_u16(),
        statements,
        milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    );
    done.map_err(|reply| InternalError::from_response("the request was given up", reply).into())
}

/// By which pattern a request is counted: what was asked for may hold a secret, and there is no end of it.
fn route(app: &AppState, method: &Method, path: &str) -> Arc<str> {
    // HEAD is answered as GET.
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    match app.spec.pattern(method, path) {
        Some(_) if metrics::is_hidden(app, path) => UNMATCHED.into(),
        Some(pattern) => Arc::clone(pattern),
        None if docs::serves(path) => docs::PATTERN.into(),
        None => UNMATCHED.into(),
    }
}

/// What is told of a request to whoever follows it through the process. Names as in OpenTelemetry's conventions.
fn span(id: &str, method: &Method, route: &str) -> Span {
    tracing::debug_span!(
        "request",
        otel.name = format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = field::Empty,
        request_id = id,
        http.request.method = %method,
        http.route = route,
        http.response.status_code = field::Empty,
    )
}

/// What the layers below have to say, in time. A panic in one of them is a failure of this request
/// alone: nothing they share is left half changed, because what is shared changes in transactions.
async fn answer<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
    app: &AppState,
) -> Result<ServiceResponse<B>, Error> {
    let longest = app.config.limits.url_bytes;
    if req.uri().to_string().len() > longest {
        let detail = format!("The address may have at most {longest} bytes.");
        return Err(Problem::new(Code::UriTooLong, detail).into());
    }
    let deadline = Deadline::within(app.config.server.handler_timeout);
    req.extensions_mut().insert(deadline.clone());
    // In a block of its own, because a layer may also panic before there is a future to poll.
    let call = AssertUnwindSafe(async move { next.call(req).await }).catch_unwind();
    tokio::select! {
        biased;
        outcome = call => outcome
            .unwrap_or_else(|panic| Err(Problem::new(Code::InternalError, "").with_cause(said_last(&*panic)).into())),
        () = deadline.passed() => {
            Err(Problem::new(Code::Unavailable, "The request took too long to answer.").into())
        }
    }
}

/// The message of a panic, for the log.
fn said_last(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("without a message"))
}

/// The caller's own id when it is short and harmless, else a new one.
fn request_id(req: &ServiceRequest, app: &AppState) -> String {
    req.headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()))
        .filter(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
        .map_or_else(|| app.ids.next().to_string(), ToOwned::to_owned)
}

fn is_failure(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// Whether the reply does not end by itself.
fn is_stream(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream")
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == crate::http::problem::CONTENT_TYPE)
}

/// Our own problem, or the framework's failure as one.
fn complete(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => from_status(error.as_response_error().status_code()).with_cause(error.to_string()),
    }
}

fn from_status(status: StatusCode) -> Problem {
    let code = Code::ALL.iter().copied().find(|code| code.status() == status && *code != Code::InvalidJson);
    match code {
        Some(Code::NotFound) => Problem::not_found(),
        Some(Code::BadParameter) => {
            Problem::new(Code::BadRequest, "The server could not make sense of the request.")
        }
        Some(code) => Problem::new(code, code.explanation().trim()),
        None if status.is_client_error() => {
            Problem::new(Code::BadRequest, "The server could not make sense of the request.")
        }
        None => Problem::new(Code::InternalError, ""),
    }
}

/// What inner layers said about caching and origins outlives the replaced body.
fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [header::VARY, header::ACCESS_CONTROL_ALLOW_ORIGIN, header::ACCESS_CONTROL_EXPOSE_HEADERS] {
        for value in from.get_all(&name) {
            to.append(name.clone(), value.clone());
        }
    }
}

/// A cause is logged once, here, with the id the client was given.
fn log_cause(problem: &Problem, id: &str) {
    if problem.code().status().is_server_error() {
        tracing::error!(request_id = %id, code = %problem.code(), cause = problem.cause().unwrap_or("-"), "a request failed");
    }
}

fn harden(headers: &mut HeaderMap, public_read: bool) {
    insert(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    insert(headers, header::REFERRER_POLICY, "no-referrer");
    insert(headers, header::X_FRAME_OPTIONS, "DENY");
    insert(headers, RESOURCE_POLICY, if public_read { "cross-origin" } else { "same-origin" });
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        insert(
            headers,
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        insert(headers, header::CACHE_CONTROL, "no-store");
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
