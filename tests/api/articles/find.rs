//! `GET /articles/{id}`

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn by_id_and_slug_in_both_editions() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let awa = fixtures::author(&editor, "Awa").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let more = json!({ "authors": [{ "id": awa }], "primary_category_id": section });
    let id = fixtures::published(&editor, "Un", more).await.id();
    for (client, edition, most) in [(&app.anonymous(), "public", 6), (&editor, "draft", 7)] {
        let query = format!("?edition={edition}&include=authors,categories");
        let by_id = client.get(&format!("/articles/{id}{query}")).expect(200).await;
        let by_slug = client.get(&format!("/articles/un{query}")).expect(200).await;
        assert_eq!((&by_id.body, by_id.etag()), (&by_slug.body, by_slug.etag()));
        assert!(by_slug.statements() <= most, "{edition}: {}", by_slug.statements());
        assert_eq!(by_id.data()["categories"][0]["path"], "fleuve");
        assert_eq!(by_id.data()["authors"][0]["bio"], json!(null));
        let plain = client.get(&format!("/articles/{id}?edition={edition}")).expect(200).await;
        assert!(plain.data()["authors"][0].get("bio").is_none());
        let sparse = client.get(&format!("/articles/{id}?edition={edition}&fields=slug,title&fields=id"));
        let sparse = sparse.expect(200).await;
        assert_eq!(sparse.data(), json!({ "id": id, "slug": "un", "title": "Un" }));
        let tag = plain.etag();
        let same = client.get(&format!("/articles/{id}?edition={edition}"));
        assert_eq!(same.header("If-None-Match", &format!("W/{tag}")).expect(304).await.etag(), tag);
    }
}

#[actix_web::test]
async fn refused() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    fixtures::published(&app.editor().await, "Un", json!({})).await;
    for query in [
        "fields=mot",
        "include=series",
        "edition=brouillon",
        "limit=3",
        "edition=public&edition=public",
        "as_of=x",
    ] {
        reader.get(&format!("/articles/un?{query}")).refused(400, "bad-parameter").await;
    }
    reader.get("/articles/deux").refused(404, "not-found").await;
    reader.get(&format!("/articles/{}", app.state.ids.next())).refused(404, "not-found").await;
}
