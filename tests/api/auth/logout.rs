//! `POST /auth/logout`

use griot::auth::Role;
use serde_json::json;

use super::{refresh, sign_in};
use crate::guards::log;
use crate::support::TestApp;
use crate::support::fixtures;

#[actix_web::test]
async fn ends_this_session_and_no_other() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Contributor).await;
    let (here, there) = (sign_in(&app, &email).await, sign_in(&app, &email).await);
    let before = log(&app.state).await;
    let reply = here.client(&app).post("/auth/logout", json!({})).expect(204).await;
    assert!(reply.body.is_empty());
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    assert!(!here.counts(&app).await);
    refresh(&app, &here.refresh).refused(401, "unauthenticated").await;
    assert!(there.counts(&app).await);
    refresh(&app, &there.refresh).expect(200).await;
    // What is over cannot be ended again.
    here.client(&app).post("/auth/logout", json!({})).refused(401, "unauthenticated").await;
    assert_eq!(log(&app.state).await, before, "sessions are no content");
}

#[actix_web::test]
async fn needs_no_body_and_takes_no_parameters() {
    let app = TestApp::new().await;
    app.anonymous().post("/auth/logout", json!({})).refused(401, "unauthenticated").await;
    let client = app.contributor().await;
    client.post("/auth/logout?everywhere=true", json!({})).refused(400, "bad-parameter").await;
    client.get("/auth/logout").refused(405, "method-not-allowed").await;
    client.get("/auth/me").expect(200).await;
    client.request(actix_web::http::Method::POST, "/auth/logout").expect(204).await;
    client.get("/auth/me").refused(401, "unauthenticated").await;
}
