//! The body of a request: `Json<CreateAuthor>`.
//!
//! In this order: announced size (413), content type (415), size as read (413), syntax (400), the
//! published schema and the typed decoding (422). Nothing is read before the credential was checked, because the principal
//! stands before the body in every handler's signature.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{refuse_idempotency_key, state, strict_json};
use crate::app::AppState;
use crate::error::{Error, FieldCode, FieldError};
use crate::http::problem::{Code, Problem};

/// A body that passed every check its type can make.
pub struct Json<T>(pub T);

/// As [`Json`], but no body at all means `{}`: for transitions.
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move { Ok(Json(read(&req, payload, false).await?)) })
    }
}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for OptionalJson<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move { Ok(OptionalJson(read(&req, payload, true).await?)) })
    }
}

async fn read<T: DeserializeOwned + ToSchema + 'static>(
    req: &HttpRequest,
    payload: Payload,
    may_be_absent: bool,
) -> Result<T, Problem> {
    let app = state(req)?;
    let limit = limit(req, app);
    let announced = announced_length(req)?;
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let typed = req.headers().contains_key(header::CONTENT_TYPE);
    if typed || !may_be_absent {
        check_content_type(req)?;
    }
    let bytes = collect(payload, app, limit).await?;
    let value = if may_be_absent && bytes.is_empty() {
        Value::Object(Map::new())
    } else {
        check_content_type(req)?;
        refuse_idempotency_key(req)?;
        strict_json::parse(&bytes, app.config.limits.json_depth)
            .map_err(|fault| Problem::new(Code::InvalidJson, fault.detail.clone()).with_fields(vec![fault]))?
    };
    refuse_idempotency_key(req)?;
    app.schemas.check::<T>(&value)?;
    Ok(decode(value)?)
}

/// Turns a checked value into its type. The schema has said nearly all there is to say; what is
/// left (a fraction where an integer belongs) is told in the same form.
///
/// # Errors
/// With the pointer of the first fault.
pub fn decode<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(|fault| {
        let pointer: String = fault.path().iter().map(segment).collect();
        Error::invalid(vec![FieldError::pointer(
            pointer,
            FieldCode::Format,
            sentence(&fault.inner().to_string()),
        )])
    })
}

fn segment(segment: &serde_path_to_error::Segment) -> String {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", strict_json::escape(key)),
        Segment::Enum { variant } => format!("/{}", strict_json::escape(variant)),
        Segment::Unknown => String::new(),
    }
}

fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

fn check_content_type(req: &HttpRequest) -> Result<(), Problem> {
    let refused = || {
        Problem::new(
            Code::UnsupportedMediaType,
            "Send the body as `application/json` in UTF-8 (a PATCH also as `application/merge-patch+json`).",
        )
    };
    let mime = req.mime_type().map_err(|_| refused())?.ok_or_else(refused)?;
    let merge_patch = req.method() == actix_web::http::Method::PATCH
        && mime.essence_str() == "application/merge-patch+json";
    let utf8 = mime.get_param("charset").is_none_or(|charset| charset.as_str().eq_ignore_ascii_case("utf-8"));
    let encoded = req.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    if (mime.essence_str() == "application/json" || merge_patch) && utf8 && !encoded {
        Ok(())
    } else {
        Err(refused())
    }
}

fn announced_length(req: &HttpRequest) -> Result<Option<usize>, Problem> {
    let Some(length) = req.headers().get(header::CONTENT_LENGTH) else { return Ok(None) };
    let length = length.to_str().ok().and_then(|length| length.parse::<u64>().ok());
    length
        .map(|length| Some(usize::try_from(length).unwrap_or(usize::MAX)))
        .ok_or_else(|| Problem::new(Code::BadRequest, "`Content-Length` is not a number."))
}

/// Bodies that anybody may send hold an address and a password, and no more.
const AUTH_BODY: usize = 32 * 1024;

fn limit(req: &HttpRequest, app: &AppState) -> usize {
    let limit = app.config.limits.body_bytes;
    if req.path().starts_with("/api/v1/auth/") { limit.min(AUTH_BODY) } else { limit }
}

/// Reads the body as it comes. What all bodies on their way take together is bounded too: room for
/// the next piece is taken before it is kept, and given back with the body.
async fn collect(mut payload: Payload, app: &AppState, limit: usize) -> Result<Bytes, Problem> {
    let reading = async {
        let (mut body, mut room) = (BytesMut::new(), Vec::new());
        while let Some(chunk) = payload.next().await {
            let chunk = chunk
                .map_err(|_| Problem::new(Code::BadRequest, "The body ended before it was complete."))?;
            if body.len().saturating_add(chunk.len()) > limit {
                return Err(too_large(limit));
            }
            let bytes = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
            let taken = app.body_room.try_acquire_many(bytes);
            room.push(taken.map_err(|_| Error::unavailable("too many bodies are on their way"))?);
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    tokio::time::timeout(app.config.server.body_timeout, reading)
        .await
        .map_err(|_| Problem::new(Code::RequestTimeout, "The body did not arrive in time."))?
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::BodyTooLarge, format!("The body may have at most {limit} bytes."))
}

/// The body of an operation that needs nothing said.
#[derive(Debug, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoMembers {}
