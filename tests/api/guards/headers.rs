//! The headers every reply carries, whatever kind it is: security, origins, caches, codings, ids.

use actix_web::http::Method;
use griot::config::Config;
use serde_json::json;

use crate::support::{Response, TestApp, fixtures};

const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
const PUBLIC: &str = "public, max-age=0, s-maxage=60";

/// One of each kind.
async fn replies(app: &TestApp) -> Vec<Response> {
    let (nobody, editor) = (app.anonymous(), app.editor().await);
    let author = fixtures::author(&editor, "Awa Diop").await;
    let path = format!("/authors/{author}");
    let tag = nobody.get(&path).expect(200).await.etag();
    vec![
        nobody.get(&path).expect(200).await,
        nobody.get(&path).header("If-None-Match", &tag).expect(304).await,
        nobody.request(Method::HEAD, &path).expect(200).await,
        nobody.request(Method::OPTIONS, &path).expect(204).await,
        nobody.get("/articles").header("Accept-Encoding", "br").expect(200).await,
        nobody.get("/nowhere").expect(404).await,
        nobody.delete("/articles").expect(405).await,
        nobody.post("/authors", json!({})).expect(401).await,
        nobody.get(&format!("/articles?category={}", "x".repeat(9_000))).expect(414).await,
        editor.get("/articles?edition=draft").expect(200).await,
        editor.post("/authors", json!({ "name": "Binta" })).expect(201).await,
        editor.post("/authors", json!({})).expect(422).await,
        editor.post("/authors", json!({})).raw("{").expect(400).await,
        editor.get("/users").expect(403).await,
        editor.delete(&path).if_match("*").expect(204).await,
        nobody.get("/healthz").expect(200).await,
        nobody.get("/readyz").expect(200).await,
        nobody.get("/openapi.json").expect(200).await,
        nobody.get("/problems/stale").expect(200).await,
        nobody.get("/docs").expect(308).await,
        nobody.get("/docs/").expect(200).await,
    ]
}

#[actix_web::test]
async fn every_kind_of_reply_is_hardened() {
    let app = TestApp::new().await;
    for reply in replies(&app).await {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{name}: {reply}");
        }
        let policy = reply.header("content-security-policy").unwrap();
        if reply.path == "/docs/" {
            assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("http"), "{policy}");
        } else {
            assert_eq!(policy, POLICY, "{reply}");
        }
        let resource = reply.header("cross-origin-resource-policy").unwrap();
        assert!(["cross-origin", "same-origin"].contains(&resource), "{reply}");
        assert!(reply.header("server").is_none() && reply.header("x-powered-by").is_none(), "{reply}");
        assert_eq!(reply.headers.get_all("x-request-id").count(), 1, "{reply}");
        let timed = reply.header("server-timing").is_some_and(|timing| timing.ends_with(" stmts\""));
        assert_eq!(timed, !(400..500).contains(&reply.status), "{reply}");
        assert!(reply.header("set-cookie").is_none(), "{reply}");
    }
}

#[actix_web::test]
async fn only_what_everybody_may_read_is_kept_by_caches() {
    let app = TestApp::new().await;
    for reply in replies(&app).await {
        let cache = reply.header("cache-control").unwrap();
        let kept = match reply.path.as_str() {
            "/docs/" => "public, max-age=3600",
            "/openapi.json" => PUBLIC,
            path if path.starts_with("/api/v1/a") && !path.contains("draft") => PUBLIC,
            _ => "no-store",
        };
        let kept = if reply.status >= 400 || ["POST", "DELETE", "OPTIONS"].contains(&reply.method.as_str()) {
            "no-store"
        } else {
            kept
        };
        assert!(cache == kept || (kept == "no-store" && cache == "private, no-store"), "{cache}: {reply}");
    }
    // The same page with a credential is nobody else's.
    let signed = app.editor().await.get("/articles").expect(200).await;
    assert_eq!(signed.header("cache-control"), Some("private, no-store"));
    assert_eq!(signed.header("cross-origin-resource-policy"), Some("same-origin"));
}

#[actix_web::test]
async fn origins() {
    let desk = "https://desk.example";
    let listed = |config: &mut Config| config.cors.origins = vec!["https://desk.example".into()];
    let (open, closed) = (TestApp::new().await, TestApp::with(listed).await);
    // (list configured, origin, signed in, allowed)
    let matrix = [
        (false, Some("https://any.example"), false, Some("*")),
        (false, None, false, Some("*")),
        (false, Some("null"), false, Some("*")),
        (false, Some("https://any.example"), true, None),
        (true, Some(desk), false, Some(desk)),
        (true, Some(desk), true, Some(desk)),
        (true, Some("https://any.example"), false, None),
        (true, Some("https://desk.example.evil"), false, None),
        (true, Some("http://desk.example"), false, None),
        (true, Some("null"), false, None),
        (true, None, false, None),
    ];
    for (list, origin, signed, allowed) in matrix {
        let app = if list { &closed } else { &open };
        let client = if signed { app.editor().await } else { app.anonymous() };
        let mut calls = vec![client.get("/articles"), client.get("/nowhere")];
        calls.push(client.get("/articles").header("If-None-Match", "*"));
        for call in calls {
            let call = match origin {
                Some(origin) => call.header("Origin", origin),
                None => call,
            };
            let reply = call.send().await;
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{origin:?}: {reply}");
            assert!(reply.header("access-control-allow-credentials").is_none());
            let exposed = reply.header("access-control-expose-headers");
            for name in ["ETag, Link, Location", "Idempotency-Replayed"] {
                assert_eq!(exposed.is_some_and(|names| names.contains(name)), allowed.is_some(), "{name}");
            }
            let vary: Vec<&str> = reply.headers.get_all("vary").filter_map(|v| v.to_str().ok()).collect();
            assert!(vary.contains(&"Accept-Encoding"), "{vary:?}");
            assert_eq!(vary.contains(&"Origin"), list, "{vary:?}");
        }
        // A write is for the listed only; so is the preflight that asks for it.
        for (method, headers) in [("POST", ""), ("GET", "authorization")] {
            let mut call = app.anonymous().request(Method::OPTIONS, "/articles");
            call = call.header("Access-Control-Request-Method", method);
            call = call.header("Access-Control-Request-Headers", headers);
            if let Some(origin) = origin {
                call = call.header("Origin", origin);
            }
            let reply = call.expect(204).await;
            let granted = (list && origin == Some(desk)).then_some(desk);
            assert_eq!(reply.header("access-control-allow-origin"), granted, "{origin:?} {method}");
            assert_eq!(reply.header("access-control-allow-methods").is_some(), granted.is_some());
            let headers = reply.header("access-control-allow-headers");
            assert_eq!(headers.is_some_and(|names| names.contains("Idempotency-Key")), granted.is_some());
            assert!(reply.header("access-control-allow-credentials").is_none());
        }
    }
}

#[actix_web::test]
async fn an_encoded_reply_has_a_tag_of_its_own_and_is_still_recognised() {
    let app = TestApp::new().await;
    let (nobody, editor) = (app.anonymous(), app.editor().await);
    let article = fixtures::published(&editor, "Crue", json!({})).await.id();
    let path = format!("/articles/{article}");
    let plain = nobody.get(&path).expect(200).await.etag();
    for coding in ["br", "gzip", "zstd"] {
        let encoded = nobody.get(&path).header("Accept-Encoding", coding).expect(200).await;
        assert_eq!(encoded.header("content-encoding"), Some(coding));
        let tag = encoded.etag();
        assert_eq!(tag, format!("{}-{coding}\"", plain.trim_end_matches('"')));
        for held in [&tag, &plain, &format!("W/{tag}"), &format!("\"other\", {tag}")] {
            let again = nobody.get(&path).header("Accept-Encoding", coding).header("If-None-Match", held);
            let again = again.expect(304).await;
            assert_eq!(again.etag(), tag, "the tag its 200 would have");
            assert!(again.body.is_empty() && again.header("content-encoding").is_none(), "{again}");
        }
        // A versioned tag serves to write, whatever its coding was.
        let draft = editor.get(&format!("{path}?edition=draft")).header("Accept-Encoding", coding);
        let draft = draft.expect(200).await.etag();
        assert!(draft.ends_with(&format!("-{coding}\"")), "{draft}");
        editor.patch(&path, json!({ "kicker": coding })).if_match(&draft).expect(200).await;
    }
    let fresh = nobody.get(&path).header("Accept-Encoding", "identity").expect(200).await;
    assert!(fresh.header("content-encoding").is_none());
    assert_eq!(fresh.etag(), plain, "nothing of this was published");
}

#[actix_web::test]
async fn the_request_id_is_the_callers_when_it_is_harmless() {
    let app = TestApp::new().await;
    let nobody = app.anonymous();
    for own in ["a", "desk-42_x.7", &"x".repeat(64)] {
        let reply = nobody.get("/nowhere").header("X-Request-Id", own).expect(404).await;
        assert_eq!(reply.header("x-request-id"), Some(own));
        assert_eq!(reply.json()["instance"], own);
    }
    let mut seen = std::collections::HashSet::new();
    for bad in ["", "a b", "a;b", "<x>", "é", &"x".repeat(65)] {
        let reply = nobody.get("/articles").header("X-Request-Id", bad).expect(200).await;
        let id: uuid::Uuid = reply.header("x-request-id").unwrap().parse().unwrap();
        assert_eq!(id.get_version_num(), 7);
        assert!(seen.insert(id), "each request has its own");
    }
}

#[actix_web::test]
async fn browsers_are_told_to_stay_with_tls_where_there_is_any() {
    for (public_url, promised) in [
        ("https://api.griot.test", Some("max-age=31536000")),
        ("https://griot.test:8443/cms", Some("max-age=31536000")),
        ("http://griot.test", None),
    ] {
        let app = TestApp::with(|config| {
            config.server.public_url = Some(griot::config::PublicUrl::parse(public_url).unwrap());
        });
        for reply in replies(&app.await).await {
            assert_eq!(reply.header("strict-transport-security"), promised, "{public_url}: {reply}");
        }
    }
    let unknown = TestApp::with(|config| config.server.public_url = None).await;
    let reply = unknown.anonymous().get("/healthz").expect(200).await;
    assert_eq!(reply.header("strict-transport-security"), None);
}
