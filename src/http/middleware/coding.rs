//! Gives an encoded reply a tag of its own: two different byte sequences must not share a strong
//! validator. A 304 carries the tag its 200 would have carried.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Header, HeaderMap, HeaderValue,
};
use actix_web::middleware::Next;

use crate::http::etag;

pub async fn coding(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let negotiated = negotiated(&req);
    let mut res = next.call(req).await?;
    let not_modified = res.status() == StatusCode::NOT_MODIFIED;
    let headers = res.headers_mut();
    // Said by what must leave uncoded, to the layer that would code it; it is no coding to clients (RFC 9110 §8.4.1).
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "identity") {
        headers.remove(header::CONTENT_ENCODING);
        vary_once(headers);
        return Ok(res);
    }
    let coding = match headers.get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok()) {
        Some(coding) => Some(coding.to_owned()),
        None if not_modified => negotiated,
        None => None,
    };
    if let Some(coding) = coding {
        suffix(headers, &coding);
    }
    vary_once(headers);
    Ok(res)
}

fn suffix(headers: &mut HeaderMap, coding: &str) {
    let tag =
        headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| etag::with_coding(tag, coding));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
}

/// What the compression would choose, by the same negotiation.
fn negotiated(req: &ServiceRequest) -> Option<String> {
    let supported = [Encoding::brotli(), Encoding::zstd(), Encoding::gzip(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(req.request()).ok()?;
    match accepted.negotiate(supported.iter())? {
        Encoding::Known(ContentEncoding::Identity) => None,
        Encoding::Known(coding) => Some(coding.as_str().to_owned()),
        Encoding::Unknown(_) => None,
    }
}

/// Says once, and always, that the coding depends on the request.
fn vary_once(headers: &mut HeaderMap) {
    let others: Vec<HeaderValue> = headers
        .get_all(header::VARY)
        .filter(|value| !value.as_bytes().eq_ignore_ascii_case(b"accept-encoding"))
        .cloned()
        .collect();
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    for value in others {
        headers.append(header::VARY, value);
    }
}
