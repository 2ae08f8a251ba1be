//! What a key is, and whose.

use serde_json::json;

use super::{is_replay_of, kept, total};
use crate::support::TestApp;
use crate::support::compare::at;

#[actix_web::test]
async fn with_quotes_or_without() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let call = editor.post("/tags", json!({ "name": "Crue" }));
    let first = call.clone().key("8e03978e-40d5").expect(201).await;
    is_replay_of(&call.clone().key("\"8e03978e-40d5\"").expect(201).await, &first);
    let longest = "x".repeat(255);
    let first = call.clone().key(&longest).expect(201).await;
    is_replay_of(&call.key(&format!("\"{longest}\"")).expect(201).await, &first);
    assert_eq!(total(&app, "/tags").await, 2);
}

#[actix_web::test]
async fn what_is_none() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let call = editor.post("/tags", json!({ "name": "Crue" }));
    for (key, fault) in [
        ("", "too-short"),
        ("\"\"", "too-short"),
        (&"x".repeat(256), "too-long"),
        ("clé", "format"),
        ("a b", "format"),
        ("\"a", "format"),
        ("a\"b", "format"),
        ("a\\b", "format"),
        ("a\tb", "format"),
    ] {
        let refused = call.clone().key(key).refused(400, "bad-parameter").await;
        assert_eq!(refused.faults(), at(&[("Idempotency-Key", fault)]), "{key}");
    }
    let twice = call.clone().key("a").also("Idempotency-Key", "a").refused(400, "bad-parameter").await;
    assert_eq!(twice.faults(), at(&[("Idempotency-Key", "duplicate")]));
    assert_eq!(total(&app, "/tags").await, 0);
}

#[actix_web::test]
async fn it_belongs_to_one_request() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let call = editor.post("/tags", json!({ "name": "Crue" })).key("k");
    let made = call.clone().expect(201).await;
    let path = format!("/tags/{}", made.id());
    for other in [
        editor.post("/tags", json!({ "name": "Fleuve" })),
        editor.post("/authors", json!({ "name": "Crue" })),
        editor.post("/tags?pretty", json!({ "name": "Crue" })),
        editor.post("/tags", json!({})).raw(r#"{ "name": "Crue" }"#),
        call.clone().header("Content-Type", "application/json; charset=utf-8"),
        editor.delete(&path).if_match("*"),
    ] {
        other.key("k").refused(422, "idempotency-key-reused").await;
    }
    is_replay_of(&call.expect(201).await, &made);
    let delete = editor.delete(&path).key("delete");
    delete.clone().if_match(&made.etag()).expect(204).await;
    delete.if_match("*").refused(422, "idempotency-key-reused").await;
    assert_eq!(total(&app, "/tags").await, 0);
}

#[actix_web::test]
async fn and_to_one_caller() {
    let app = TestApp::new().await;
    let (one, other) = (app.editor().await, app.editor().await);
    let body = json!({ "name": "Crue" });
    let first = one.post("/tags", body.clone()).key("k").expect(201).await;
    let second = other.post("/tags", body.clone()).key("k").expect(201).await;
    assert_eq!(second.header("idempotency-replayed"), None);
    assert_ne!(first.id(), second.id());
    // Nor does another's other request stand in the way.
    other.post("/tags", json!({ "name": "Fleuve" })).key("k").refused(422, "idempotency-key-reused").await;
    // The same person with another session is the same caller.
    let token = crate::support::fixtures::session(&app.state, one.user_id()).await;
    is_replay_of(&app.with_token(&token).post("/tags", body).key("k").expect(201).await, &first);
}

#[actix_web::test]
async fn a_failure_leaves_it_free() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let key = "k";
    editor.post("/tags", json!({})).key(key).refused(422, "validation-failed").await;
    editor.post("/tags", json!({})).raw("{").key(key).refused(400, "invalid-json").await;
    editor.patch("/tags/crue", json!({})).key(key).if_match("*").refused(412, "stale").await;
    editor.patch("/tags/crue", json!({})).key(key).refused(404, "not-found").await;
    editor.post("/tags", json!({ "name": "Crue", "slug": "crue" })).expect(201).await;
    let call = editor.post("/tags", json!({ "name": "Crue", "slug": "crue" })).key(key);
    call.clone().refused(409, "slug-taken").await;
    editor.patch("/tags/crue", json!({})).key(key).refused(428, "precondition-required").await;
    assert!(kept(&app).await.is_empty());
    // What kept the first attempt from being done is gone.
    editor.delete("/tags/crue").if_match("*").expect(204).await;
    let made = call.clone().expect(201).await;
    is_replay_of(&call.expect(201).await, &made);
}

#[actix_web::test]
async fn reading_needs_none() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tag = editor.post("/tags", json!({ "name": "Crue" })).key("k").expect(201).await;
    for key in ["k", "", "k k"] {
        for path in ["/tags", &format!("/tags/{}", tag.id()), "/articles?edition=draft", "/auth/me"] {
            assert_eq!(editor.get(path).key(key).expect(200).await.header("idempotency-replayed"), None);
        }
    }
}
