//! `PUT` and `PATCH /categories/{id}`, and reading with a tag.

use serde_json::json;

use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn replacing_empties_and_patching_keeps() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let root = fixtures::category(&editor, "Société", None).await;
    let input = json!({ "name": "Fleuve", "description": "d", "parent_id": root, "position": 3 });
    let made = editor.post("/categories", input.clone()).expect(201).await;
    let path = format!("/categories/{}", made.id());
    let changed =
        editor.patch(&path, json!({ "description": null })).if_match(&made.etag()).expect(200).await;
    holds(
        &changed.data(),
        &json!({ "name": "Fleuve", "description": null, "parent_id": root, "position": 3 }),
    );
    let replaced =
        editor.put(&path, json!({ "name": "Le fleuve" })).if_match(&changed.etag()).expect(200).await;
    let emptied =
        json!({ "name": "Le fleuve", "slug": "fleuve", "parent_id": null, "position": 0, "path": "fleuve" });
    holds(&replaced.data(), &emptied);
    editor.patch(&path, json!({ "name": null })).if_match("*").refused(422, "validation-failed").await;
    editor.patch(&path, json!({ "depth": 1 })).if_match("*").refused(422, "validation-failed").await;
}

#[actix_web::test]
async fn no_lost_update() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = editor.post("/categories", json!({ "name": "Sport" })).expect(201).await;
    let path = format!("/categories/{}", made.id());
    let patch = json!({ "description": "d" });
    editor.patch(&path, patch.clone()).refused(428, "precondition-required").await;
    editor.put(&path, json!({ "name": "S" })).refused(428, "precondition-required").await;
    let first = editor.patch(&path, patch.clone()).if_match(&made.etag()).expect(200).await;
    for stale in [made.etag(), format!("W/{}", first.etag())] {
        let refused = editor.patch(&path, patch.clone()).if_match(&stale).refused(412, "stale").await;
        assert_eq!(refused.json()["current_etag"], first.etag(), "{stale}");
        let current = refused.json()["current_etag"].as_str().unwrap().to_owned();
        let reader = app.anonymous().get(&path).header("If-None-Match", &current);
        reader.expect(304).await;
    }
    editor.patch(&path, patch).if_match(&first.etag()).expect(200).await;
}

#[actix_web::test]
async fn not_sent_twice() {
    let app = TestApp::new().await;
    fixtures::category(&app.editor().await, "Sport", None).await;
    let reader = app.anonymous();
    for path in ["/categories/sport", "/categories", "/categories?tree=true"] {
        let tag = reader.get(path).expect(200).await.etag();
        let opaque = tag.trim_start_matches("W/");
        for held in [tag.clone(), format!("W/{opaque}"), format!("\"{}-br\"", opaque.trim_matches('"'))] {
            let same = reader.get(path).header("If-None-Match", &held).expect(304).await;
            assert_eq!(same.etag(), tag);
        }
    }
    assert!(reader.get("/categories/sport").expect(200).await.statements() <= 5);
}

#[actix_web::test]
async fn a_rename_rewrites_the_paths_below_and_redirects() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let root = fixtures::category(&editor, "Société", None).await;
    let child = fixtures::category(&editor, "Fleuve", Some(root)).await;
    fixtures::category(&editor, "Crues", Some(child)).await;
    // Looks like a part of the path, and is none.
    fixtures::category(&editor, "Société civile", None).await;
    editor.patch(&format!("/categories/{root}"), json!({ "slug": "pays" })).if_match("*").expect(200).await;
    let reader = app.anonymous();
    assert_eq!(reader.get("/categories/crues").expect(200).await.data()["path"], "pays/fleuve/crues");
    assert_eq!(reader.get("/categories/societe-civile").expect(200).await.data()["path"], "societe-civile");
    let moved = reader.get("/categories/societe?pretty").expect(301).await;
    assert_eq!(moved.header("location"), Some("/api/v1/categories/pays?pretty"));
    editor
        .patch(&format!("/categories/{child}"), json!({ "slug": "pays" }))
        .if_match("*")
        .refused(409, "slug-taken")
        .await;
}
