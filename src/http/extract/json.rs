//! The body of a request: `Json<CreateAuthor>`.
//!
//! In this order: announced size (413), content type (415), size as read (413), syntax (400), the
//! published schema and the typed decoding (422). Nothing is read before the credential was checked, because the principal
//! stands before the body in every handler's signature.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{body, state, strict_json};
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
    body::refuse_announced(req, app)?;
    let typed = req.headers().contains_key(header::CONTENT_TYPE);
    if typed || !may_be_absent {
        check_content_type(req)?;
    }
    let bytes = body::collect(req, payload, app).await?;
    let value = if may_be_absent && bytes.is_empty() {
        Value::Object(Map::new())
    } else {
        check_content_type(req)?;
        strict_json::parse(&bytes, app.config.limits.json_depth)
            .map_err(|fault| Problem::new(Code::InvalidJson, fault.detail.clone()).with_fields(vec![fault]))?
    };
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
    match body::kind(req).as_deref() {
        Some("application/json") => Ok(()),
        Some("application/merge-patch+json") if req.method() == Method::PATCH => Ok(()),
        _ => Err(Problem::new(
            Code::UnsupportedMediaType,
            "Send the body as `application/json` in UTF-8 (a PATCH also as `application/merge-patch+json`).",
        )),
    }
}

/// The body of an operation that needs nothing said.
#[derive(Debug, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoMembers {}
