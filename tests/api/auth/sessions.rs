//! `/auth/sessions`

use std::time::Duration;

use griot::auth::Role;
use griot::config::TrustedProxies;
use serde_json::{Value, json};

use super::{Grant, login, refresh, sign_in};
use crate::support::compare::{holds, walk};
use crate::support::fixtures::{self, PASSWORD};
use crate::support::{Client, TestApp};

async fn current(client: &Client) -> String {
    let list = client.get("/auth/sessions").expect(200).await.data();
    let flagged: Vec<&Value> =
        list.as_array().unwrap().iter().filter(|item| item["current"] == true).collect();
    assert_eq!(flagged.len(), 1, "{list}");
    flagged[0]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn ones_own_and_where_they_began() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let (_, other) = fixtures::user(&app.state, Role::Author).await;
    sign_in(&app, &other).await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64)";
    let from = login(&app, &email, PASSWORD).header("User-Agent", agent);
    // Nobody is trusted: what a client says of its own address is not noted.
    let here = Grant::of(&from.header("X-Forwarded-For", "198.51.100.1").expect(200).await).client(&app);
    app.advance(60);
    let there = sign_in(&app, &email).await;
    let reply = here.get("/auth/sessions?count=true").expect(200).await;
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    assert_eq!(reply.json()["meta"]["total"], 2);
    assert_eq!(reply.pluck("current"), [false, true], "the latest sign-in first");
    assert_eq!(reply.pluck("user_agent"), [json!(null), json!(agent)]);
    assert_eq!(reply.pluck("address"), ["192.0.2.7", "192.0.2.7"]);
    assert_eq!(there.client(&app).get("/auth/sessions").expect(200).await.pluck("current"), [true, false]);
    let members: Vec<String> = reply.data()[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        members,
        ["id", "created_at", "last_used_at", "expires_at", "user_agent", "address", "current"]
    );
    app.anonymous().get("/auth/sessions").refused(401, "unauthenticated").await;
}

#[actix_web::test]
async fn the_address_is_what_a_trusted_proxy_says() {
    let trusted = vec!["192.0.2.0/24".parse().unwrap()];
    let app = TestApp::with(|config| config.server.trusted_proxies = TrustedProxies::from(trusted)).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let from = login(&app, &email, PASSWORD).header("X-Forwarded-For", "203.0.113.9, 198.51.100.1");
    let client = Grant::of(&from.expect(200).await).client(&app);
    let list = client.get("/auth/sessions").expect(200).await;
    assert_eq!(list.pluck("address"), ["198.51.100.1"]);
}

#[actix_web::test]
async fn pages_and_their_parameters() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let mut grant = sign_in(&app, &email).await;
    for _ in 0..6 {
        grant = sign_in(&app, &email).await;
    }
    let client = grant.client(&app);
    for limit in [1, 2, 3, 7] {
        assert_eq!(walk(&client, "/auth/sessions", limit).await.len(), 7);
    }
    let page = client.get("/auth/sessions?limit=3&page=3&count=true").expect(200).await;
    holds(&page.json()["meta"], &json!({ "limit": 3, "page": 3, "pages": 3, "total": 7 }));
    assert_eq!(page.pluck("id").len(), 1);
    for query in
        ["limit=0", "limit=101", "page=0", "user=1", "current=true", "sort=id", "ids=x", "limit=1&limit=2"]
    {
        client.get(&format!("/auth/sessions?{query}")).refused(400, "bad-parameter").await;
    }
    let cursor = client.get("/auth/sessions?limit=2").expect(200).await.json()["meta"]["next_cursor"].clone();
    let path = format!("/auth/sessions?cursor={}", cursor.as_str().unwrap());
    client.get(&format!("{path}A")).refused(400, "invalid-cursor").await;
    app.author().await.get(&path).refused(400, "invalid-cursor").await;
    client.get(&format!("{path}&page=1")).refused(422, "conflicting-parameters").await;
    client.get(&path).expect(200).await;
}

#[actix_web::test]
async fn what_has_expired_is_not_shown() {
    let app = TestApp::with(|config| config.auth.refresh_idle_ttl = Duration::from_secs(3_600)).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    sign_in(&app, &email).await;
    app.advance(3_000);
    let client = sign_in(&app, &email).await.client(&app);
    assert_eq!(client.get("/auth/sessions").expect(200).await.pluck("current"), [true, false]);
    app.advance(1_000);
    let list = client.get("/auth/sessions?count=true").expect(200).await;
    assert_eq!((list.pluck("current"), &list.json()["meta"]["total"]), (vec![json!(true)], &json!(1)));
}

#[actix_web::test]
async fn ending_one_counts_at_once() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let (here, there) = (sign_in(&app, &email).await, sign_in(&app, &email).await);
    let path = format!("/auth/sessions/{}", current(&there.client(&app)).await);
    let gone = here.client(&app).delete(&path).expect(204).await;
    assert!(gone.body.is_empty());
    assert!(here.counts(&app).await && !there.counts(&app).await);
    refresh(&app, &there.refresh).refused(401, "unauthenticated").await;
    here.client(&app).delete(&path).refused(404, "not-found").await;
    let own = format!("/auth/sessions/{}", current(&here.client(&app)).await);
    here.client(&app).delete(&own).expect(204).await;
    assert!(!here.counts(&app).await, "one's own signs one out");
    refresh(&app, &here.refresh).refused(401, "unauthenticated").await;
}

#[actix_web::test]
async fn somebody_elses_is_not_there() {
    let app = TestApp::new().await;
    let (author, admin) = (app.author().await, app.admin().await);
    let path = format!("/auth/sessions/{}", current(&author).await);
    let nowhere = format!("/auth/sessions/{}", app.state.ids.next());
    // Not even for administrators: they suspend.
    let foreign = admin.delete(&path).refused(404, "not-found").await;
    let absent = admin.delete(&nowhere).refused(404, "not-found").await;
    assert_eq!(super::comparable(&foreign), super::comparable(&absent));
    admin.delete("/auth/sessions/current").refused(404, "not-found").await;
    app.anonymous().delete(&path).refused(401, "unauthenticated").await;
    author.get("/auth/me").expect(200).await;
    author.get(&path).refused(405, "method-not-allowed").await;
    author.delete(&format!("{path}?all=true")).refused(400, "bad-parameter").await;
    author.get("/auth/me").expect(200).await;
}

#[actix_web::test]
async fn ending_all_others() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let colleague = app.author().await;
    let here = sign_in(&app, &email).await;
    let others = [sign_in(&app, &email).await, sign_in(&app, &email).await];
    let client = here.client(&app);
    for _ in 0..2 {
        client.delete("/auth/sessions").expect(204).await;
        assert!(here.counts(&app).await);
        for other in &others {
            assert!(!other.counts(&app).await);
            refresh(&app, &other.refresh).refused(401, "unauthenticated").await;
        }
    }
    assert_eq!(client.get("/auth/sessions").expect(200).await.pluck("current"), [true]);
    refresh(&app, &here.refresh).expect(200).await;
    colleague.get("/auth/me").expect(200).await;
    app.anonymous().delete("/auth/sessions").refused(401, "unauthenticated").await;
}
