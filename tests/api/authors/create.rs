//! `POST /authors`

use serde_json::json;

use crate::support::compare::{at, holds};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn every_member_comes_back() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({
        "name": "Awa N’Diaye", "slug": "awa", "job_title": "Correspondante", "bio": "Le fleuve,\r\n« la mer ».  ",
        "links": [{ "label": "Carnet", "url": "https://example.org/awa" }],
        "image": {
            "url": "https://example.org/awa.jpg", "width": 400, "height": 300,
            "alt": "Portrait", "caption": "Au port", "credit": "M. Sow",
        },
    });
    let made = editor.post("/authors", input.clone()).expect(201).await;
    holds(&made.data(), &input);
    assert_eq!(made.data()["articles_count"], 0);
    let location = made.header("location").unwrap().to_owned();
    assert_eq!(location, format!("/api/v1/authors/{}", made.id()));
    let read = app.anonymous().get(&location).expect(200).await;
    assert_eq!(read.data(), made.data());
    assert_eq!(read.etag(), made.etag());
}

#[actix_web::test]
async fn what_is_left_out_is_empty() {
    let app = TestApp::new().await;
    let made = app.editor().await.post("/authors", json!({ "name": "Œuvre d’Été" })).expect(201).await;
    let empty = json!({ "slug": "oeuvre-d-ete", "job_title": null, "bio": null, "links": [], "image": null });
    holds(&made.data(), &empty);
}

#[actix_web::test]
async fn a_made_slug_is_numbered_and_a_given_one_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for expected in ["awa-diop", "awa-diop-2", "awa-diop-3"] {
        let made = editor.post("/authors", json!({ "name": "Awa Diop" })).expect(201).await;
        assert_eq!(made.data()["slug"], expected);
    }
    let taken = editor.post("/authors", json!({ "name": "X", "slug": "awa-diop-2" }));
    let taken = taken.refused(409, "slug-taken").await;
    assert_eq!(taken.json()["slug"], "awa-diop-2");
    assert_eq!(app.anonymous().get("/authors?count=true").expect(200).await.json()["meta"]["total"], 3);
}

#[actix_web::test]
async fn all_faults_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({
        "name": "", "slug": "Pas Un Slug", "bio": 7, "id": "x",
        "links": [{ "label": "a", "url": "https://example.org" }, { "label": "b" }],
    });
    let refused = editor.post("/authors", input).refused(422, "validation-failed").await;
    let mut faults = refused.faults();
    faults.sort();
    let expected = at(&[
        ("/bio", "wrong-type"),
        ("/id", "unknown-field"),
        ("/links/1/url", "required"),
        ("/name", "format"),
        ("/name", "too-short"),
        ("/slug", "format"),
    ]);
    assert_eq!(faults, expected, "{refused}");
    let nothing = editor.post("/authors", json!({})).refused(422, "validation-failed").await;
    assert_eq!(nothing.faults(), at(&[("/name", "required")]));
}

#[actix_web::test]
async fn editors_only() {
    let app = TestApp::new().await;
    let input = json!({ "name": "Awa" });
    app.anonymous().post("/authors", input.clone()).refused(401, "unauthenticated").await;
    app.author().await.post("/authors", input.clone()).refused(403, "forbidden").await;
    fixtures::author(&app.admin().await, "Awa").await;
}
