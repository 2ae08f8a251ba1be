//! Validators, caches, and what is refused.

use serde_json::json;

use super::FORMS;
use crate::support::{Response, TestApp, fixtures};

#[actix_web::test]
async fn whoever_has_it_is_told_so() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    fixtures::published(&editor, "Crue", json!({})).await;
    let mut before: Vec<(String, Response)> = Vec::new();
    for form in FORMS {
        let path = format!("/feeds/articles.{form}");
        let reply = reader.get(&path).expect(200).await;
        assert!(reply.etag().starts_with("\"p."), "{reply}");
        assert_eq!(reply.header("last-modified"), Some("Sat, 07 Mar 2026 09:30:00 GMT"));
        assert_eq!(reply.header("cache-control"), Some("public, max-age=0, s-maxage=60"));
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        let fresh = reader.get(&path).header("If-None-Match", &reply.etag()).expect(304).await;
        assert_eq!((fresh.etag(), fresh.body.len()), (reply.etag(), 0));
        assert_eq!(fresh.header("last-modified"), reply.header("last-modified"));
        before.push((path, reply));
    }
    // The clock alone changes nothing; another article does.
    app.advance(3_600);
    for (path, reply) in &before {
        assert_eq!(reader.get(path).expect(200).await.body, reply.body);
    }
    fixtures::published(&editor, "Décrue", json!({})).await;
    for (path, reply) in &before {
        let changed = reader.get(path).header("If-None-Match", &reply.etag()).expect(200).await;
        assert_eq!(changed.header("last-modified"), Some("Sat, 07 Mar 2026 10:30:00 GMT"));
    }
    let encoded = reader.get("/feeds/articles.rss").header("Accept-Encoding", "gzip").expect(200).await;
    assert_eq!(encoded.header("content-encoding"), Some("gzip"));
}

#[actix_web::test]
async fn what_nobody_declared_is_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::author(&editor, "Awa").await;
    let reader = app.anonymous();
    for (query, parameter, code) in [
        ("serie=x", "serie", "unknown-parameter"),
        ("q=+", "q", "format"),
        ("sort=title", "sort", "unknown-parameter"),
        ("edition=draft", "edition", "unknown-parameter"),
        ("cursor=x", "cursor", "unknown-parameter"),
        ("limit=0", "limit", "out-of-range"),
        ("limit=101", "limit", "out-of-range"),
        ("limit=beaucoup", "limit", "format"),
        ("content=tout", "content", "format"),
        ("limit=1&limit=2", "limit", "duplicate"),
        ("type=roman", "type", "format"),
    ] {
        for form in FORMS {
            let refused =
                reader.get(&format!("/feeds/articles.{form}?{query}")).refused(400, "bad-parameter");
            assert_eq!(refused.await.faults(), [(parameter.to_owned(), code.to_owned())], "{query}");
        }
    }
    for query in ["author=awa", "type=news", "limit=0"] {
        reader.get(&format!("/feeds/authors/awa.rss?{query}")).refused(400, "bad-parameter").await;
    }
}
