//! `GET` and `PATCH /auth/me`

use griot::auth::Role;
use serde_json::{Value, json};

use super::{Grant, login, refresh, sign_in};
use crate::support::compare::{at, holds};
use crate::support::fixtures::{self, PASSWORD};
use crate::support::{Client, TestApp};

/// Somebody signed in here and elsewhere.
async fn two_sessions(app: &TestApp) -> (String, Client, Grant, Grant) {
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let (here, there) = (sign_in(app, &email).await, sign_in(app, &email).await);
    (email, here.client(app), here, there)
}

#[actix_web::test]
async fn everybody_reads_their_own_account() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for role in Role::ALL {
        let client = app.somebody(role).await;
        let own = client.get("/auth/me").expect(200).await;
        assert_eq!((own.id(), &own.data()["role"]), (client.user_id(), &json!(role)));
        assert_eq!(own.header("cache-control"), Some("private, no-store"));
        let same = client.get("/auth/me").header("If-None-Match", &own.etag()).expect(304).await;
        assert_eq!((same.etag(), same.body.len()), (own.etag(), 0));
        let seen = admin.get(&format!("/users/{}", client.user_id())).expect(200).await;
        assert_eq!((seen.data(), seen.etag()), (own.data(), own.etag()), "administrators see the same");
        client.get("/auth/me?user=1").refused(400, "bad-parameter").await;
    }
    let anonymous = app.anonymous().get("/auth/me").header("If-None-Match", "*");
    let refused = anonymous.refused(401, "unauthenticated").await;
    assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"griot\""));
}

#[actix_web::test]
async fn a_name_is_only_a_name() {
    let app = TestApp::new().await;
    let (email, client, _, there) = two_sessions(&app).await;
    let before = client.get("/auth/me").expect(200).await;
    let call = client.patch("/auth/me", json!({ "name": "Awa N’Diaye" }));
    let changed = call.header("Content-Type", "application/merge-patch+json").expect(200).await;
    holds(&changed.data(), &json!({ "name": "Awa N’Diaye", "email": email, "role": "author" }));
    assert_ne!(changed.data()["updated_at"], before.data()["updated_at"]);
    assert_eq!(changed.data()["created_at"], before.data()["created_at"]);
    let after = client.get("/auth/me").expect(200).await;
    assert_eq!((after.data(), after.etag()), (changed.data(), changed.etag()));
    assert_ne!(after.etag(), before.etag());
    assert!(there.counts(&app).await);
    // Nothing said, nothing changed.
    let same = client.patch("/auth/me", json!({})).expect(200).await;
    holds(&same.data(), &json!({ "name": "Awa N’Diaye", "email": email }));
    // A version may be named and is not asked for: the account is one's own.
    client.patch("/auth/me", json!({ "name": "Awa" })).expect(200).await;
}

#[actix_web::test]
async fn another_address_needs_the_password_and_ends_the_other_sessions() {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 100).await;
    let (email, client, here, there) = two_sessions(&app).await;
    let wish = json!({ "email": "Awa.Diop@exemple.sn" });
    let refused = client.patch("/auth/me", wish.clone()).refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/current_password", "required")]));
    let with = |password: &str| {
        let mut body = wish.clone();
        body["current_password"] = json!(password);
        client.patch("/auth/me", body)
    };
    let refused = with("pirogue tambour baobab").refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/current_password", "rule")]));
    assert!(there.counts(&app).await, "what was refused ended nothing");
    login(&app, &email, PASSWORD).expect(200).await;
    let changed = with(PASSWORD).expect(200).await;
    assert_eq!(changed.data()["email"], "Awa.Diop@exemple.sn");
    assert!(here.counts(&app).await && !there.counts(&app).await);
    refresh(&app, &here.refresh).expect(200).await;
    refresh(&app, &there.refresh).refused(401, "unauthenticated").await;
    login(&app, &email, PASSWORD).refused(401, "invalid-credentials").await;
    let there = sign_in(&app, "awa.diop@exemple.sn").await;
    // The address one has already is no other.
    client.patch("/auth/me", wish).expect(200).await;
    assert!(there.counts(&app).await);
}

#[actix_web::test]
async fn a_taken_address_is_refused_in_every_spelling() {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 100).await;
    let (email, client, _, there) = two_sessions(&app).await;
    let (_, taken) = fixtures::user(&app.state, Role::Author).await;
    for spelling in [taken.clone(), taken.to_uppercase(), taken.replace("example", "ｅxample")] {
        let body = json!({ "name": "Autre", "email": spelling, "current_password": PASSWORD });
        client.patch("/auth/me", body).refused(409, "email-taken").await;
    }
    let own = client.get("/auth/me").expect(200).await;
    holds(&own.data(), &json!({ "email": email, "name": "La author" }));
    assert!(there.counts(&app).await);
}

#[actix_web::test]
async fn what_one_cannot_do_to_oneself() {
    let app = TestApp::new().await;
    let (_, client, _, _) = two_sessions(&app).await;
    let before = client.get("/auth/me").expect(200).await;
    let x = |count: usize| "x".repeat(count);
    let at_sign = json!({ "email": "a＠b@c", "current_password": PASSWORD });
    for (body, faults) in [
        (json!({ "name": null }), vec![("/name", "wrong-type")]),
        (json!({ "name": "" }), vec![("/name", "format"), ("/name", "too-short")]),
        (json!({ "name": " \u{a0}" }), vec![("/name", "format")]),
        (json!({ "name": x(201) }), vec![("/name", "too-long")]),
        (json!({ "email": null }), vec![("/email", "wrong-type")]),
        (json!({ "email": "sans arobase" }), vec![("/email", "format")]),
        (json!({ "email": " a@b.example" }), vec![("/email", "format")]),
        (at_sign, vec![("/email", "format")]),
        (json!({ "email": format!("{}@b.example", x(250)) }), vec![("/email", "too-long")]),
        (json!({ "role": "admin" }), vec![("/role", "unknown-field")]),
        (json!({ "password": "quatre tambours sous la pluie" }), vec![("/password", "unknown-field")]),
        (json!({ "password_hash": "x" }), vec![("/password_hash", "unknown-field")]),
        (
            json!({ "id": before.id(), "version": 9 }),
            vec![("/id", "unknown-field"), ("/version", "unknown-field")],
        ),
        (json!({ "suspended": false }), vec![("/suspended", "unknown-field")]),
        (json!({ "suspended_at": null }), vec![("/suspended_at", "unknown-field")]),
        (json!([]), vec![("", "wrong-type")]),
        (json!(null), vec![("", "wrong-type")]),
    ] {
        let refused = client.patch("/auth/me", body).refused(422, "validation-failed").await;
        let mut found = refused.faults();
        found.sort();
        assert_eq!(found, at(&faults), "{refused}");
    }
    let body: Value = json!({ "name": "Awa" });
    client.patch("/auth/me?dry_run=true", body.clone()).refused(400, "bad-parameter").await;
    client
        .patch("/auth/me", body.clone())
        .header("Content-Type", "text/plain")
        .refused(415, "unsupported-media-type")
        .await;
    client.put("/auth/me", body.clone()).refused(405, "method-not-allowed").await;
    app.anonymous().patch("/auth/me", body).refused(401, "unauthenticated").await;
    let after = client.get("/auth/me").expect(200).await;
    assert_eq!((after.body, after.headers.get("etag")), (before.body, before.headers.get("etag")));
}
