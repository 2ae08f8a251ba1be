//! How a path names a thing that is written to: by id or by a current slug.

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn authors_and_categories_are_written_by_slug() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let author = fixtures::author(&editor, "Awa Diop").await;
    let category = fixtures::category(&editor, "Société", None).await;
    for (old, id, patch) in [
        ("/authors/awa-diop", author, json!({ "slug": "awa" })),
        ("/categories/societe", category, json!({ "slug": "vie" })),
    ] {
        let changed = editor.patch(old, patch).if_match("*").expect(200).await;
        assert_eq!(changed.id(), id);
        // The former slug leads readers on; a write is not sent anywhere.
        app.anonymous().get(old).expect(301).await;
        editor.patch(old, json!({ "name": "N" })).if_match(&changed.etag()).refused(404, "not-found").await;
        editor.delete(old).if_match("*").refused(412, "stale").await;
    }
    editor.put("/authors/awa", json!({ "name": "Awa" })).if_match("*").expect(200).await;
    editor.delete("/authors/awa").if_match("*").expect(204).await;
    editor.delete("/categories/vie").if_match("*").expect(204).await;
}

#[actix_web::test]
async fn an_article_is_written_by_the_slug_of_either_edition() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let live = editor.post("/articles/la-crue/publish", json!({})).if_match("*").expect(200).await;
    assert_eq!(live.id(), id);
    editor.patch("/articles/la-crue", json!({ "slug": "la-decrue" })).if_match("*").expect(200).await;
    for name in ["la-crue", "la-decrue"] {
        let path = format!("/articles/{name}");
        assert_eq!(editor.get(&format!("{path}?edition=draft")).expect(200).await.id(), id);
        editor.patch(&path, json!({ "kicker": name })).if_match("*").expect(200).await;
    }
    fixtures::publish(&editor, id).await;
    editor
        .patch("/articles/la-crue", json!({ "kicker": "k" }))
        .if_match("\"1.x\"")
        .refused(404, "not-found")
        .await;
    editor.post("/articles/la-decrue/unpublish", json!({})).if_match("*").expect(200).await;
    editor.delete("/articles/la-decrue").if_match("*").expect(204).await;
    editor.post("/articles/la-decrue/restore", json!({})).if_match("*").expect(200).await;
    editor.put("/articles/la-decrue", json!({ "title": "Décrue" })).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn a_contributor_learns_nothing_by_trying_slugs() {
    let app = TestApp::new().await;
    fixtures::article(&app.editor().await, "La crue", json!({})).await;
    let contributor = app.contributor().await;
    let refused = |name: &str| {
        contributor.patch(&format!("/articles/{name}"), json!({ "kicker": "k" })).if_match("\"1.x\"").send()
    };
    let (hidden, absent) = (refused("la-crue").await, refused("la-pluie").await);
    assert_eq!((hidden.status, hidden.code()), (404, "not-found".to_owned()));
    assert_eq!((absent.status, absent.json()["detail"].clone()), (404, hidden.json()["detail"].clone()));
}
