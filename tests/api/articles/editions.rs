//! The two editions: what belongs to which.

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn each_shows_its_own() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let live = fixtures::published(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}", live.id());
    editor.patch(&path, json!({ "title": "Deux" })).if_match("*").expect(200).await;
    // The public one by default, with a token too.
    for (client, cache) in [(&app.anonymous(), "public"), (&editor, "private, no-store")] {
        for address in [path.clone(), format!("{path}?edition=public")] {
            let public = client.get(&address).expect(200).await;
            assert_eq!(public.data()["title"], "Un");
            assert!(public.data().get("version").is_none());
            assert!(public.etag().starts_with("\"p."), "{}", public.etag());
            assert!(public.header("cache-control").unwrap().starts_with(cache));
        }
    }
    let draft = editor.get(&format!("{path}?edition=draft")).expect(200).await;
    assert_eq!((&draft.data()["title"], &draft.data()["version"]), (&json!("Deux"), &json!(3)));
    assert_eq!(draft.header("cache-control"), Some("private, no-store"));
    assert!(draft.etag().starts_with("\"3."), "{}", draft.etag());
    editor.get(&path).header("If-None-Match", &draft.etag()).expect(200).await;
    let coded = format!("\"{}-br\"", draft.etag().trim_matches('"'));
    editor.get(&format!("{path}?edition=draft")).header("If-None-Match", &coded).expect(304).await;
}

#[actix_web::test]
async fn what_is_hidden_can_neither_be_filtered_nor_sorted_by() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::article(&editor, "Un", json!({})).await;
    let reader = app.anonymous();
    for query in [
        "status=draft",
        "created_by=me",
        "sort=-saved_at",
        "fields=version",
        "fields=title,saved_by",
        "edition=draft",
        "status=published",
        "edition=draft&status=draft",
    ] {
        reader.get(&format!("/articles?{query}")).refused(401, "unauthenticated").await;
        let staff = editor.get(&format!("/articles?{query}")).send().await;
        let expected = if query.starts_with("edition=draft") { 200 } else { 403 };
        assert_eq!(staff.status, expected, "{query}: {staff}");
    }
    reader.get("/articles/un?fields=version").refused(401, "unauthenticated").await;
    editor.get("/articles/un?fields=version").refused(403, "forbidden").await;
    // The same answer whether or not there is something.
    reader.get("/articles/personne?fields=version").refused(401, "unauthenticated").await;
}
