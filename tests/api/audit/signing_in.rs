//! What signing in and out leaves, and what never enters the log.

use griot::auth::Role;
use griot::db::AuditRow;
use serde_json::json;

use super::{entries, expect_whole};
use crate::auth::{Grant, login, refresh, sign_in};
use crate::support::TestApp;
use crate::support::fixtures::{self, PASSWORD};

fn told(rows: &[AuditRow]) -> Vec<(&str, &str, Option<&str>, &str)> {
    rows.iter()
        .map(|row| {
            (row.action.as_str(), row.outcome.as_str(), row.target_type.as_deref(), row.detail.as_str())
        })
        .collect()
}

#[actix_web::test]
async fn in_and_out() {
    let app = TestApp::new().await;
    let (user, email) = fixtures::user(&app.state, Role::Author).await;
    let first = sign_in(&app, &email).await;
    let second = sign_in(&app, &email).await;
    let third = sign_in(&app, &email).await;
    let client = first.client(&app);
    // Going on is no deed.
    refresh(&app, &second.refresh).expect(200).await;
    let sessions = client.get("/auth/sessions").expect(200).await;
    let other = sessions.data()[0]["id"].as_str().unwrap().to_owned();
    client.delete(&format!("/auth/sessions/{other}")).expect(204).await;
    client.delete(&format!("/auth/sessions/{other}")).refused(404, "not-found").await;
    let password = json!({ "current_password": PASSWORD, "new_password": "lanterne ocre du marché 9" });
    client.post("/auth/password", password).expect(204).await;
    client.delete("/auth/sessions").expect(204).await;
    client.post("/auth/logout", json!(null)).expect(204).await;
    drop(third);
    let left = entries(&app.state).await;
    let own = |name: &'static str| (name, "done", Some("user"), "{}");
    assert_eq!(
        told(&left),
        [
            ("auth_login", "done", Some("session"), "{}"),
            ("auth_login", "done", Some("session"), "{}"),
            ("auth_login", "done", Some("session"), "{}"),
            ("sessions_delete", "done", Some("session"), "{}"),
            own("auth_password"),
            ("sessions_delete_others", "done", Some("user"), "{\"sessions_ended\":0}"),
            ("auth_logout", "done", Some("session"), "{}"),
        ]
    );
    assert_eq!(left[3].target_id, Some(other));
    for entry in &left {
        assert_eq!(entry.actor, Some(user.to_string()), "{entry:?}");
        assert_eq!(entry.actor_name.as_deref(), Some("La author"));
        assert_eq!(entry.from_address.as_deref(), Some("192.0.2.7"));
    }
}

#[actix_web::test]
async fn those_who_fail() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (user, email) = fixtures::user(&app.state, Role::Author).await;
    let (suspended, other) = fixtures::user(&app.state, Role::Author).await;
    admin.post(&format!("/users/{suspended}/suspend"), json!({})).if_match("*").expect(200).await;
    let before = entries(&app.state).await.len();
    login(&app, &email, "pirogue tambour baobab").refused(401, "invalid-credentials").await;
    login(&app, &other, PASSWORD).refused(401, "invalid-credentials").await;
    // Somebody was a line too early.
    login(&app, "lanterne ocre du marché 9", "x").refused(401, "invalid-credentials").await;
    let left = entries(&app.state).await.split_off(before);
    assert_eq!(
        told(&left),
        [
            ("auth_login", "failed", Some("user"), "{\"reason\":\"wrong-password\"}"),
            ("auth_login", "failed", Some("user"), "{\"reason\":\"suspended\"}"),
            ("auth_login", "failed", None, "{\"reason\":\"unknown-account\"}"),
        ]
    );
    assert_eq!(left[0].target_id, Some(user.to_string()));
    assert!(left.iter().all(|entry| entry.actor.is_none() && entry.from_address.is_some()));
    // A stolen token that looks for the password.
    let client = sign_in(&app, &email).await.client(&app);
    let guess =
        json!({ "current_password": "pirogue tambour baobab", "new_password": "lanterne ocre du marché 9" });
    client.post("/auth/password", guess).expect(422).await;
    let left = entries(&app.state).await;
    let last = left.last().unwrap();
    assert_eq!((last.action.as_str(), last.outcome.as_str()), ("auth_password", "failed"));
    assert_eq!(last.actor, Some(user.to_string()));
}

/// The throttle bounds what strangers can write.
#[actix_web::test]
async fn what_is_throttled_leaves_nothing() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    for _ in 0..10 {
        login(&app, &email, "pirogue tambour baobab").refused(401, "invalid-credentials").await;
    }
    for _ in 0..20 {
        login(&app, &email, "pirogue tambour baobab").refused(429, "too-many-requests").await;
    }
    assert_eq!(expect_whole(&app.state).await, 10);
    refresh(&app, "garbage").expect(401).await;
    assert_eq!(expect_whole(&app.state).await, 10);
}

#[actix_web::test]
async fn a_copied_token() {
    let app = TestApp::new().await;
    let (user, email) = fixtures::user(&app.state, Role::Author).await;
    let first = sign_in(&app, &email).await;
    let next = Grant::of(&refresh(&app, &first.refresh).expect(200).await);
    app.advance(60);
    refresh(&app, &first.refresh).refused(401, "unauthenticated").await;
    assert!(!next.counts(&app).await);
    let left = entries(&app.state).await;
    let last = left.last().unwrap();
    assert_eq!((last.action.as_str(), last.outcome.as_str()), ("auth_refresh", "failed"));
    assert_eq!(last.target_id, Some(user.to_string()));
    let session = left[0].target_id.clone().unwrap();
    assert_eq!(last.detail, json!({ "reason": "token-reused", "session_ended": session }).to_string());
}

/// Everything secret that goes through the API in one story.
#[actix_web::test]
async fn no_secret_enters_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let secrets = ["lanterne ocre du marché 9", "tabouret mauve du port 11", "claquette verte du quai 3"];
    let email = "binta@example.org";
    let input = json!({ "email": email, "name": "Binta", "role": "author", "password": secrets[0] });
    let path = format!("/users/{}", admin.post("/users", input).expect(201).await.id());
    login(&app, secrets[2], secrets[2]).expect(401).await;
    login(&app, email, secrets[2]).expect(401).await;
    let grant = Grant::of(&login(&app, email, secrets[0]).expect(200).await);
    let client = grant.client(&app);
    let change = json!({ "current_password": secrets[0], "new_password": secrets[1] });
    client.post("/auth/password", change).expect(204).await;
    admin
        .patch(&path, json!({ "password": secrets[2], "email": "autre@example.org" }))
        .if_match("*")
        .expect(200)
        .await;
    let hash = {
        use diesel::prelude::*;
        use griot::db::schema::users;
        let read = |conn: &mut _| Ok(users::table.select(users::password_hash).load::<String>(conn)?);
        app.state.db.read(read).await.unwrap()
    };
    let all = format!("{:?}", entries(&app.state).await);
    let mut never: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
    never.extend(hash);
    never.extend([grant.refresh, grant.access, email.to_owned(), "autre@".to_owned()]);
    for secret in never {
        assert!(!all.contains(&secret), "{secret}");
    }
}
