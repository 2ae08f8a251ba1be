//! What is answered the second time.

use chrono::TimeDelta;
use griot::{idempotency, jobs};
use serde_json::json;

use super::{is_replay_of, kept, total};
use crate::audit;
use crate::guards::events::log;
use crate::support::database::on_postgres;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn the_reply_of_the_first_time() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let call = editor.post("/articles?pretty", json!({ "title": "La crue" })).key("k1");
    let first = call.clone().expect(201).await;
    assert_eq!(
        first.header("location"),
        Some(format!("/api/v1/articles/{}?edition=draft", first.id()).as_str())
    );
    let path = format!("/articles/{}", first.id());
    editor.patch(&path, json!({ "title": "La décrue" })).if_match("*").expect(200).await;
    app.advance(3_600);
    let (events, entries) = (log(&app.state).await, audit::entries(&app.state).await.len());
    let again = call.expect(201).await;
    is_replay_of(&again, &first);
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"), "each request has its own");
    assert_eq!(log(&app.state).await, events);
    assert_eq!(audit::entries(&app.state).await.len(), entries);
    assert_eq!(total(&app, "/articles?edition=draft").await, 1);
    let draft = editor.get(&format!("{path}?edition=draft")).expect(200).await;
    assert_eq!(draft.data()["title"], "La décrue", "what was done since stays");
}

/// The lookup comes before the precondition, which the first time itself has broken.
#[actix_web::test]
async fn the_precondition_of_then_need_not_hold_now() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = fixtures::article(&editor, "La crue", json!({})).await;
    let path = format!("/articles/{}", made.id());
    let patch = editor.patch(&path, json!({ "kicker": "Fleuve" })).if_match(&made.etag()).key("save");
    let saved = patch.clone().expect(200).await;
    is_replay_of(&patch.clone().expect(200).await, &saved);
    patch.key("another").refused(412, "stale").await;
    let publish = editor.post(&format!("{path}/publish"), json!({})).if_match(&saved.etag()).key("publish");
    let published = publish.clone().expect(200).await;
    is_replay_of(&publish.expect(200).await, &published);
    // Nothing is there any more.
    let author = format!("/authors/{}", fixtures::author(&editor, "Awa Diop").await);
    let delete = editor.delete(&author).if_match("*").key("delete");
    let gone = delete.clone().expect(204).await;
    is_replay_of(&delete.expect(204).await, &gone);
    // Something is there now.
    let menu = json!({ "name": "Principal", "items": [] });
    let put = editor.put("/menus/main", menu).header("If-None-Match", "*").key("menu");
    let new = put.clone().expect(201).await;
    is_replay_of(&put.expect(201).await, &new);
}

#[actix_web::test]
async fn many_writes_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tag = editor.post("/tags", json!({ "name": "Crue" })).expect(201).await;
    let operations = json!([
        { "verb": "create", "resource": "articles", "body": { "title": "La crue", "body": { "format": "text", "source": "L’eau." } } },
        { "verb": "update", "resource": "tags", "id": tag.id(), "if_match": tag.etag(), "body": { "name": "Crues" } },
    ]);
    let batch = editor.post("/batch", json!({ "operations": operations })).key("batch");
    let done = batch.clone().expect(200).await;
    is_replay_of(&batch.expect(200).await, &done);
    assert_eq!(total(&app, "/articles?edition=draft").await, 1);
    let table = editor.post("/redirects.csv", json!(null)).raw("from,to\n/un,/deux\n").key("table");
    let table = table.header("Content-Type", "text/csv");
    let imported = table.clone().expect(200).await;
    assert_eq!(imported.data()["created"], 1);
    is_replay_of(&table.expect(200).await, &imported);
}

#[actix_web::test]
async fn what_is_shown_once_is_shown_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::article(&editor, "La crue", json!({})).await.id();
    let links = editor.post(&format!("/articles/{article}/preview-links"), json!({})).key("link");
    let made = links.clone().expect(201).await;
    let token = made.data()["token"].as_str().unwrap().to_owned();
    let again = links.expect(201).await;
    assert_eq!((&again.data()["token"], &again.data()["url"]), (&json!(null), &json!(null)));
    assert_eq!(
        (again.id(), again.etag(), again.header("location")),
        (made.id(), made.etag(), made.header("location"))
    );
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert!(
        kept(&app).await.iter().flatten().all(|body| !body.contains(&token[4..])),
        "it is not even stored"
    );
    app.anonymous().get(&format!("/articles/{article}?preview={token}")).expect(200).await;
    let list = editor.get(&format!("/articles/{article}/preview-links?count=true")).expect(200).await;
    assert_eq!(list.json()["meta"]["total"], 1);
}

#[actix_web::test]
async fn a_rehearsal_is_neither_kept_nor_answered_again() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let body = json!({ "name": "Awa Diop" });
    let dry = editor.post("/authors?dry_run=true", body.clone()).key("k");
    for _ in 0..2 {
        assert_eq!(dry.clone().expect(201).await.header("idempotency-replayed"), None);
    }
    assert!(kept(&app).await.is_empty());
    let real = editor.post("/authors", body).key("k");
    let made = real.clone().expect(201).await;
    assert_eq!(dry.clone().expect(201).await.header("idempotency-replayed"), None);
    dry.key("k k").refused(400, "bad-parameter").await;
    is_replay_of(&real.expect(201).await, &made);
    assert_eq!(total(&app, "/authors").await, 1);
}

/// In statements. Whoever sends no key pays nothing.
#[actix_web::test]
async fn what_it_costs() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let plain = editor.post("/authors", json!({ "name": "Binta Ba" })).expect(201).await.statements();
    let call = editor.post("/authors", json!({ "name": "Awa Diop" })).key("k");
    let first = call.clone().expect(201).await.statements();
    // Two looks and a row; and a lock, where writers work side by side.
    assert_eq!(first, plain + if on_postgres() { 4 } else { 3 });
    assert_eq!(call.expect(201).await.statements(), 1);
}

#[actix_web::test]
async fn for_a_day() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let call = editor.post("/authors", json!({ "name": "Awa Diop" })).key("k");
    let first = call.clone().expect(201).await;
    app.advance(24 * 3_600 - 1);
    is_replay_of(&call.clone().expect(201).await, &first);
    app.advance(1);
    // The token has come to its end, too.
    let editor = app.with_token(&fixtures::session(&app.state, editor.user_id()).await);
    let call = editor.post("/authors", json!({ "name": "Awa Diop" })).key("k");
    let second = call.clone().expect(201).await;
    assert_eq!(second.header("idempotency-replayed"), None);
    assert_ne!(second.id(), first.id());
    is_replay_of(&call.expect(201).await, &second);
    assert_eq!(kept(&app).await.len(), 1, "the new one has taken the place of the old");
    assert_eq!(total(&app, "/authors").await, 2);
}

#[actix_web::test]
async fn swept_after_it() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let leave = async |key: &str| {
        editor.post("/authors", json!({ "name": key })).key(key).expect(201).await;
    };
    leave("a").await;
    app.advance(1);
    leave("b").await;
    app.clock.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(idempotency::sweep_all(&app.state.db).await.unwrap(), 1);
    assert_eq!(kept(&app).await.len(), 1, "the other has a second left");
    app.advance(1);
    // Every hour, by a job.
    jobs::begin(&app.state).await.unwrap();
    jobs::drain(&app.state).await.unwrap();
    assert!(kept(&app).await.is_empty());
}

/// The promise of a purge is that nothing stays; that of a key, that nothing is done twice.
#[actix_web::test]
async fn what_was_purged_does_not_come_back() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let call = editor.post("/articles", json!({ "title": "Une rumeur" })).key("k");
    let id = call.clone().expect(201).await.id();
    let other = editor.post("/articles", json!({ "title": "La crue" })).key("other");
    let kept_one = other.clone().expect(201).await;
    editor.delete(&format!("/articles/{id}")).if_match("*").expect(204).await;
    let purge = format!("/articles/{id}?permanently=true&confirm=une-rumeur");
    let purge = admin.delete(&purge).if_match("*").key("purge");
    let gone = purge.clone().expect(204).await;
    is_replay_of(&purge.expect(204).await, &gone);
    assert!(kept(&app).await.iter().flatten().all(|body| !body.contains("rumeur")));
    let refused = call.refused(422, "idempotency-key-reused").await;
    assert!(refused.json()["detail"].as_str().unwrap().contains("removed for good"), "{refused}");
    is_replay_of(&other.expect(201).await, &kept_one);
    assert_eq!(total(&app, "/articles?edition=draft").await, 1);
}
