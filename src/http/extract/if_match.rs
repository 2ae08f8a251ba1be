//! `If-Match`: which version a write is based on.
//!
//! Only the version part of a tag is compared, so that a tag got with other `fields` or `include`
//! still works; docs/adr/0007 records this deliberate reading of RFC 9110.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::http::etag;
use crate::http::problem::{Code, Problem};

/// The versions the caller would accept to overwrite. Judged only after the object was found and
/// the caller may write it, so the header's absence is part of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfMatch {
    Absent,
    /// `*`: whatever it is now.
    Any,
    /// The versions of the tags that have one.
    Versions {
        accepted: Vec<i64>,
        refusal: Option<&'static str>,
    },
}

impl IfMatch {
    /// Nothing matches `*` when nothing is there (RFC 9110 §13.1.1).
    ///
    /// # Errors
    /// 412 instead of 404 when the header is `*`; the given error otherwise.
    pub fn found<T>(&self, found: Result<T>) -> Result<T> {
        found.map_err(|error| match (self, error.kind()) {
            (IfMatch::Any, ErrorKind::NotFound) => {
                Error::new(ErrorKind::Stale, "`If-Match: *` asks for something to be there, and nothing is.")
            }
            _ => error,
        })
    }

    /// Compares with the version in the database.
    ///
    /// # Errors
    /// 428 when the header is absent, 412 when no tag fits.
    pub fn check(&self, current: i64) -> Result<()> {
        match self {
            IfMatch::Absent => Err(Error::new(
                ErrorKind::MissingPrecondition,
                "Send the `ETag` of the version your change is based on as `If-Match`, or `If-Match: *` to overwrite whatever is there.",
            )),
            IfMatch::Any => Ok(()),
            IfMatch::Versions { accepted, .. } if accepted.contains(&current) => Ok(()),
            IfMatch::Versions { refusal, .. } => Err(Error::new(
                ErrorKind::Stale,
                refusal.unwrap_or("The resource has changed since the version you name."),
            )
            .with("current_version", current)),
        }
    }

    /// As the header says it. None for what is no list of tags.
    pub fn parse(value: &str) -> Option<Self> {
        if value.trim() == "*" {
            return Some(IfMatch::Any);
        }
        let mut accepted = Vec::new();
        let mut refusal = None;
        for tag in etag::parse_list(value)? {
            if tag.weak {
                refusal = Some(
                    "A weak tag cannot name the version of a write. Send the tag exactly as you got it.",
                );
            } else if tag.opaque.starts_with("p.") {
                refusal =
                    Some("This is the tag of the public edition. Fetch `?edition=draft` and send its tag.");
            } else if let Some(version) = etag::version(&tag.opaque) {
                accepted.push(version);
            }
        }
        Some(IfMatch::Versions { accepted, refusal })
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(from_header(req))
    }
}

fn from_header(req: &HttpRequest) -> Result<IfMatch, Problem> {
    let mut values = req.headers().get_all(header::IF_MATCH);
    let Some(first) = values.next() else { return Ok(IfMatch::Absent) };
    let joined = values.try_fold(first.to_str().unwrap_or("?").to_owned(), |all, next| {
        next.to_str().map(|next| format!("{all}, {next}"))
    });
    joined.ok().as_deref().and_then(IfMatch::parse).ok_or_else(|| {
        Problem::new(Code::BadParameter, "`If-Match` is not a list of entity tags.").with_fields(vec![
            FieldError::parameter("If-Match", FieldCode::Format, "The header is malformed.")
                .expected("`*`, or tags in double quotes separated by commas"),
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_the_version_part_only() {
        let tag = IfMatch::parse("\"7.aGFzaA\"").unwrap();
        assert!(tag.check(7).is_ok());
        assert_eq!(tag.check(8).unwrap_err().kind(), ErrorKind::Stale);
        assert!(IfMatch::parse("\"7.other-br\", \"9.x\"").unwrap().check(9).is_ok());
        assert!(IfMatch::parse(" * ").unwrap().check(1).is_ok());
        assert_eq!(IfMatch::Absent.check(1).unwrap_err().kind(), ErrorKind::MissingPrecondition);
    }

    #[test]
    fn weak_and_public_tags_never_fit() {
        for tag in ["W/\"7.a\"", "\"p.a\"", "\"\"", "\"x\"", "\"-7.a\"", "\"07.a\""] {
            assert_eq!(IfMatch::parse(tag).unwrap().check(7).unwrap_err().kind(), ErrorKind::Stale, "{tag}");
        }
        assert_eq!(IfMatch::parse("7.a"), None);
    }
}
