//! The bytes of a body, whatever is in it.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;

use crate::app::AppState;
use crate::error::Error;
use crate::http::problem::{Code, Problem};

/// All of a body, for whoever only looks at its bytes.
///
/// # Errors
/// As [`refuse_announced`] and [`collect`].
pub async fn collect_body(req: &HttpRequest, payload: Payload, app: &AppState) -> Result<Bytes, Problem> {
    refuse_announced(req, app)?;
    collect(req, payload, app).await
}

/// # Errors
/// 413 when the request says itself that it is too long.
pub(super) fn refuse_announced(req: &HttpRequest, app: &AppState) -> Result<(), Problem> {
    let limit = limit(req, app);
    match announced_length(req)? {
        Some(length) if length > limit => Err(too_large(limit)),
        _ => Ok(()),
    }
}

/// What kind of thing it says it is, if it comes as plain UTF-8: without another charset or a coding.
pub(super) fn kind(req: &HttpRequest) -> Option<String> {
    let kind = req.mime_type().ok().flatten()?;
    let utf8 = kind.get_param("charset").is_none_or(|charset| charset.as_str().eq_ignore_ascii_case("utf-8"));
    let plain = req.headers().get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    (utf8 && plain).then(|| kind.essence_str().to_owned())
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
///
/// # Errors
/// 413 when it is too long, 408 when it does not come, 503 when there is no room.
pub(super) async fn collect(
    req: &HttpRequest,
    mut payload: Payload,
    app: &AppState,
) -> Result<Bytes, Problem> {
    let limit = limit(req, app);
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
