//! Replies: bytes, validators and what caches may do with them, in one place.
//!
//! Every JSON 2xx is `{"data": …}`. Public editions are cacheable for the anonymous; everything
//! else is `no-store`. A matching `If-None-Match` turns a 200 into a 304 here, after the handler
//! has authorised and read, so that a guessed hash tells nothing. Replies to writes ([`written`]) are plain data until
//! the end: they may have to be kept.

mod written;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use serde::Serialize;

pub use written::Reply;

use super::etag;
use super::extract::{state, wants_pretty};
use super::pagination::ListMeta;
use super::problem::Problem;
use crate::clock::Timestamp;
use crate::error::{Error, Result as Outcome};
use crate::idempotency::Repeat;

const ROBOTS: header::HeaderName = header::HeaderName::from_static("x-robots-tag");

/// What the client said about the reply it wants.
#[derive(Clone, Debug)]
pub struct Asked {
    pretty: bool,
    none_match: Option<String>,
    credential: bool,
    s_maxage: u64,
    path: String,
    query: String,
    /// Of a write that may come again.
    repeat: Option<Repeat>,
}

impl FromRequest for Asked {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let none_match: Vec<&str> =
            req.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok()).collect();
        ready(state(req).map(|app| Asked {
            pretty: wants_pretty(req.query_string()),
            none_match: (!none_match.is_empty()).then(|| none_match.join(", ")),
            credential: req.headers().contains_key(header::AUTHORIZATION),
            s_maxage: app.config.cache.s_maxage.as_secs(),
            path: req.path().to_owned(),
            query: req.query_string().to_owned(),
            repeat: req.extensions().get::<Repeat>().cloned(),
        }))
    }
}

impl Asked {
    /// One thing of the public edition; its tag cannot be used to write.
    pub fn public(&self, body: &impl Serialize, last_modified: Timestamp) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        Ok(self.conditional(etag::public(&bytes), Some(last_modified), true, &[], bytes))
    }

    /// A list of the public edition.
    pub fn public_list(&self, body: &impl Serialize, meta: &ListMeta) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        let tag = if meta.seq.is_some() { etag::numbered(&bytes) } else { etag::public(&bytes) };
        Ok(self.conditional(tag, None, true, &self.links(meta), bytes))
    }

    /// A page of a public log, and from which number on the next one goes. What was waited for is for nobody else.
    pub fn public_log(
        &self,
        body: &impl Serialize,
        next: Option<i64>,
        waited: bool,
    ) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        let link = next.map(|next| self.link(("after", &next.to_string()), &["after"], "next"));
        Ok(self.conditional(etag::public(&bytes), None, !waited, link.as_slice(), bytes))
    }

    /// Something public that is not JSON of ours, such as a feed, and its links (RFC 8288).
    pub fn public_document(
        &self,
        kind: &'static str,
        bytes: Vec<u8>,
        last_modified: Timestamp,
        links: &[String],
    ) -> HttpResponse {
        let mut reply = self.conditional(etag::public(&bytes), Some(last_modified), true, links, bytes);
        if reply.status() == StatusCode::OK {
            reply.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
        }
        reply
    }

    /// Something for its reader only that is not JSON.
    pub fn private_document(&self, kind: &'static str, bytes: Vec<u8>) -> HttpResponse {
        no_store(StatusCode::OK).content_type(kind).body(bytes)
    }

    /// The address that was asked for, as clients know it: `base` is the server's own.
    pub fn address(&self, base: &str) -> String {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        let address = format!("{base}{}{query}", self.path);
        url::Url::parse(&address).map_or(address, Into::into)
    }

    /// Whether the reply is to be indented.
    pub fn is_pretty(&self) -> bool {
        self.pretty
    }

    /// All of something public in one reply, without pages.
    pub fn public_whole(&self, body: &impl Serialize) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        Ok(self.conditional(etag::public(&bytes), None, true, &[], bytes))
    }

    /// The same with the newest number of the content log at its end.
    pub fn public_whole_numbered(&self, body: &impl Serialize) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        Ok(self.conditional(etag::numbered(&bytes), None, true, &[], bytes))
    }

    /// One thing that everybody sees in the same form and whose tag serves to write it.
    pub fn shared(
        &self,
        body: &impl Serialize,
        version: i64,
        last_modified: Timestamp,
    ) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        Ok(self.conditional(etag::versioned(version, &bytes), Some(last_modified), true, &[], bytes))
    }

    /// A thing for its reader only, with the tag that serves to write it.
    pub fn private(&self, body: &impl Serialize, version: i64) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        Ok(self.conditional(etag::versioned(version, &bytes), None, false, &[], bytes))
    }

    /// A list for its reader only.
    pub fn private_list(&self, body: &impl Serialize, meta: &ListMeta) -> Result<HttpResponse, Problem> {
        let bytes = self.bytes(body)?;
        let mut reply = no_store(StatusCode::OK);
        if let Some(links) = joined(&self.links(meta)) {
            reply.insert_header((header::LINK, links));
        }
        Ok(reply.content_type("application/json").body(bytes))
    }

    /// What a link shows to whoever holds it: for nobody else, and for no search engine. It has no validators.
    pub fn preview(&self, body: &impl Serialize) -> Result<HttpResponse, Problem> {
        let reply = self.plain(body)?.with(ROBOTS, "noindex");
        Ok(reply.into())
    }

    /// The address of the same thing under its current slug, keeping the query.
    pub fn moved(&self, path: &str) -> HttpResponse {
        let location = if self.query.is_empty() { path.to_owned() } else { format!("{path}?{}", self.query) };
        let mut reply = HttpResponse::build(StatusCode::MOVED_PERMANENTLY);
        reply.insert_header((header::LOCATION, location));
        reply.insert_header((header::CACHE_CONTROL, self.cache_control(true)));
        reply.finish()
    }

    fn bytes(&self, body: &impl Serialize) -> Outcome<Vec<u8>> {
        let written = if self.pretty {
            serde_json::to_vec_pretty(body).map(|mut bytes| {
                bytes.push(b'\n');
                bytes
            })
        } else {
            serde_json::to_vec(body)
        };
        written.map_err(Error::internal)
    }

    fn conditional(
        &self,
        tag: String,
        last_modified: Option<Timestamp>,
        cacheable: bool,
        links: &[String],
        bytes: Vec<u8>,
    ) -> HttpResponse {
        let fresh = self.none_match.as_deref().is_some_and(|held| etag::none_match_holds(held, &tag));
        let mut reply = HttpResponse::build(if fresh { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        reply.insert_header((header::ETAG, tag));
        reply.insert_header((header::CACHE_CONTROL, self.cache_control(cacheable)));
        if let Some(at) = last_modified {
            reply.insert_header((header::LAST_MODIFIED, http_date(at)));
        }
        if let Some(links) = joined(links) {
            reply.insert_header((header::LINK, links));
        }
        if fresh { reply.finish() } else { reply.content_type("application/json").body(bytes) }
    }

    /// Shared caches may keep what the anonymous get; nothing that came with a credential.
    fn cache_control(&self, cacheable: bool) -> String {
        if cacheable && !self.credential {
            format!("public, max-age=0, s-maxage={}", self.s_maxage)
        } else {
            written::NO_STORE.to_owned()
        }
    }

    /// RFC 8288 links to the neighbouring pages.
    fn links(&self, meta: &ListMeta) -> Vec<String> {
        let link = |cursor: &Option<String>, rel: &str| {
            Some(self.link(("cursor", cursor.as_deref()?), &["cursor", "page"], rel))
        };
        [link(&meta.next_cursor, "next"), link(&meta.prev_cursor, "prev")].into_iter().flatten().collect()
    }

    /// The same request with another parameter in the place of some.
    fn link(&self, (name, value): (&str, &str), instead_of: &[&str], rel: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (known, value) in url::form_urlencoded::parse(self.query.as_bytes()) {
            if !instead_of.contains(&&*known) {
                query.append_pair(&known, &value);
            }
        }
        query.append_pair(name, value);
        format!("<{}?{}>; rel=\"{rel}\"", self.path, query.finish())
    }
}

fn no_store(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut reply = HttpResponse::build(status);
    reply.insert_header((header::CACHE_CONTROL, written::NO_STORE));
    reply
}

/// IMF-fixdate (RFC 9110 §5.6.7). Not by way of `HttpDate`, which panics before 1970: an archive
/// has older articles.
fn http_date(at: Timestamp) -> String {
    at.datetime().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn joined(links: &[String]) -> Option<String> {
    (!links.is_empty()).then(|| links.join(", "))
}

/// Declares the envelope of one kind of thing under a name of its own: a generic one would show
/// up in the spec without a name.
macro_rules! envelope {
    ($(#[$doc:meta])* $name:ident { data: [$data:ty] }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            pub data: Vec<$data>,
            pub meta: $crate::http::pagination::ListMeta,
        }
    };
    ($(#[$doc:meta])* $name:ident { data: $data:ty }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            pub data: $data,
        }
    };
}
pub(crate) use envelope;
