//! `GET /authors/{id}`

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn by_id_and_by_slug() {
    let app = TestApp::new().await;
    let id = fixtures::author(&app.editor().await, "Awa Diop").await;
    let reader = app.anonymous();
    let by_id = reader.get(&format!("/authors/{id}")).expect(200).await;
    let by_slug = reader.get("/authors/awa-diop").expect(200).await;
    assert_eq!((by_id.body.clone(), by_id.etag()), (by_slug.body.clone(), by_slug.etag()));
    assert!(by_slug.statements() <= 4, "{}", by_slug.statements());
    assert!(by_id.header("cache-control").unwrap().starts_with("public"));
    assert!(by_id.header("last-modified").is_some());
    reader.get("/authors/personne").refused(404, "not-found").await;
    reader.get(&format!("/authors/{}", app.state.ids.next())).refused(404, "not-found").await;
    reader.get("/authors/awa-diop?fields=name").refused(400, "bad-parameter").await;
}

#[actix_web::test]
async fn not_sent_twice() {
    let app = TestApp::new().await;
    fixtures::author(&app.editor().await, "Awa Diop").await;
    let reader = app.anonymous();
    let tag = reader.get("/authors/awa-diop").expect(200).await.etag();
    let opaque = tag.trim_matches('"');
    let fresh = [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"{opaque}-br\""),
        format!("\"x\", W/\"{opaque}-gzip\""),
        "*".into(),
    ];
    for held in fresh {
        let same = reader.get("/authors/awa-diop").header("If-None-Match", &held).expect(304).await;
        assert_eq!(same.etag(), tag, "{held}");
        assert!(same.body.is_empty());
    }
    reader.get("/authors/awa-diop").header("If-None-Match", "\"1.other\"").expect(200).await;
}

#[actix_web::test]
async fn a_former_slug_leads_on() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::author(&editor, "Awa Diop").await;
    let path = format!("/authors/{id}");
    editor.patch(&path, json!({ "slug": "awa-d" })).if_match("*").expect(200).await;
    editor.patch(&path, json!({ "slug": "awa" })).if_match("*").expect(200).await;
    for former in ["awa-diop", "awa-d"] {
        let moved = app.anonymous().get(&format!("/authors/{former}?pretty")).expect(301).await;
        assert_eq!(moved.header("location"), Some("/api/v1/authors/awa?pretty"));
    }
    // Another may take it; then it is theirs.
    editor.post("/authors", json!({ "name": "Autre", "slug": "awa-diop" })).expect(201).await;
    assert_eq!(app.anonymous().get("/authors/awa-diop").expect(200).await.data()["name"], "Autre");
    // Back to one's own former slug.
    editor.patch(&path, json!({ "slug": "awa-d" })).if_match("*").expect(200).await;
    app.anonymous().get("/authors/awa-d").expect(200).await;
    app.anonymous().get("/authors/awa").expect(301).await;
}

#[actix_web::test]
async fn the_count_is_of_what_is_public() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::author(&editor, "Awa Diop").await;
    let signed = json!({ "authors": [{ "id": id }] });
    let draft = fixtures::article(&editor, "Un", signed.clone()).await;
    fixtures::published(&editor, "Deux", signed).await;
    let count =
        async || app.anonymous().get("/authors/awa-diop").expect(200).await.data()["articles_count"].clone();
    assert_eq!(count().await, 1);
    fixtures::publish(&editor, draft.id()).await;
    assert_eq!(count().await, 2);
    editor.post(&format!("/articles/{}/unpublish", draft.id()), json!({})).if_match("*").expect(200).await;
    assert_eq!(count().await, 1);
}
