//! Who is refused is refused, whatever they send along; and what comes first.

use serde_json::json;

use super::{is_replay_of, kept, total};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn whoever_may_no_longer() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let body = json!({ "name": "Awa Diop" });
    let made = editor.post("/authors", body.clone()).key("k").expect(201).await;
    let account = format!("/users/{}", editor.user_id());
    let again = async |role: &str| {
        admin.patch(&account, json!({ "role": role })).if_match("*").expect(200).await;
        // Another role ends the sessions.
        let token = fixtures::session(&app.state, editor.user_id()).await;
        app.with_token(&token).post("/authors", body.clone()).key("k").send().await
    };
    let refused = again("author").await;
    refused.expect_problem(403, "forbidden", "a lowered role");
    assert_eq!(refused.json()["permission"], "authors:write");
    let last = crate::audit::entries(&app.state).await.pop().unwrap();
    assert_eq!((last.action.as_str(), last.outcome.as_str()), ("authors_create", "refused"));
    is_replay_of(&again("editor").await, &made);
    admin.post(&format!("{account}/suspend"), json!({})).if_match("*").expect(200).await;
    editor.post("/authors", body.clone()).key("k").refused(401, "unauthenticated").await;
    app.anonymous().post("/authors", body).key("k").refused(401, "unauthenticated").await;
    assert_eq!(total(&app, "/authors").await, 1);
}

#[actix_web::test]
async fn what_is_wrong_with_the_request_is_told_as_without_a_key() {
    let app = TestApp::with(|config| config.limits.body_bytes = 2_000).await;
    let editor = app.editor().await;
    editor.post("/nowhere", json!({})).key("k").refused(404, "not-found").await;
    editor.delete("/tags").key("k").refused(405, "method-not-allowed").await;
    editor.post("/tags", json!({ "name": "x".repeat(2_000) })).key("k").refused(413, "body-too-large").await;
    let form = editor.post("/tags", json!({})).header("Content-Type", "text/plain").key("k");
    form.refused(415, "unsupported-media-type").await;
    editor.post("/tags?surprise=1", json!({ "name": "Crue" })).key("k").refused(400, "bad-parameter").await;
    editor.post("/tags?dry_run=oui", json!({ "name": "Crue" })).key("k").refused(400, "bad-parameter").await;
    editor.delete("/redirects/x").if_match("*").key("k").send().await.expect_problem(
        404,
        "not-found",
        "no id",
    );
    assert!(kept(&app).await.is_empty());
    editor.post("/tags", json!({ "name": "Crue" })).key("k").expect(201).await;
}

/// What hands out secrets cannot be answered again.
#[actix_web::test]
async fn signing_in() {
    let app = TestApp::new().await;
    let (user, email) = fixtures::user(&app.state, griot::auth::Role::Author).await;
    let body = json!({ "email": email, "password": fixtures::PASSWORD });
    let login = app.anonymous().post("/auth/login", body);
    let refused = login.clone().key("k").refused(400, "not-supported").await;
    assert_eq!(refused.faults(), [("Idempotency-Key".to_owned(), "not-supported".to_owned())]);
    login.expect(200).await;
    let own = app.with_token(&fixtures::session(&app.state, user).await);
    own.patch("/auth/me", json!({ "name": "Awa" })).key("k").refused(400, "not-supported").await;
    own.post("/auth/logout", json!({})).key("k").refused(400, "not-supported").await;
    own.get("/auth/me").expect(200).await;
}
