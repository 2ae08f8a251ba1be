//! `POST /categories`

use serde_json::json;

use crate::support::compare::{at, holds};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn every_member_comes_back() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let root = fixtures::category(&editor, "Société", None).await;
    let input = json!({
        "name": "Élections", "slug": "scrutins", "description": "« Voter »\u{a0}!  ", "parent_id": root, "position": 7,
    });
    let made = editor.post("/categories", input.clone()).expect(201).await;
    holds(&made.data(), &input);
    holds(&made.data(), &json!({ "path": "societe/scrutins", "depth": 1, "articles_count": 0 }));
    let read = app.anonymous().get(made.header("location").unwrap()).expect(200).await;
    assert_eq!((read.data(), read.etag()), (made.data(), made.etag()));
    let plain = editor.post("/categories", json!({ "name": "Été" })).expect(201).await;
    holds(
        &plain.data(),
        &json!({ "slug": "ete", "description": null, "parent_id": null, "position": 0, "depth": 0 }),
    );
}

#[actix_web::test]
async fn slugs_are_numbered_or_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for expected in ["sport", "sport-2", "sport-3"] {
        let made = editor.post("/categories", json!({ "name": "Sport" })).expect(201).await;
        assert_eq!(made.data()["slug"], expected);
    }
    editor.post("/categories", json!({ "name": "S", "slug": "sport" })).refused(409, "slug-taken").await;
}

#[actix_web::test]
async fn all_faults_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({ "name": " ", "slug": "-a", "position": -1, "path": "x", "parent_id": "sport" });
    let refused = editor.post("/categories", input).refused(422, "validation-failed").await;
    let mut places: Vec<String> = refused.faults().into_iter().map(|(place, _)| place).collect();
    places.sort();
    assert_eq!(places, ["/name", "/parent_id", "/path", "/position", "/slug"], "{refused}");
    let orphan = json!({ "name": "A", "parent_id": app.state.ids.next() });
    let refused = editor.post("/categories", orphan).refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/parent_id", "unknown-reference")]));
    app.author().await.post("/categories", json!({ "name": "A" })).refused(403, "forbidden").await;
    app.anonymous().post("/categories", json!({ "name": "A" })).refused(401, "unauthenticated").await;
}

#[actix_web::test]
async fn eight_levels_and_no_more() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut parent = None;
    for level in 0..8 {
        parent = Some(fixtures::category(&editor, &format!("Niveau {level}"), parent).await);
    }
    let ninth = editor.post("/categories", json!({ "name": "Neuf", "parent_id": parent }));
    let refused = ninth.refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/parent_id", "rule")]));
    // A branch of two does not fit under the seventh level.
    let branch = fixtures::category(&editor, "Branche", None).await;
    fixtures::category(&editor, "Rameau", Some(branch)).await;
    let seventh = editor.get("/categories/niveau-6").expect(200).await.id();
    let path = format!("/categories/{branch}");
    let refused = editor.patch(&path, json!({ "parent_id": seventh })).if_match("*");
    assert_eq!(refused.refused(422, "validation-failed").await.faults(), at(&[("/parent_id", "rule")]));
    let sixth = editor.get("/categories/niveau-5").expect(200).await.id();
    editor.patch(&path, json!({ "parent_id": sixth })).if_match("*").expect(200).await;
    assert_eq!(editor.get("/categories/rameau").expect(200).await.data()["depth"], 7);
}
