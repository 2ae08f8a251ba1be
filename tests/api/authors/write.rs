//! `PUT` and `PATCH /authors/{id}`

use serde_json::json;

use crate::support::compare::{at, holds};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn replacing_empties_what_is_left_out() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let full = json!({ "name": "Awa Diop", "bio": "Longue.", "links": [{ "label": "a", "url": "https://example.org" }] });
    let made = editor.post("/authors", full).expect(201).await;
    app.advance(60);
    let path = format!("/authors/{}", made.id());
    let replaced = editor.put(&path, json!({ "name": "Awa Sow" })).if_match(&made.etag()).expect(200).await;
    holds(&replaced.data(), &json!({ "name": "Awa Sow", "slug": "awa-diop", "bio": null, "links": [] }));
    assert_eq!(replaced.data()["created_at"], made.data()["created_at"]);
    assert_ne!(replaced.data()["updated_at"], made.data()["updated_at"]);
    assert_eq!(replaced.etag(), app.anonymous().get(&path).expect(200).await.etag());
}

#[actix_web::test]
async fn a_merge_patch() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({
        "name": "Awa Diop", "bio": "Longue.", "job_title": "Reporter",
        "links": [{ "label": "a", "url": "https://example.org/a" }, { "label": "b", "url": "https://example.org/b" }],
    });
    let made = editor.post("/authors", input).expect(201).await;
    let path = format!("/authors/{}", made.id());
    let patch = json!({ "bio": null, "links": [{ "label": "c", "url": "https://example.org/c" }] });
    let call = editor.patch(&path, patch.clone()).header("Content-Type", "application/merge-patch+json");
    let changed = call.if_match(&made.etag()).expect(200).await;
    holds(&changed.data(), &patch);
    holds(&changed.data(), &json!({ "name": "Awa Diop", "job_title": "Reporter", "slug": "awa-diop" }));
    let refused = editor.patch(&path, json!({ "name": null, "rôle": 1 })).if_match("*");
    let refused = refused.refused(422, "validation-failed").await;
    let mut faults = refused.faults();
    faults.sort();
    assert_eq!(faults.len(), 2, "{refused}");
    assert_eq!(faults[1], at(&[("/rôle", "unknown-field")])[0]);
    assert_eq!(faults[0].0, "/name");
    assert_eq!(app.anonymous().get(&path).expect(200).await.data(), changed.data());
}

#[actix_web::test]
async fn no_lost_update() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = editor.post("/authors", json!({ "name": "Awa" })).expect(201).await;
    let path = format!("/authors/{}", made.id());
    editor.patch(&path, json!({ "bio": "1" })).refused(428, "precondition-required").await;
    editor.put(&path, json!({ "name": "A" })).refused(428, "precondition-required").await;
    let first = editor.patch(&path, json!({ "bio": "1" })).if_match(&made.etag()).expect(200).await;
    for stale in [made.etag(), format!("W/{}", first.etag()), "\"p.abc\"".into()] {
        let refused = editor.patch(&path, json!({ "bio": "2" })).if_match(&stale).refused(412, "stale").await;
        assert_eq!(refused.json()["current_etag"], first.etag(), "{stale}");
        assert_eq!(refused.etag(), first.etag());
    }
    let stale = editor.put(&path, json!({ "name": "B" })).if_match(&made.etag()).refused(412, "stale").await;
    let current = stale.json()["current_etag"].as_str().unwrap().to_owned();
    let coded = format!("\"{}-br\"", current.trim_matches('"'));
    let second = editor.patch(&path, json!({ "bio": "2" })).if_match(&coded).expect(200).await;
    assert_eq!(second.data()["bio"], "2");
    let nowhere = format!("/authors/{}", app.state.ids.next());
    let gone = editor.patch(&nowhere, json!({ "bio": "2" })).if_match("*").send().await;
    assert_eq!(gone.status, 412, "{gone}");
}

#[actix_web::test]
async fn a_slug_in_use_is_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::author(&editor, "Awa").await;
    let id = fixtures::author(&editor, "Bintou").await;
    let path = format!("/authors/{id}");
    let before = editor.get(&path).expect(200).await;
    editor.patch(&path, json!({ "slug": "awa" })).if_match("*").refused(409, "slug-taken").await;
    editor.put(&path, json!({ "name": "B", "slug": "awa" })).if_match("*").refused(409, "slug-taken").await;
    assert_eq!(editor.get(&path).expect(200).await.body, before.body);
}

#[actix_web::test]
async fn a_rename_shows_in_the_articles() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::author(&editor, "Awa Diop").await;
    let article = fixtures::published(&editor, "Un", json!({ "authors": [{ "id": id }] })).await;
    let (own, other) =
        (format!("/articles/{}", article.id()), fixtures::published(&editor, "Deux", json!({})).await);
    let other = format!("/articles/{}", other.id());
    let before = app.anonymous().get(&own).expect(200).await;
    let other_before = app.anonymous().get(&other).expect(200).await.etag();
    editor.patch(&format!("/authors/{id}"), json!({ "name": "Awa Sow" })).if_match("*").expect(200).await;
    let after = app.anonymous().get(&own).header("If-None-Match", &before.etag()).expect(200).await;
    assert_ne!(after.etag(), before.etag());
    assert_eq!(after.data()["authors"][0]["name"], "Awa Sow");
    assert_eq!(app.anonymous().get(&other).expect(200).await.etag(), other_before);
    let draft = editor.get(&format!("{own}?edition=draft")).expect(200).await;
    assert_eq!(draft.data()["version"], article.data()["version"]);
    // The tag from before the rename is still good for a write: the article was not saved.
    editor.patch(&own, json!({ "kicker": "k" })).if_match(&article.etag()).expect(200).await;
}
