//! Addresses: who holds which, and which lead on.

use serde_json::json;
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

async fn rename(editor: &Client, id: Uuid, slug: &str) {
    editor.patch(&format!("/articles/{id}"), json!({ "slug": slug })).if_match("*").expect(200).await;
}

/// The slug a reader ends up at; none when there is nothing.
async fn leads_to(app: &TestApp, slug: &str) -> Option<String> {
    let reply = app.anonymous().get(&format!("/articles/{slug}?pretty&fields=slug")).send().await;
    match reply.status {
        200 => Some(reply.data()["slug"].as_str().unwrap().to_owned()),
        301 => {
            let location = reply.header("location").unwrap().to_owned();
            let target = location.strip_prefix("/api/v1/articles/").unwrap();
            Some(target.strip_suffix("?pretty&fields=slug").expect("the query stays").to_owned())
        }
        404 => None,
        _ => panic!("{reply}"),
    }
}

#[actix_web::test]
async fn only_what_was_public_redirects() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "Un", json!({})).await.id();
    rename(&editor, id, "deux").await;
    fixtures::publish(&editor, id).await;
    assert_eq!(leads_to(&app, "un").await, None);
    assert_eq!(leads_to(&app, "deux").await.as_deref(), Some("deux"));
    rename(&editor, id, "trois").await;
    rename(&editor, id, "quatre").await;
    fixtures::publish(&editor, id).await;
    for (slug, target) in [("deux", Some("quatre")), ("trois", None), ("quatre", Some("quatre"))] {
        assert_eq!(leads_to(&app, slug).await.as_deref(), target, "{slug}");
    }
    // Never public, so free for another; the once public one too.
    for free in ["un", "trois", "deux"] {
        editor.post("/articles", json!({ "title": "T", "slug": free })).expect(201).await;
    }
    editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").expect(200).await;
    for slug in ["un", "deux", "trois", "quatre"] {
        assert_eq!(leads_to(&app, slug).await, None, "{slug}");
    }
}

#[actix_web::test]
async fn a_retaken_slug_redirects_until_it_is_published() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let first = fixtures::published(&editor, "Un", json!({})).await.id();
    rename(&editor, first, "premier").await;
    fixtures::publish(&editor, first).await;
    let second = fixtures::article(&editor, "Un", json!({ "slug": "un" })).await.id();
    assert_eq!(leads_to(&app, "un").await.as_deref(), Some("premier"));
    // Let go unpublished, it is as it was; taken again and published, it is another's.
    rename(&editor, second, "second").await;
    assert_eq!(leads_to(&app, "un").await.as_deref(), Some("premier"));
    rename(&editor, second, "un").await;
    fixtures::publish(&editor, second).await;
    assert_eq!(leads_to(&app, "un").await.as_deref(), Some("un"));
    assert_eq!(leads_to(&app, "premier").await.as_deref(), Some("premier"));
}

#[actix_web::test]
async fn ones_own_past_slug_taken_back_is_reserved() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::published(&editor, "Un", json!({})).await.id();
    rename(&editor, id, "deux").await;
    fixtures::publish(&editor, id).await;
    rename(&editor, id, "un").await;
    assert_eq!(leads_to(&app, "un").await.as_deref(), Some("deux"));
    editor.post("/articles", json!({ "title": "T", "slug": "un" })).refused(409, "slug-taken").await;
    fixtures::publish(&editor, id).await;
    assert_eq!(leads_to(&app, "un").await.as_deref(), Some("un"));
    assert_eq!(leads_to(&app, "deux").await.as_deref(), Some("un"));
    // The same, thought better of.
    rename(&editor, id, "deux").await;
    rename(&editor, id, "trois").await;
    assert_eq!(leads_to(&app, "deux").await.as_deref(), Some("un"));
}

#[actix_web::test]
async fn a_taken_slug_comes_before_what_is_wrong_with_the_rest() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (first, second) = (fixtures::article(&editor, "Un", json!({})).await, "deux");
    let id = fixtures::article(&editor, "Deux", json!({})).await.id();
    let path = format!("/articles/{id}");
    let with = |slug: &str| json!({ "title": "T", "slug": slug, "authors": [{ "id": first.id() }] });
    for (slug, status, code) in [("un", 409, "slug-taken"), ("trois", 422, "validation-failed")] {
        editor.post("/articles", with(slug)).refused(status, code).await;
        editor.put(&path, with(slug)).if_match("*").refused(status, code).await;
        editor.patch(&path, with(slug)).if_match("*").refused(status, code).await;
    }
    // What was refused left nothing behind.
    editor.put(&path, with(second)).if_match("*").refused(422, "validation-failed").await;
    editor.post("/articles", json!({ "title": "T", "slug": "trois" })).expect(201).await;
    assert_eq!(editor.get(&format!("{path}?edition=draft")).expect(200).await.data()["version"], 1);
}
