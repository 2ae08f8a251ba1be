//! Which request is the same as which.

use actix_web::HttpRequest;
use actix_web::http::header;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::auth::Auth;

/// Of all that decides what a write does: method, path, query, what the body says it is, the preconditions, and the
/// bytes of the body. A credential is not among it, so that a client may refresh its token in between.
pub fn fingerprint(auth: &Auth, req: &HttpRequest, body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(auth.sealed(&digest(req, body)))
}

fn digest(req: &HttpRequest, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    add(&mut hash, req.method().as_str().as_bytes());
    add(&mut hash, req.path().as_bytes());
    add(&mut hash, req.query_string().as_bytes());
    for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::IF_MATCH, header::IF_NONE_MATCH] {
        let values = req.headers().get_all(&name);
        add(&mut hash, &values.clone().count().to_be_bytes());
        values.for_each(|value| add(&mut hash, value.as_bytes()));
    }
    add(&mut hash, body);
    hash.finalize().into()
}

/// With its length before it: what ends one part never begins the next.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update(part.len().to_be_bytes());
    hash.update(part);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn whatever_decides_what_is_done_is_in_it() {
        let post = || TestRequest::post().uri("/tags");
        let requests = [
            (post(), "{}"),
            (post(), "{} "),
            (TestRequest::put().uri("/tags"), "{}"),
            (TestRequest::post().uri("/tag"), "s{}"),
            (TestRequest::post().uri("/tags?pretty"), "{}"),
            (post().insert_header(("Content-Type", "application/json")), "{}"),
            (post().insert_header(("If-Match", "*")), "{}"),
            (post().insert_header(("If-Match", "")), "{}"),
            (post().append_header(("If-Match", "\"1.a\"")).append_header(("If-Match", "\"2.b\"")), "{}"),
            (post().insert_header(("If-Match", "\"1.a\", \"2.b\"")), "{}"),
            (post().insert_header(("If-None-Match", "*")), "{}"),
        ];
        let count = requests.len();
        let told: HashSet<[u8; 32]> = requests
            .into_iter()
            .map(|(request, body)| digest(&request.to_http_request(), body.as_bytes()))
            .collect();
        assert_eq!(told.len(), count);
    }

    #[test]
    fn who_asks_and_from_where_is_not() {
        let plain = digest(&TestRequest::post().uri("/tags").to_http_request(), b"{}");
        let dressed = TestRequest::post().uri("/tags").insert_header(("Authorization", "Bearer x"));
        let dressed = dressed.insert_header(("X-Request-Id", "x")).insert_header(("Accept-Encoding", "br"));
        assert_eq!(digest(&dressed.to_http_request(), b"{}"), plain);
    }
}
