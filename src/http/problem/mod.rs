//! Problem details (RFC 9457): the one shape of every 4xx and 5xx.
//!
//! A handler returns [`Problem`]; services return `crate::Error`, which turns into one here. The
//! request id, the address of the code's page and the headers are filled in on the way out, by
//! [`middleware::envelope`](super::middleware), because only it knows the request.

mod codes;
pub mod page;

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use codes::Code;

use crate::error::{At, Error, ErrorKind, FieldCode, FieldError};

/// Media type of a problem.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// A failure on its way to the client. Boxed: it is rare, and every handler's result has room for it.
#[derive(Clone)]
pub struct Problem(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: Code,
    detail: String,
    fields: Vec<FieldError>,
    extensions: Map<String, Value>,
    retry_after: Option<u32>,
    allow: Option<String>,
    etag: Option<String>,
    headers: Vec<(HeaderName, String)>,
    cause: Option<String>,
}

pub type Result<T, E = Problem> = std::result::Result<T, E>;

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Problem(Box::new(Inner {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            extensions: Map::new(),
            retry_after: None,
            allow: None,
            etag: None,
            headers: Vec::new(),
            cause: None,
        }))
    }

    pub fn not_found() -> Self {
        Problem::new(Code::NotFound, "There is nothing at this address.")
    }

    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.0.fields = fields;
        self
    }

    /// The methods the path does have.
    pub fn with_allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// The tag a retry would have to present.
    pub fn with_current(mut self, etag: String) -> Self {
        self.0.extensions.insert("current_etag".into(), Value::String(etag.clone()));
        self.0.etag = Some(etag);
        self
    }

    /// A header that belongs to this failure.
    pub fn with_header(mut self, name: HeaderName, value: String) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The same, its faults at other places of the body.
    pub fn at(mut self, place: impl Fn(&str) -> String) -> Self {
        for field in &mut self.0.fields {
            if let At::Pointer(pointer) = &field.at {
                field.at = At::Pointer(place(pointer));
            }
        }
        self
    }

    /// For the log only.
    pub fn with_cause(mut self, cause: String) -> Self {
        self.0.cause = Some(cause);
        self
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    /// A member that belongs to this code.
    pub fn extension(&self, member: &str) -> Option<&Value> {
        self.0.extensions.get(member)
    }

    /// What the log should know and the client should not.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The document, with the two members only the server knows.
    pub fn document(&self, public_url: &str, request_id: &str) -> ProblemDocument {
        let hide = self.0.code.status().is_server_error();
        ProblemDocument {
            kind: format!("{public_url}/problems/{}", self.0.code),
            title: self.0.code.title().to_owned(),
            status: self.0.code.status().as_u16(),
            detail: if hide && self.0.detail.is_empty() {
                "The cause is in the server's log under this request id.".to_owned()
            } else {
                self.0.detail.clone()
            },
            instance: request_id.to_owned(),
            code: self.0.code,
            errors: self.0.fields.iter().map(FieldProblem::from).collect(),
            extensions: self.0.extensions.clone(),
        }
    }

    /// The reply, complete but for what [`Problem::document`] wants to be told.
    pub fn respond(&self, public_url: &str, request_id: &str) -> HttpResponse {
        let mut reply = HttpResponse::build(self.0.code.status());
        reply.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.0.retry_after.or_else(|| patience(self.0.code)) {
            reply.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.0.allow {
            reply.insert_header((header::ALLOW, methods.as_str()));
        }
        if let Some(etag) = &self.0.etag {
            reply.insert_header((header::ETAG, etag.as_str()));
        }
        for (name, value) in &self.0.headers {
            reply.insert_header((name, value.as_str()));
        }
        if self.0.code == Code::Unauthenticated || self.0.code == Code::InvalidCredentials {
            reply.insert_header((
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"griot\""),
            ));
        }
        let document = self.document(public_url, request_id);
        let body = serde_json::to_vec(&document).unwrap_or_default();
        reply.content_type(CONTENT_TYPE).body(body)
    }
}

/// In how many seconds to come back when whoever failed did not say: "later" alone helps no client.
fn patience(code: Code) -> Option<u32> {
    match code {
        Code::Unavailable => Some(1),
        Code::StorageFull => Some(30),
        _ => None,
    }
}

/// Problem details, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Address of a page about this code.
    #[serde(rename = "type")]
    #[schema(format = "uri", example = "http://127.0.0.1:8080/problems/validation-failed")]
    pub kind: String,
    /// The same for every problem with this code.
    pub title: String,
    /// The status of the reply.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened this time, and what to do about it.
    pub detail: String,
    /// The id of the request, also in `X-Request-Id` and in the server's log.
    pub instance: String,
    pub code: Code,
    /// Every fault of the input; empty when the input is not at fault.
    pub errors: Vec<FieldProblem>,
    /// Members that belong to one code, such as `current_version` or `used_by`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub extensions: Map<String, Value>,
}

/// One fault of the input. Exactly one of `pointer` and `parameter` is present.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer (RFC 6901) into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "/title")]
    pub pointer: Option<String>,
    /// Name of a query parameter, a path segment or a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    pub code: FieldCode,
    /// The rule and how it is broken.
    pub detail: String,
    /// What would be acceptable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expected: Option<String>,
}

impl From<&FieldError> for FieldProblem {
    fn from(field: &FieldError) -> Self {
        let (pointer, parameter) = match &field.at {
            At::Pointer(pointer) => (Some(pointer.clone()), None),
            At::Parameter(name) => (None, Some(name.clone())),
        };
        FieldProblem {
            pointer,
            parameter,
            code: field.code,
            detail: field.detail.clone(),
            expected: field.expected.clone(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let code = Code::from(error.kind());
        Problem(Box::new(Inner {
            code,
            detail: if error.kind() == ErrorKind::Internal {
                String::new()
            } else {
                error.detail().to_owned()
            },
            fields: error.fields().to_vec(),
            extensions: error.extensions().clone(),
            retry_after: error.retry_after_seconds(),
            allow: None,
            etag: None,
            headers: Vec::new(),
            cause: error.cause().map(ToString::to_string),
        }))
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("code", &self.0.code)
            .field("detail", &self.0.detail)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.0.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> actix_web::http::StatusCode {
        self.0.code.status()
    }

    /// Only a stand-in: the middleware replaces it, see [`Problem::respond`].
    fn error_response(&self) -> HttpResponse<BoxBody> {
        self.respond("", "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_shall_come_back_is_told_when() {
        let seconds = |problem: Problem| {
            let reply = problem.respond("", "");
            reply.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned())
        };
        let said = |kind| seconds(Error::new(kind, "").into());
        // A lost race that nobody ran again is not the client's to understand, but to repeat.
        assert_eq!(said(ErrorKind::Retry).as_deref(), Some("1"));
        assert_eq!(said(ErrorKind::Unavailable).as_deref(), Some("1"));
        assert_eq!(said(ErrorKind::StorageFull).as_deref(), Some("30"));
        assert_eq!(said(ErrorKind::Internal), None);
        let own = Error::new(ErrorKind::Unavailable, "").retry_after(7);
        assert_eq!(seconds(own.into()).as_deref(), Some("7"));
        assert_eq!(seconds(Problem::new(Code::Unavailable, "")).as_deref(), Some("1"));
    }
}
