//! What a PUT that may also create is conditional on: `If-None-Match: *` or `If-Match`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};

use super::IfMatch;
use crate::error::{Error, FieldCode, FieldError};
use crate::http::problem::Problem;

/// Either of the two headers, or neither: then [`IfMatch::Absent`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutCondition {
    /// `If-None-Match: *`: only if there is nothing yet (RFC 9110 §13.1.2).
    New,
    Over(IfMatch),
}

impl FromRequest for PutCondition {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let over = IfMatch::from_request(req, payload).into_inner();
        ready(over.and_then(|over| Ok(read(req, over)?)))
    }
}

fn read(req: &HttpRequest, over: IfMatch) -> Result<PutCondition, Error> {
    let mut given = req.headers().get_all(header::IF_NONE_MATCH);
    let refuse = |code, detail: &str| {
        FieldError::parameter("If-None-Match", code, detail).expected("`*` alone, or `If-Match`")
    };
    match (given.next().map(|value| value.as_bytes().trim_ascii()), given.next()) {
        (None, _) => Ok(PutCondition::Over(over)),
        (Some(b"*"), None) if over == IfMatch::Absent => Ok(PutCondition::New),
        (Some(b"*"), None) => Err(Error::conflicting_parameters(vec![refuse(
            FieldCode::Rule,
            "`If-None-Match: *` asks for nothing to be there, `If-Match` for something.",
        )])),
        _ => Err(Error::bad_parameters(vec![refuse(
            FieldCode::NotAllowed,
            "Only `*` makes sense with a PUT.",
        )])),
    }
}
