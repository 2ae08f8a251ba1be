//! Replies to writes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use serde::Serialize;

use super::Asked;
use crate::error::{Error, Result};
use crate::http::etag;
use crate::http::idempotency::REPLAYED;
use crate::idempotency::{Kept, Repeat};

/// What only its reader may keep.
pub(super) const NO_STORE: &str = "private, no-store";

/// A reply that is not on its way yet: it can be made inside a transaction, and kept.
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Option<Vec<u8>>,
    /// What is kept in place of the body.
    instead: Option<Vec<u8>>,
}

impl Asked {
    /// The answer to an accepted write.
    ///
    /// # Errors
    /// When something stored cannot be written as JSON; so with all that follow.
    pub fn written(&self, body: &impl Serialize, version: i64) -> Result<Reply> {
        let bytes = self.bytes(body)?;
        let tag = etag::versioned(version, &bytes);
        Ok(Reply::json(StatusCode::OK, bytes).with(header::ETAG, tag))
    }

    /// The answer to a POST that made something, and where it is.
    ///
    /// # Errors
    /// As [`Asked::written`].
    pub fn created(&self, body: &impl Serialize, version: i64, location: &str) -> Result<Reply> {
        let bytes = self.bytes(body)?;
        let tag = etag::versioned(version, &bytes);
        Ok(Reply::json(StatusCode::CREATED, bytes).with(header::ETAG, tag).with(header::LOCATION, location))
    }

    /// The tag a reply with this body would carry.
    ///
    /// # Errors
    /// As [`Asked::written`].
    pub fn tag(&self, body: &impl Serialize, version: i64) -> Result<String> {
        Ok(etag::versioned(version, &self.bytes(body)?))
    }

    /// A reply without validators, such as a pair of tokens.
    ///
    /// # Errors
    /// As [`Asked::written`].
    pub fn plain(&self, body: &impl Serialize) -> Result<Reply> {
        Ok(Reply::json(StatusCode::OK, self.bytes(body)?))
    }

    /// The answer to a deletion.
    ///
    /// # Errors
    /// None: it stands where an answer that can fail may stand.
    pub fn deleted(&self, (): ()) -> Result<Reply> {
        Ok(Reply::no_content())
    }

    /// The reply with this body in its place when it is given again: without what is shown once.
    ///
    /// # Errors
    /// As [`Asked::written`].
    pub fn keeping(&self, reply: Reply, body: &impl Serialize) -> Result<Reply> {
        Ok(Reply { instead: Some(self.bytes(body)?), ..reply })
    }

    /// Set when the request came with a key that is to be looked after.
    pub(in crate::http) fn repeat(&self) -> Option<&Repeat> {
        self.repeat.as_ref()
    }
}

impl Reply {
    /// Nothing to say but that it was done.
    pub fn no_content() -> Self {
        Reply::new(StatusCode::NO_CONTENT)
    }

    fn new(status: StatusCode) -> Self {
        let headers = vec![(header::CACHE_CONTROL, NO_STORE.to_owned())];
        Reply { status, headers, body: None, instead: None }
    }

    fn json(status: StatusCode, bytes: Vec<u8>) -> Self {
        let reply = Reply { body: Some(bytes), ..Reply::new(status) };
        reply.with(header::CONTENT_TYPE, "application/json")
    }

    pub(super) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As it is kept.
    ///
    /// # Errors
    /// When the body is no text: a mistake of ours.
    pub(in crate::http) fn kept(&self) -> Result<Kept> {
        let headers =
            self.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.clone())).collect();
        let body = self.instead.as_ref().or(self.body.as_ref()).cloned();
        let body = body.map(String::from_utf8).transpose().map_err(Error::internal)?;
        Ok(Kept { status: self.status.as_u16(), headers, body })
    }

    /// What was answered before, marked as such.
    ///
    /// # Errors
    /// When what is stored is no reply.
    pub(in crate::http) fn replay(kept: Kept) -> Result<Self> {
        let status = StatusCode::from_u16(kept.status).map_err(Error::internal)?;
        let named = |(name, value): (String, String)| {
            name.parse::<HeaderName>().map(|name| (name, value)).map_err(Error::internal)
        };
        let headers = kept.headers.into_iter().map(named).collect::<Result<_>>()?;
        let body = kept.body.map(String::into_bytes);
        Ok(Reply { status, headers, body, instead: None }.with(REPLAYED, "true"))
    }
}

impl From<Reply> for HttpResponse {
    fn from(reply: Reply) -> Self {
        let mut response = HttpResponse::build(reply.status);
        for (name, value) in reply.headers {
            // Text of ours, or of the database.
            if let Ok(value) = HeaderValue::try_from(value) {
                response.insert_header((name, value));
            }
        }
        match reply.body {
            Some(body) => response.body(body),
            None => response.finish(),
        }
    }
}
