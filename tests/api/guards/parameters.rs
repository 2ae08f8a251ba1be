//! What nobody declared is refused, on every operation.

use griot::config::Secret;

use super::authz::{call, operations};
use crate::support::TestApp;

#[actix_web::test]
async fn an_unknown_parameter_is_named() {
    // Without a token the figures are nowhere, whatever is asked of them.
    let app = TestApp::with(|config| config.metrics.token = Some(Secret::new("f".repeat(64)))).await;
    let admin = app.admin().await;
    for operation in operations(&app) {
        let reply = call(&admin, &operation, "?surprise=1").await;
        assert_eq!(reply.status, 400, "{}: {reply}", operation.id);
        assert!(
            reply.faults().contains(&("surprise".into(), "unknown-parameter".into())),
            "{}: {reply}",
            operation.id
        );
    }
}

#[actix_web::test]
async fn a_key_is_read_or_refused_by_every_write() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for operation in operations(&app).iter().filter(|operation| !operation.method.is_safe()) {
        let send = async |key: &str| {
            let mut request = admin.request(operation.method.clone(), &operation.path);
            request = request.key(key).if_match("*");
            if let Some(example) = &operation.example {
                request = request.json(example.clone());
            }
            request.send().await
        };
        let refused = send("k k").await;
        let code = if operation.mutates { "bad-parameter" } else { "not-supported" };
        refused.expect_problem(400, code, &operation.id);
        let fault = if operation.mutates { "format" } else { "not-supported" };
        assert_eq!(refused.faults(), [("Idempotency-Key".to_owned(), fault.to_owned())], "{}", operation.id);
        if !operation.mutates {
            send("k").await.expect_problem(400, "not-supported", &operation.id);
        }
    }
    let list = admin.get("/authors?count=true").expect(200).await;
    assert_eq!(list.json()["meta"]["total"], 0);
}

#[actix_web::test]
async fn a_wrong_method_says_which_are_right() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let reply = client.request("PURGE".parse().unwrap(), "/articles").send().await;
    reply.expect_problem(405, "method-not-allowed", "PURGE");
    assert_eq!(reply.header("allow"), Some("GET, POST, HEAD, OPTIONS"));
    let options = client.request(actix_web::http::Method::OPTIONS, "/authors/x").send().await;
    assert_eq!(
        (options.status, options.header("allow")),
        (204, Some("GET, PUT, PATCH, DELETE, HEAD, OPTIONS"))
    );
    for path in ["/docs", "/docs/", "/docs/swagger-ui.css", "/docs/nothing.js", "/healthz"] {
        let reply = client.post(path, serde_json::json!({})).refused(405, "method-not-allowed").await;
        assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS"), "{reply}");
        let options = client.request(actix_web::http::Method::OPTIONS, path).expect(204).await;
        assert_eq!(options.header("allow"), Some("GET, HEAD, OPTIONS"), "{options}");
    }
    let head = client.request(actix_web::http::Method::HEAD, "/articles").expect(200).await;
    assert!(head.header("etag").is_some());
    for path in [
        "/articles/",
        "/Articles",
        "//articles",
        "/articles;x=1",
        "/articles%2fx",
        "/nothing",
        "/articles/x/../y",
    ] {
        client.get(path).refused(404, "not-found").await;
    }
    for path in ["/api/v1", "/api/v2/articles", "/api/v1/"] {
        client.get(path).refused(404, "not-found").await;
    }
}
