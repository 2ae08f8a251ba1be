//! `POST /auth/login`

use std::time::Duration;

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use diesel::prelude::*;
use futures_util::future::join_all;
use griot::auth::{Role, UserId};
use griot::db::schema::users;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Grant, comparable, login, refresh, sign_in};
use crate::guards::log;
use crate::support::compare::{at, holds};
use crate::support::fixtures::{self, PASSWORD};
use crate::support::{Response, TestApp};

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[actix_web::test]
async fn grants_two_tokens_and_shows_the_account() {
    let app = TestApp::with(|config| config.auth.access_token_ttl = Duration::from_secs(900)).await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let reply = login(&app, &email, PASSWORD).expect(200).await;
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    for absent in ["etag", "set-cookie", "location", "access-control-allow-origin"] {
        assert!(reply.header(absent).is_none(), "{absent}");
    }
    let (body, data) = (reply.json(), reply.data());
    assert_eq!(members(&body), ["data"]);
    let expected =
        ["access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in", "user"];
    assert_eq!(members(&data), expected);
    holds(&data, &json!({ "token_type": "Bearer", "expires_in": 900, "refresh_expires_in": 14 * 86_400 }));
    let account =
        json!({ "id": id, "email": email, "role": "author", "suspended": false, "suspended_at": null });
    holds(&data["user"], &account);
    let grant = Grant::of(&reply);
    assert!(grant.refresh.starts_with("grr_") && grant.refresh.len() == 47, "{}", grant.refresh);
    assert_eq!(grant.client(&app).get("/auth/me").expect(200).await.data(), data["user"]);
    let again = sign_in(&app, &email).await;
    assert!(again.access != grant.access && again.refresh != grant.refresh);
    assert!(grant.counts(&app).await, "signing in elsewhere ends nothing");
    assert_eq!(log(&app.state).await.len(), 1, "only the making of the account is content");
}

#[actix_web::test]
async fn nobody_learns_which_accounts_exist() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Editor).await;
    let (suspended, shut_out) = fixtures::user(&app.state, Role::Editor).await;
    let path = format!("/users/{suspended}/suspend");
    app.admin().await.post(&path, json!({})).if_match("*").expect(200).await;
    let wrong = login(&app, &email, "pirogue tambour baobab").refused(401, "invalid-credentials").await;
    assert_eq!(wrong.header("www-authenticate"), Some("Bearer realm=\"griot\""));
    assert_eq!(wrong.header("cache-control"), Some("no-store"));
    for (email, password) in [
        ("personne@example.org", PASSWORD),
        (&shut_out, PASSWORD),
        (&shut_out, "pirogue tambour baobab"),
        ("pas une adresse", PASSWORD),
    ] {
        let other = login(&app, email, password).refused(401, "invalid-credentials").await;
        assert_eq!(comparable(&other), comparable(&wrong), "{email}");
    }
}

#[actix_web::test]
async fn an_address_in_every_spelling_readers_take_for_the_same() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for (stored, same, others) in [
        (
            "Élodie.Sarr@Exemple.SN",
            [
                "élodie.sarr@exemple.sn",
                "ÉLODIE.SARR@EXEMPLE.SN",
                "E\u{301}lodie.Sarr@exemple.sn",
                "Éｌodie.sarr@exemple.sn",
            ],
            [
                "elodie.sarr@exemple.sn",
                " élodie.sarr@exemple.sn",
                "élodie.sarr@exemple.sn ",
                "élodie.sarr@exemple.sn.",
            ],
        ),
        (
            "ΑΓΓΕΛΟΣ@exemple.gr",
            ["ΑΓΓΕΛΟΣ@exemple.gr", "αγγελος@exemple.gr", "Αγγελος@EXEMPLE.GR", "ΑΓΓΕΛΟΣ@EXEMPLE.gr"],
            ["αγγελος+x@exemple.gr", "αγγελος@@exemple.gr", "αγγελος", "@exemple.gr"],
        ),
    ] {
        let input =
            json!({ "email": stored, "name": "Une personne", "role": "author", "password": PASSWORD });
        admin.post("/users", input).expect(201).await;
        for spelling in same {
            let reply = login(&app, spelling, PASSWORD).expect(200).await;
            assert_eq!(reply.data()["user"]["email"], stored, "shown as it was given");
        }
        for other in others {
            login(&app, other, PASSWORD).refused(401, "invalid-credentials").await;
        }
    }
}

#[actix_web::test]
async fn a_password_counts_exactly_but_for_its_unicode_form() {
    let app = TestApp::new().await;
    let typed = "  L’été à Saint-Louis, cinq pélicans ";
    let input = json!({ "email": "awa@exemple.sn", "name": "Awa", "role": "author", "password": typed });
    app.admin().await.post("/users", input).expect(201).await;
    let decomposed = typed.replace('é', "e\u{301}").replace('à', "a\u{300}");
    for same in [typed, &decomposed] {
        login(&app, "awa@exemple.sn", same).expect(200).await;
    }
    for other in [typed.trim(), &typed.to_lowercase(), &typed.replace('é', "e"), &format!("{typed} ")] {
        login(&app, "awa@exemple.sn", other).refused(401, "invalid-credentials").await;
    }
}

#[actix_web::test]
async fn refused_bodies() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let post = |body: Value| app.anonymous().post("/auth/login", body);
    let x = |count: usize| "x".repeat(count);
    for (body, faults) in [
        (json!({}), vec![("/email", "required"), ("/password", "required")]),
        (json!({ "email": email }), vec![("/password", "required")]),
        (
            json!({ "email": 1, "password": true }),
            vec![("/email", "wrong-type"), ("/password", "wrong-type")],
        ),
        (
            json!({ "email": [email], "password": null }),
            vec![("/email", "wrong-type"), ("/password", "wrong-type")],
        ),
        (json!({ "email": "", "password": "" }), vec![("/email", "too-short"), ("/password", "too-short")]),
        (
            json!({ "email": x(255), "password": x(1_025) }),
            vec![("/email", "too-long"), ("/password", "too-long")],
        ),
        (json!({ "email": email, "password": PASSWORD, "totp": "123456" }), vec![("/totp", "unknown-field")]),
        (json!({ "email": email, "password": PASSWORD, "role": "admin" }), vec![("/role", "unknown-field")]),
        (json!(null), vec![("", "wrong-type")]),
        (json!([email, PASSWORD]), vec![("", "wrong-type")]),
    ] {
        let refused = post(body).refused(422, "validation-failed").await;
        let mut found = refused.faults();
        found.sort();
        assert_eq!(found, at(&faults), "{refused}");
        assert!(!refused.to_string().contains(PASSWORD), "{refused}");
    }
    // The longest that is read at all, and what is not even read.
    post(json!({ "email": email, "password": "é".repeat(1_024) })).refused(401, "invalid-credentials").await;
    post(json!({ "email": email, "password": x(2_000_000) })).refused(413, "body-too-large").await;
    let twice = format!(r#"{{"email":"{email}","password":"x","password":"{PASSWORD}"}}"#);
    post(json!({})).raw(twice).refused(400, "invalid-json").await;
    let form = post(json!({})).header("Content-Type", "application/x-www-form-urlencoded");
    form.refused(415, "unsupported-media-type").await;
    let good = login(&app, &email, PASSWORD);
    good.clone().header("Idempotency-Key", "k1").refused(400, "not-supported").await;
    let query = format!("/auth/login?email={email}");
    let body = json!({ "email": email, "password": PASSWORD });
    app.anonymous().post(&query, body).refused(400, "bad-parameter").await;
    let get = app.anonymous().get("/auth/login").refused(405, "method-not-allowed").await;
    assert!(get.header("allow").unwrap().contains("POST"), "{get}");
    let grant = Grant::of(&good.expect(200).await);
    let sessions = grant.client(&app).get("/auth/sessions?count=true").expect(200).await;
    assert_eq!(sessions.json()["meta"]["total"], 1, "what was refused began no session");
}

#[actix_web::test]
async fn a_credential_that_no_longer_counts_is_no_hindrance() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let grant = sign_in(&app, &email).await;
    grant.client(&app).post("/auth/logout", json!({})).expect(204).await;
    for header in [format!("Bearer {}", grant.access), "Bearer x".into(), "Basic YTpi".into(), String::new()]
    {
        let reply = login(&app, &email, PASSWORD).header("Authorization", &header).expect(200).await;
        let next = Grant::of(&reply).refresh;
        refresh(&app, &next).header("Authorization", &header).expect(200).await;
    }
}

async fn stored_hash(app: &TestApp, user: Uuid) -> String {
    let row = users::table.find(UserId(user)).select(users::password_hash);
    app.state.db.read(move |conn| Ok(row.first(conn)?)).await.unwrap()
}

/// Makes the stored hash one of an algorithm we no longer use.
async fn age(app: &TestApp, user: Uuid) -> String {
    let argon2 = Argon2::new(Algorithm::Argon2i, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
    let old = argon2.hash_password_with_salt(PASSWORD.as_bytes(), &[9; 16]).unwrap().to_string();
    assert!(old.starts_with("$argon2i$"), "{old}");
    let hash = old.clone();
    app.state
        .db
        .write(move |tx| {
            let row = diesel::update(users::table.find(UserId(user)));
            row.set(users::password_hash.eq(&hash)).execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
    old
}

#[actix_web::test]
async fn an_old_hash_is_renewed_by_whoever_knows_the_password() {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 100).await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let old = age(&app, id).await;
    login(&app, &email, "pirogue tambour baobab").refused(401, "invalid-credentials").await;
    assert_eq!(stored_hash(&app, id).await, old);
    let here = sign_in(&app, &email).await;
    let renewed = stored_hash(&app, id).await;
    assert!(renewed.starts_with("$argon2id$v=19$"), "{renewed}");
    sign_in(&app, &email).await;
    assert_eq!(stored_hash(&app, id).await, renewed, "once is enough");
    assert!(here.counts(&app).await);
    // Many at once: all but one verify against a hash that is gone when they come to write.
    age(&app, id).await;
    let replies: Vec<Response> = join_all((0..8).map(|_| login(&app, &email, PASSWORD).send())).await;
    for reply in &replies {
        assert_eq!(reply.status, 200, "{reply}");
    }
    assert!(here.counts(&app).await);
}
