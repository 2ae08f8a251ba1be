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
        if query.starts_with("edition=draft") {
            assert_eq!(staff.status, 200, "{query}: {staff}");
        } else {
            staff.expect_problem(422, "conflicting-parameters", query);
        }
    }
    // Nothing is forbidden to staff; they are told which parameters want the other edition.
    let all = "/articles?status=draft&fields=title,version&created_by=me&sort=-saved_at&limit=5";
    for client in [app.admin().await, app.contributor().await] {
        let told = client.get(all).refused(422, "conflicting-parameters").await;
        let named: Vec<String> = told.faults().into_iter().map(|(parameter, _)| parameter).collect();
        assert_eq!(named, ["fields", "status", "created_by", "sort"]);
        assert!(told.json()["errors"][0]["detail"].as_str().unwrap().contains("edition=draft"), "{told}");
        client.get(&format!("{all}&edition=draft")).expect(200).await;
    }
    reader.get("/articles/un?fields=version").refused(401, "unauthenticated").await;
    let told = editor.get("/articles/un?fields=version").refused(422, "conflicting-parameters").await;
    assert_eq!(told.faults(), [("fields".to_owned(), "rule".to_owned())]);
    // The same answer whether or not there is something.
    reader.get("/articles/personne?fields=version").refused(401, "unauthenticated").await;
}
