//! What a change leaves behind.

use serde_json::{Value, json};

use super::{entries, expect_whole};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn who_what_when_from_where() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = editor
        .post("/articles", json!({ "title": "La crue" }))
        .header("X-Request-Id", "demande-1")
        .expect(201)
        .await;
    let path = format!("/articles/{}", made.id());
    editor.patch(&path, json!({ "kicker": "Sor" })).if_match("*").expect(200).await;
    fixtures::publish(&editor, made.id()).await;
    // What changes nothing leaves nothing.
    fixtures::publish(&editor, made.id()).await;
    let left = entries(&app.state).await;
    let actions: Vec<&str> = left.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["articles_create", "articles_update", "articles_publish"]);
    let first = &left[0];
    assert_eq!(first.actor, Some(editor.user_id().to_string()));
    assert_eq!(first.actor_name.as_deref(), Some("La editor"));
    assert_eq!(
        (first.target_type.as_deref(), first.target_id.clone()),
        (Some("article"), Some(made.id().to_string()))
    );
    assert_eq!(first.from_address.as_deref(), Some("192.0.2.7"));
    assert_eq!(first.request_id.as_deref(), Some("demande-1"));
    assert_eq!(first.outcome, "done");
    // Which entry of the content log tells more.
    let detail: Value = serde_json::from_str(&left[2].detail).unwrap();
    let events = crate::guards::log(&app.state).await;
    let (seq, _, kind) = events.last().unwrap();
    assert_eq!(detail, json!({ "events": [{ "seq": seq, "type": kind }] }));
    assert!(left.is_sorted_by(|a, b| a.at <= b.at));
}

#[actix_web::test]
async fn an_entry_for_each_thing_of_one_request() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (into, from) = (fixtures::tag(&editor, "Eau").await, fixtures::tag(&editor, "Eaux").await);
    let before = entries(&app.state).await.len();
    editor.post(&format!("/tags/{from}/merge"), json!({ "into": into })).if_match("*").expect(200).await;
    let left = entries(&app.state).await.split_off(before);
    let targets: Vec<_> = left.iter().map(|entry| entry.target_id.clone().unwrap()).collect();
    assert_eq!(targets, [from.to_string(), into.to_string()]);
    assert!(left.iter().all(|entry| entry.action == "tags_merge" && entry.request_id == left[0].request_id));
}

#[actix_web::test]
async fn where_a_trusted_proxy_says_it_comes_from() {
    let app = TestApp::with(|config| {
        config.server.trusted_proxies =
            griot::config::TrustedProxies::from(vec!["192.0.2.0/24".parse().unwrap()]);
    })
    .await;
    let editor = app.editor().await;
    editor
        .post("/authors", json!({ "name": "Awa" }))
        .header("X-Forwarded-For", "203.0.113.9, 198.51.100.7")
        .expect(201)
        .await;
    assert_eq!(entries(&app.state).await[0].from_address.as_deref(), Some("198.51.100.7"));
}

#[actix_web::test]
async fn refusals_of_somebody_signed_in() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let before = entries(&app.state).await.len();
    // By the handler's signature, and by a look at the article.
    contributor
        .post(&format!("/articles/{id}/publish"), json!({}))
        .if_match("*")
        .refused(403, "forbidden")
        .await;
    author.patch(&format!("/articles/{id}"), json!({})).if_match("*").refused(403, "forbidden").await;
    // No reads, and nobody who has not signed in; nor what is wrong in another way.
    contributor.get("/users").refused(403, "forbidden").await;
    app.anonymous().post("/authors", json!({ "name": "Awa" })).refused(401, "unauthenticated").await;
    app.with_token("garbage")
        .post("/authors", json!({ "name": "Awa" }))
        .refused(401, "unauthenticated")
        .await;
    editor.post("/authors", json!({})).expect(422).await;
    editor.post("/nothing", json!({})).expect(404).await;
    let left = entries(&app.state).await.split_off(before);
    let told: Vec<_> = left.iter().map(|entry| (entry.action.as_str(), entry.outcome.as_str())).collect();
    assert_eq!(told, [("articles_publish", "refused"), ("articles_update", "refused")]);
    assert_eq!(left[0].actor, Some(contributor.user_id().to_string()));
    assert_eq!(left[0].detail, json!({ "permission": "articles:publish" }).to_string());
    assert_eq!(left[1].detail, json!({ "permission": "articles:edit" }).to_string());
    assert!(left.iter().all(|entry| entry.target_id == Some(id.to_string()) && entry.target_type.is_none()));
}

#[actix_web::test]
async fn nobody_fills_the_log_with_refusals() {
    let app = TestApp::new().await;
    let (contributor, author) = (app.contributor().await, app.author().await);
    for _ in 0..130 {
        contributor.post("/authors", json!({ "name": "Awa" })).refused(403, "forbidden").await;
    }
    author.post("/authors", json!({ "name": "Awa" })).refused(403, "forbidden").await;
    assert_eq!(entries(&app.state).await.len(), 101);
    app.advance(900);
    contributor.post("/authors", json!({ "name": "Awa" })).refused(403, "forbidden").await;
    assert_eq!(expect_whole(&app.state).await, 102);
}

/// What the clock does is nobody's deed: the content log has it.
#[actix_web::test]
async fn the_clock_leaves_none() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let plan = json!({ "publish_at": "2026-03-08T06:00:00Z" });
    editor.post(&format!("/articles/{id}/schedule"), plan).if_match("*").expect(200).await;
    let before = entries(&app.state).await.len();
    app.advance(2 * 86_400);
    assert_eq!(griot::workflow::announce(&app.state.db, &app.clock).await.unwrap(), 1);
    assert_eq!(entries(&app.state).await.len(), before);
}
