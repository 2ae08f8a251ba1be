//! `POST /auth/refresh`

use std::time::Duration;

use diesel::prelude::*;
use griot::auth::{Role, UserId};
use griot::config::Config;
use griot::db::schema::{refresh_tokens, users};
use serde_json::{Value, json};

use super::{Grant, comparable, refresh, sign_in};
use crate::support::compare::{at, holds};
use crate::support::fixtures;
use crate::support::{Response, TestApp};

/// Somebody who has just signed in.
async fn begin(app: &TestApp) -> (String, Grant) {
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let grant = sign_in(app, &email).await;
    (email, grant)
}

async fn next(app: &TestApp, token: &str) -> Grant {
    Grant::of(&refresh(app, token).expect(200).await)
}

async fn refused(app: &TestApp, token: &str) -> Response {
    refresh(app, token).refused(401, "unauthenticated").await
}

#[actix_web::test]
async fn a_token_is_exchanged_for_the_next_two() {
    let app = TestApp::new().await;
    let (email, first) = begin(&app).await;
    let before = first.client(&app).get("/auth/sessions").expect(200).await.data()[0].clone();
    app.advance(3_600);
    let reply = refresh(&app, &first.refresh).expect(200).await;
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    assert!(reply.header("etag").is_none());
    holds(
        &reply.data(),
        &json!({ "token_type": "Bearer", "expires_in": 86_400, "refresh_expires_in": 14 * 86_400 }),
    );
    assert_eq!(reply.data()["user"]["email"], email.as_str());
    let second = Grant::of(&reply);
    assert!(second.refresh != first.refresh && second.access != first.access);
    assert!(first.counts(&app).await && second.counts(&app).await, "both belong to the one session");
    let after = second.client(&app).get("/auth/sessions").expect(200).await;
    assert_eq!(after.pluck("id"), [before["id"].clone()]);
    assert_eq!(after.pluck("created_at"), [before["created_at"].clone()]);
    for moved in ["last_used_at", "expires_at"] {
        assert!(after.data()[0][moved].as_str() > before[moved].as_str(), "{moved}");
    }
    let third = next(&app, &second.refresh).await;
    assert!(![first.refresh, second.refresh].contains(&third.refresh));
}

#[actix_web::test]
async fn a_lost_reply_can_be_asked_for_again_for_ten_seconds() {
    let app = TestApp::new().await;
    let (_, first) = begin(&app).await;
    let second = next(&app, &first.refresh).await;
    for seconds in [0, 4, 5] {
        app.advance(seconds);
        assert_eq!(next(&app, &first.refresh).await.refresh, second.refresh, "the very same successor");
    }
    next(&app, &second.refresh).await;
    assert!(second.counts(&app).await);
}

#[actix_web::test]
async fn a_token_shown_later_was_copied_and_ends_the_session() {
    let app = TestApp::new().await;
    let (email, first) = begin(&app).await;
    let elsewhere = sign_in(&app, &email).await;
    let second = next(&app, &first.refresh).await;
    app.advance(11);
    let reused = refused(&app, &first.refresh).await;
    for grant in [&first, &second] {
        assert!(!grant.counts(&app).await);
        // Later refusals look like the first: nobody learns which token was whose.
        assert_eq!(comparable(&refused(&app, &grant.refresh).await).2, comparable(&reused).2);
    }
    assert!(elsewhere.counts(&app).await, "another session of the account goes on");
    next(&app, &elsewhere.refresh).await;
}

#[actix_web::test]
async fn the_grace_is_over_once_the_successor_was_used() {
    let app = TestApp::new().await;
    let (_, first) = begin(&app).await;
    let second = next(&app, &first.refresh).await;
    let third = next(&app, &second.refresh).await;
    refused(&app, &first.refresh).await;
    assert!(!third.counts(&app).await);
    refused(&app, &third.refresh).await;
    refused(&app, &second.refresh).await;
}

#[actix_web::test]
async fn any_ancestor_ends_the_session() {
    let app = TestApp::new().await;
    for ancestor in 0..3 {
        let (_, first) = begin(&app).await;
        let mut family = vec![first];
        for _ in 0..4 {
            app.advance(60);
            let last = next(&app, &family.last().unwrap().refresh).await;
            family.push(last);
        }
        refused(&app, &family[ancestor].refresh).await;
        for grant in &family {
            assert!(!grant.counts(&app).await);
        }
        refused(&app, &family[4].refresh).await;
    }
}

fn short_lived(config: &mut Config) {
    config.auth.refresh_idle_ttl = Duration::from_secs(3_600);
    config.auth.refresh_absolute_ttl = Duration::from_secs(7_200);
}

#[actix_web::test]
async fn an_idle_session_ends() {
    let app = TestApp::with(short_lived).await;
    let (_, grant) = begin(&app).await;
    app.advance(3_599);
    assert!(grant.counts(&app).await);
    app.advance(1);
    assert!(!grant.counts(&app).await, "its access tokens end with it");
    refused(&app, &grant.refresh).await;
    refused(&app, &grant.refresh).await;
}

#[actix_web::test]
async fn no_session_outlives_its_end_however_much_it_is_used() {
    let app = TestApp::with(short_lived).await;
    let (_, mut grant) = begin(&app).await;
    // Seconds that pass, and those the reply then promises; writes take a microsecond each.
    for (passed, left) in [(1_800, 3_600), (1_800, 3_599), (1_800, 1_799), (1_700, 99)] {
        app.advance(passed);
        let reply = refresh(&app, &grant.refresh).expect(200).await;
        assert_eq!(reply.data()["refresh_expires_in"], left, "{reply}");
        grant = Grant::of(&reply);
    }
    app.advance(99);
    assert!(grant.counts(&app).await);
    app.advance(1);
    assert!(!grant.counts(&app).await);
    refused(&app, &grant.refresh).await;
}

#[actix_web::test]
async fn what_is_no_token() {
    let app = TestApp::new().await;
    let (_, grant) = begin(&app).await;
    let zeros = format!("grr_{}", "A".repeat(43));
    let other = if &grant.refresh[20..21] == "A" { "B" } else { "A" };
    let changed = format!("{}{other}{}", &grant.refresh[..20], &grant.refresh[21..]);
    for text in [
        zeros.as_str(),
        &changed,
        "garbage",
        "grr_",
        "null",
        "' OR 1=1 --",
        &grant.refresh[4..],
        &format!(" {}", grant.refresh),
        &format!("{}=", grant.refresh),
        &grant.refresh.to_uppercase(),
    ] {
        let reply = refused(&app, text).await;
        assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"griot\""));
        assert!(!reply.to_string().contains("grr_"), "{reply}");
    }
    let post = |body: Value| app.anonymous().post("/auth/refresh", body);
    for (value, fault) in [
        (json!(null), "wrong-type"),
        (json!({}), "wrong-type"),
        (json!([]), "wrong-type"),
        (json!(true), "wrong-type"),
        (json!(""), "too-short"),
        (json!(grant.access), "too-long"),
        (json!("x".repeat(201)), "too-long"),
    ] {
        let reply = post(json!({ "refresh_token": value })).refused(422, "validation-failed").await;
        assert_eq!(reply.faults(), at(&[("/refresh_token", fault)]), "{reply}");
    }
    let none = post(json!({})).refused(422, "validation-failed").await;
    assert_eq!(none.faults(), at(&[("/refresh_token", "required")]));
    let more =
        post(json!({ "refresh_token": grant.refresh, "user": 1 })).refused(422, "validation-failed").await;
    assert_eq!(more.faults(), at(&[("/user", "unknown-field")]));
    let url = format!("/auth/refresh?refresh_token={}", grant.refresh);
    app.anonymous().post(&url, json!({ "refresh_token": grant.refresh })).refused(400, "bad-parameter").await;
    next(&app, &grant.refresh).await;
}

#[actix_web::test]
async fn nothing_but_hashes_is_kept() {
    let app = TestApp::new().await;
    let (_, first) = begin(&app).await;
    let second = next(&app, &first.refresh).await;
    let rows: Vec<String> = app
        .state
        .db
        .read(|conn| Ok(refresh_tokens::table.select(refresh_tokens::hash).load(conn)?))
        .await
        .unwrap();
    assert_eq!(rows.len(), 2, "the grace stores nothing");
    for hash in rows {
        assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
        refused(&app, &hash).await;
        assert!(!first.refresh.contains(&hash) && !second.refresh.contains(&hash));
    }
}

#[actix_web::test]
async fn an_ended_session_is_not_renewed() {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 100).await;
    let admin = app.admin().await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let path = format!("/users/{id}");
    for way in ["logout", "delete", "role", "e-mail", "password", "suspend"] {
        let grant = sign_in(&app, &email).await;
        let client = grant.client(&app);
        match way {
            "logout" => client.post("/auth/logout", json!({})).expect(204).await,
            "delete" => {
                let session = client.get("/auth/sessions").expect(200).await.pluck("id")[0].clone();
                client.delete(&format!("/auth/sessions/{}", session.as_str().unwrap())).expect(204).await
            }
            "role" => admin.patch(&path, json!({ "role": "editor" })).if_match("*").expect(200).await,
            "e-mail" => {
                admin.patch(&path, json!({ "email": "x@example.org" })).if_match("*").expect(200).await;
                admin.patch(&path, json!({ "email": email })).if_match("*").expect(200).await
            }
            "password" => {
                let same = json!({ "password": fixtures::PASSWORD });
                admin.patch(&path, same).if_match("*").expect(200).await
            }
            _ => admin.post(&format!("{path}/suspend"), json!({})).if_match("*").expect(200).await,
        };
        assert!(!grant.counts(&app).await, "{way}");
        refused(&app, &grant.refresh).await;
    }
}

#[actix_web::test]
async fn a_suspension_counts_even_where_the_session_was_overlooked() {
    let app = TestApp::new().await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let grant = sign_in(&app, &email).await;
    let now = app.clock.now();
    app.state
        .db
        .write(move |tx| {
            let row = diesel::update(users::table.find(UserId(id)));
            row.set(users::suspended_at.eq(Some(now))).execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
    refused(&app, &grant.refresh).await;
    assert!(!grant.counts(&app).await);
}
