//! `DELETE /categories/{id}`

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn with_the_right_tag_only() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = editor.post("/categories", json!({ "name": "Sport" })).expect(201).await;
    let path = format!("/categories/{}", made.id());
    editor.delete(&path).refused(428, "precondition-required").await;
    editor.patch(&path, json!({ "position": 1 })).if_match("*").expect(200).await;
    let stale = editor.delete(&path).if_match(&made.etag()).refused(412, "stale").await;
    app.author().await.delete(&path).if_match("*").refused(403, "forbidden").await;
    editor.delete(&path).if_match(stale.json()["current_etag"].as_str().unwrap()).expect(204).await;
    app.anonymous().get("/categories/sport").refused(404, "not-found").await;
    let again = editor.post("/categories", json!({ "name": "Sport" })).expect(201).await;
    assert_eq!(again.data()["slug"], "sport");
}

#[actix_web::test]
async fn in_use_says_by_what() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let root = fixtures::category(&editor, "Racine", None).await;
    let leaf = fixtures::category(&editor, "Feuille", Some(root)).await;
    let refused = editor.delete(&format!("/categories/{root}")).if_match("*").refused(409, "in-use").await;
    assert_eq!(refused.json()["used_by"]["children"], 1, "{refused}");
    fixtures::article(&editor, "Un", json!({ "category_ids": [leaf] })).await;
    fixtures::published(&editor, "Deux", json!({ "primary_category_id": leaf })).await;
    let refused = editor.delete(&format!("/categories/{leaf}")).if_match("*").refused(409, "in-use").await;
    assert_eq!(refused.json()["used_by"]["articles"], 2, "{refused}");
    assert_eq!(refused.json()["used_by"]["published_articles"], 1, "{refused}");
}

#[actix_web::test]
async fn handing_over() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let root = fixtures::category(&editor, "Racine", None).await;
    let leaf = fixtures::category(&editor, "Feuille", Some(root)).await;
    let heir = fixtures::category(&editor, "Héritière", None).await;
    let draft = fixtures::article(&editor, "Un", json!({ "primary_category_id": leaf })).await;
    let both = json!({ "primary_category_id": leaf, "category_ids": [heir] });
    let live = fixtures::published(&editor, "Deux", both).await;
    let path = format!("/categories/{leaf}");
    let call = |to: &str| editor.delete(&format!("{path}?reassign_to={to}")).if_match("*");
    call("nulle-part").refused(422, "conflicting-parameters").await;
    call("feuille").refused(409, "would-loop").await;
    call("heritiere").expect(204).await;
    let draft = editor.get(&format!("/articles/{}?edition=draft", draft.id())).expect(200).await;
    assert_eq!(draft.data()["primary_category"]["slug"], "heritiere");
    let read = app.anonymous().get(&format!("/articles/{}", live.id())).expect(200).await;
    assert_eq!(read.data()["primary_category"]["slug"], "heritiere");
    assert_eq!(read.data()["categories"].as_array().unwrap().len(), 1);
    let listed = async |slug: &str| {
        app.anonymous().get(&format!("/articles?category={slug}&count=true")).expect(200).await.json()["meta"]
            ["total"]
            .clone()
    };
    assert_eq!((listed("heritiere").await, listed("racine").await), (json!(1), json!(0)));
    // The working copies go on being saved and published.
    fixtures::publish(&editor, draft.id()).await;
    assert_eq!(listed("heritiere").await, 2);
    let again = json!({ "revision": 1, "published_at": "2026-03-01T00:00:00Z" });
    let again =
        editor.post(&format!("/articles/{}/publish", live.id()), again).if_match("*").expect(200).await;
    assert_eq!(again.data()["status"], "published");
}
