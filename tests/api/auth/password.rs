//! `POST /auth/password`

use griot::auth::Role;
use serde_json::{Value, json};

use super::{login, refresh, sign_in};
use crate::guards::log;
use crate::support::TestApp;
use crate::support::compare::at;
use crate::support::fixtures::{self, PASSWORD};

const NEW: &str = "quatre tambours sous la pluie";

#[actix_web::test]
async fn the_new_one_counts_and_only_this_session_goes_on() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Contributor).await;
    let (here, there) = (sign_in(&app, &email).await, sign_in(&app, &email).await);
    let colleague = app.contributor().await;
    let client = here.client(&app);
    let (before, events) = (client.get("/auth/me").expect(200).await, log(&app.state).await);
    let body = json!({ "current_password": PASSWORD, "new_password": NEW });
    let reply = client.post("/auth/password", body).expect(204).await;
    assert!(reply.body.is_empty());
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    assert!(here.counts(&app).await && !there.counts(&app).await);
    refresh(&app, &here.refresh).expect(200).await;
    refresh(&app, &there.refresh).refused(401, "unauthenticated").await;
    colleague.get("/auth/me").expect(200).await;
    login(&app, &email, PASSWORD).refused(401, "invalid-credentials").await;
    login(&app, &email, NEW).expect(200).await;
    let after = client.get("/auth/me").expect(200).await;
    assert_eq!((after.data(), after.etag()), (before.data(), before.etag()), "no part of what others see");
    assert_eq!(log(&app.state).await, events);
}

#[actix_web::test]
async fn a_refused_change_changes_nothing() {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 1_000).await;
    let (_, email) = fixtures::user(&app.state, Role::Contributor).await;
    let (here, there) = (sign_in(&app, &email).await, sign_in(&app, &email).await);
    let client = here.client(&app);
    let body = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let musical = "\u{1d160}".repeat(1_024);
    let cases: Vec<(Value, Vec<(&str, &str)>)> = vec![
        (body("pirogue tambour baobab", NEW), vec![("/current_password", "rule")]),
        (body(&PASSWORD.to_uppercase(), NEW), vec![("/current_password", "rule")]),
        // Who does not know the old one learns nothing about the new one.
        (body("pirogue tambour baobab", "court"), vec![("/current_password", "rule")]),
        (body(PASSWORD, "court"), vec![("/new_password", "too-short")]),
        (body(PASSWORD, "quatorze car. "), vec![("/new_password", "too-short")]),
        (body(PASSWORD, "aaaaaaaaaaaaaaaaaaaaaaaa"), vec![("/new_password", "rule")]),
        (body(PASSWORD, "motdepasse123456"), vec![("/new_password", "rule")]),
        (body(PASSWORD, &email), vec![("/new_password", "rule")]),
        (body(PASSWORD, &"x7 k".repeat(257)), vec![("/new_password", "too-long")]),
        // 1024 characters that normalise to three times as many.
        (body(PASSWORD, &musical), vec![("/new_password", "too-long")]),
        (body("", ""), vec![("/current_password", "too-short"), ("/new_password", "too-short")]),
        (json!({}), vec![("/current_password", "required"), ("/new_password", "required")]),
        (json!({ "new_password": NEW }), vec![("/current_password", "required")]),
        (json!({ "current_password": null, "new_password": NEW }), vec![("/current_password", "wrong-type")]),
        (
            json!({ "current_password": PASSWORD, "new_password": NEW, "user_id": "x" }),
            vec![("/user_id", "unknown-field")],
        ),
    ];
    for (body, faults) in cases {
        let refused = client.post("/auth/password", body).refused(422, "validation-failed").await;
        let mut found = refused.faults();
        found.sort();
        assert_eq!(found, at(&faults), "{refused}");
        for secret in [PASSWORD, NEW, "motdepasse"] {
            assert!(!refused.to_string().contains(secret), "{refused}");
        }
    }
    let good = body(PASSWORD, NEW);
    app.anonymous().post("/auth/password", good.clone()).refused(401, "unauthenticated").await;
    client.post("/auth/password?force=true", good.clone()).refused(400, "bad-parameter").await;
    client.patch("/auth/password", good).refused(405, "method-not-allowed").await;
    assert!(here.counts(&app).await && there.counts(&app).await);
    login(&app, &email, PASSWORD).expect(200).await;
}

#[actix_web::test]
async fn a_refusal_says_what_to_do() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Contributor).await;
    let client = sign_in(&app, &email).await.client(&app);
    for (new, expected, words) in [
        ("court", Some("at least 15 characters"), "needs at least 15 characters"),
        ("aaaaaaaaaaaaaaaaaaaa", None, "too easy to guess"),
    ] {
        let body = json!({ "current_password": PASSWORD, "new_password": new });
        let refused = client.post("/auth/password", body).refused(422, "validation-failed").await;
        let fault = refused.json()["errors"][0].clone();
        assert_eq!(fault["expected"].as_str(), expected, "{refused}");
        assert!(fault["detail"].as_str().unwrap().contains(words), "{refused}");
    }
}
