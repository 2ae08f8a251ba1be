//! `PUT` and `PATCH /users/{id}`

use griot::auth::Role;
use serde_json::{Value, json};

use super::{account, history};
use crate::auth::{Grant, login, refresh, sign_in};
use crate::guards::log;
use crate::support::compare::{at, holds};
use crate::support::fixtures::PASSWORD;
use crate::support::{Client, TestApp};

const NEW: &str = "quatre tambours sous la pluie";

struct Scene {
    app: TestApp,
    admin: Client,
    path: String,
    grant: Grant,
}

/// Awa, an author, is signed in.
async fn scene() -> Scene {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 100).await;
    let admin = app.admin().await;
    let id = account(&app, "awa@exemple.sn", Role::Author).await;
    let grant = sign_in(&app, "awa@exemple.sn").await;
    Scene { path: format!("/users/{id}"), app, admin, grant }
}

#[actix_web::test]
async fn replacing_everything_but_the_password() {
    let Scene { app, admin, path, .. } = scene().await;
    let before = admin.get(&path).expect(200).await;
    app.advance(60);
    let body = json!({ "email": "Binta@exemple.sn", "name": "Binta Sow", "role": "editor" });
    let replaced = admin.put(&path, body.clone()).if_match(&before.etag()).expect(200).await;
    holds(&replaced.data(), &body);
    assert_eq!((replaced.id(), &replaced.data()["created_at"]), (before.id(), &before.data()["created_at"]));
    assert!(replaced.data()["updated_at"].as_str() > before.data()["updated_at"].as_str());
    assert!(replaced.etag().starts_with("\"2."), "{}", replaced.etag());
    let after = admin.get(&path).expect(200).await;
    assert_eq!((after.data(), after.etag()), (replaced.data(), replaced.etag()));
    login(&app, "awa@exemple.sn", PASSWORD).refused(401, "invalid-credentials").await;
    login(&app, "binta@exemple.sn", PASSWORD).expect(200).await;
    let event = ("user.updated".to_owned(), Some(admin.user_id()), json!({ "role": "editor" }));
    assert_eq!(history(&app, before.id()).await.last(), Some(&event));
}

#[actix_web::test]
async fn a_merge_patch() {
    let Scene { app, admin, path, grant } = scene().await;
    let before = admin.get(&path).expect(200).await;
    let call = admin.patch(&path, json!({ "name": "Awa Sow" }));
    let call = call.header("Content-Type", "application/merge-patch+json");
    let renamed = call.if_match(&before.etag()).expect(200).await;
    holds(&renamed.data(), &json!({ "name": "Awa Sow", "email": "awa@exemple.sn", "role": "author" }));
    // A password that is null is none, and what may not be left out cannot be emptied.
    admin.patch(&path, json!({ "password": null })).if_match("*").expect(200).await;
    admin.patch(&path, json!({})).if_match("*").expect(200).await;
    for member in ["email", "name", "role"] {
        let refused = admin.patch(&path, json!({ member: null })).if_match("*");
        let refused = refused.refused(422, "validation-failed").await;
        assert_eq!(refused.faults()[0].0, format!("/{member}"), "{refused}");
    }
    assert!(grant.counts(&app).await, "a name is only a name");
    login(&app, "awa@exemple.sn", PASSWORD).expect(200).await;
}

#[actix_web::test]
async fn what_a_sign_in_was_granted_on_ends_the_sessions() {
    let Scene { app, admin, path, mut grant } = scene().await;
    let mut email = "awa@exemple.sn".to_owned();
    let mut password = PASSWORD;
    for (change, ends) in [
        (json!({ "name": "Awa Sow" }), false),
        (json!({ "name": "Awa Diop", "role": "author" }), false),
        (json!({ "role": "editor" }), true),
        (json!({ "role": "author" }), true),
        (json!({ "email": "binta@exemple.sn" }), true),
        (json!({ "password": NEW }), true),
    ] {
        admin.patch(&path, change.clone()).if_match("*").expect(200).await;
        assert_eq!(grant.counts(&app).await, !ends, "{change}");
        if ends {
            refresh(&app, &grant.refresh).refused(401, "unauthenticated").await;
            if let Some(other) = change["email"].as_str() {
                login(&app, &email, password).refused(401, "invalid-credentials").await;
                email = other.to_owned();
            }
            if change["password"].is_string() {
                login(&app, &email, password).refused(401, "invalid-credentials").await;
                password = NEW;
            }
            grant = Grant::of(&login(&app, &email, password).expect(200).await);
        }
    }
    let body = json!({ "email": email, "name": "Awa", "role": "author", "password": PASSWORD });
    admin.put(&path, body).if_match("*").expect(200).await;
    assert!(!grant.counts(&app).await);
    login(&app, &email, PASSWORD).expect(200).await;
}

#[actix_web::test]
async fn a_taken_address() {
    let Scene { app, admin, path, grant } = scene().await;
    account(&app, "Élodie@exemple.sn", Role::Author).await;
    let before = admin.get(&path).expect(200).await;
    for spelling in ["Élodie@exemple.sn", "éLODIE@EXEMPLE.SN", "e\u{301}lodie@exemple.sn"] {
        let whole = json!({ "email": spelling, "name": "Autre", "role": "editor" });
        admin.put(&path, whole).if_match("*").refused(409, "email-taken").await;
        admin.patch(&path, json!({ "email": spelling })).if_match("*").refused(409, "email-taken").await;
    }
    assert_eq!(admin.get(&path).expect(200).await.body, before.body);
    assert!(grant.counts(&app).await, "what was refused ended nothing");
    // One's own in another spelling is free.
    let own = admin.patch(&path, json!({ "email": "AWA@exemple.sn" })).if_match("*").expect(200).await;
    assert_eq!(own.data()["email"], "AWA@exemple.sn");
}

#[actix_web::test]
async fn refused_bodies_change_nothing() {
    let Scene { app, admin, path, grant } = scene().await;
    let (before, events) = (admin.get(&path).expect(200).await, log(&app.state).await);
    let whole = |more: Value| {
        let mut body = json!({ "email": "awa@exemple.sn", "name": "Awa", "role": "author" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (change, place, fault) in [
        (json!({ "password": "court" }), "/password", "too-short"),
        (json!({ "password": "aaaaaaaaaaaaaaaaaaaa" }), "/password", "rule"),
        (json!({ "password": "exemple.sn awa@exemple.sn" }), "/password", "rule"),
        (json!({ "password": "x".repeat(1_025) }), "/password", "too-long"),
        (json!({ "password": "" }), "/password", "too-short"),
        (json!({ "password": 123_456_789_012_345_i64 }), "/password", "wrong-type"),
        (json!({ "email": "pas une adresse" }), "/email", "format"),
        (json!({ "email": "a＠b@c" }), "/email", "format"),
        (json!({ "name": " " }), "/name", "format"),
        (json!({ "role": "root" }), "/role", "not-allowed"),
        (json!({ "suspended": true }), "/suspended", "unknown-field"),
        (json!({ "suspended_at": null }), "/suspended_at", "unknown-field"),
        (json!({ "id": before.id() }), "/id", "unknown-field"),
        (json!({ "version": 7 }), "/version", "unknown-field"),
        (json!({ "password_hash": "$argon2id$" }), "/password_hash", "unknown-field"),
    ] {
        for call in [admin.patch(&path, change.clone()), admin.put(&path, whole(change.clone()))] {
            let refused = call.if_match("*").refused(422, "validation-failed").await;
            assert_eq!(refused.faults(), at(&[(place, fault)]), "{refused}");
        }
    }
    let incomplete = admin.put(&path, json!({ "name": "Awa" })).if_match("*");
    let incomplete = incomplete.refused(422, "validation-failed").await;
    let mut faults = incomplete.faults();
    faults.sort();
    assert_eq!(faults, at(&[("/email", "required"), ("/role", "required")]));
    // A null password can be left out of a patch, not of a whole account.
    let null = admin.put(&path, whole(json!({ "password": null }))).if_match("*");
    assert_eq!(null.refused(422, "validation-failed").await.faults(), at(&[("/password", "wrong-type")]));
    let merge = admin.put(&path, whole(json!({}))).header("Content-Type", "application/merge-patch+json");
    merge.if_match("*").refused(415, "unsupported-media-type").await;
    let dry = admin.patch(&format!("{path}?essai=true"), json!({})).if_match("*");
    dry.refused(400, "bad-parameter").await;
    assert_eq!(admin.get(&path).expect(200).await.body, before.body);
    assert_eq!(log(&app.state).await, events);
    assert!(grant.counts(&app).await);
}
