//! `DELETE /authors/{id}`

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn with_the_right_tag_only() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = editor.post("/authors", json!({ "name": "Awa" })).expect(201).await;
    let path = format!("/authors/{}", made.id());
    editor.delete(&path).refused(428, "precondition-required").await;
    editor.patch(&path, json!({ "bio": "b" })).if_match("*").expect(200).await;
    let stale = editor.delete(&path).if_match(&made.etag()).refused(412, "stale").await;
    let current = stale.json()["current_etag"].as_str().unwrap().to_owned();
    app.author().await.delete(&path).if_match("*").refused(403, "forbidden").await;
    let gone = editor.delete(&path).if_match(&current).expect(204).await;
    assert!(gone.body.is_empty());
    app.anonymous().get(&path).refused(404, "not-found").await;
    app.anonymous().get("/authors/awa").refused(404, "not-found").await;
    // The slug is free again.
    let again = editor.post("/authors", json!({ "name": "Awa" })).expect(201).await;
    assert_eq!(again.data()["slug"], "awa");
}

#[actix_web::test]
async fn not_while_articles_sign() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::author(&editor, "Awa").await;
    let path = format!("/authors/{id}");
    let signed = json!({ "authors": [{ "id": id, "role": "photographer" }] });
    let draft = fixtures::article(&editor, "Un", signed.clone()).await;
    fixtures::published(&editor, "Deux", signed).await;
    let refused = editor.delete(&path).if_match("*").refused(409, "in-use").await;
    assert!(refused.json()["used_by"].is_object(), "{refused}");
    let total: i64 =
        refused.json()["used_by"].as_object().unwrap().values().filter_map(serde_json::Value::as_i64).sum();
    assert!(total >= 2, "{refused}");
    // One withdrawn from the working copy and never public no longer counts.
    let other = fixtures::author(&editor, "Bintou").await;
    let article = format!("/articles/{}", draft.id());
    editor.patch(&article, json!({ "authors": [{ "id": other }] })).if_match("*").expect(200).await;
    editor.patch(&article, json!({ "authors": [] })).if_match("*").expect(200).await;
    editor.delete(&format!("/authors/{other}")).if_match("*").expect(204).await;
    editor.delete(&path).if_match("*").refused(409, "in-use").await;
}
