//! Making, replacing, changing and removing.

use serde_json::{Value, json};

use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

fn home() -> Value {
    json!({ "label": "Accueil", "url": "/" })
}

#[actix_web::test]
async fn a_put_makes_only_what_is_not_there() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let body = json!({ "name": "Menu principal", "items": [home()] });
    let put = || editor.put("/menus/main", body.clone());
    let told = put().refused(428, "precondition-required").await.json();
    assert!(told["detail"].as_str().unwrap().contains("If-None-Match: *"), "{told}");
    put().if_match("*").refused(412, "stale").await;
    put().if_match("\"1.x\"").refused(404, "not-found").await;
    let made = put().header("If-None-Match", "*").expect(201).await;
    holds(&made.data(), &json!({ "slug": "main", "name": "Menu principal", "locale": "fr", "version": 1 }));
    assert_eq!(made.header("location"), Some("/api/v1/menus/main?edition=draft"));
    let there = put().header("If-None-Match", "*").refused(412, "stale").await;
    assert_eq!(
        (&there.json()["current_etag"], &there.json()["current_version"]),
        (&json!(made.etag()), &json!(1))
    );
    put().refused(428, "precondition-required").await;
    let replaced =
        editor.put("/menus/main", json!({ "name": "Autre" })).if_match(&made.etag()).expect(200).await;
    holds(&replaced.data(), &json!({ "id": made.id(), "name": "Autre", "items": [], "version": 2 }));
    put().if_match(&made.etag()).refused(412, "stale").await;
    // The two conditions exclude each other, and only a star makes sense.
    let both = put().if_match("*").header("If-None-Match", "*").refused(422, "conflicting-parameters").await;
    assert_eq!(both.faults(), [("If-None-Match".to_owned(), "rule".to_owned())]);
    put().header("If-None-Match", "\"1.x\"").refused(400, "bad-parameter").await;
    let id = app.state.ids.next();
    editor.put(&format!("/menus/{id}"), body).header("If-None-Match", "*").refused(404, "not-found").await;
}

#[actix_web::test]
async fn of_many_who_make_one_menu_one_wins() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let calls = (0..8).map(|number| {
        let body = json!({ "name": format!("De {number}"), "items": [home()] });
        editor.put("/menus/main", body).header("If-None-Match", "*").send()
    });
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(calls).await.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412, 412, 412, 412, 412, 412, 412]);
    let draft = editor.get("/menus/main?edition=draft").expect(200).await;
    assert_eq!(draft.data()["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn posted_patched_and_deleted() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tag = editor.post("/tags", json!({ "name": "Eau" })).expect(201).await.id();
    let items = json!([{ "label": "Eaux", "tag_id": tag, "children": [home()] }]);
    let body = json!({ "slug": "pied", "name": "Pied", "locale": "FR-sn", "items": items });
    let made = editor.post("/menus", body.clone()).expect(201).await;
    assert_eq!(made.data()["locale"], "fr-SN");
    editor.post("/menus", body).refused(409, "slug-taken").await;
    let patch = |body: Value| editor.patch("/menus/pied", body);
    patch(json!({ "name": "N" })).refused(428, "precondition-required").await;
    let named =
        patch(json!({ "name": "Pied de page", "locale": null })).if_match(&made.etag()).expect(200).await;
    holds(&named.data(), &json!({ "name": "Pied de page", "locale": "fr", "items": made.data()["items"] }));
    patch(json!({ "slug": "autre" })).if_match("*").refused(422, "validation-failed").await;
    patch(json!({ "items": [{ "label": "x", "url": "y" }] }))
        .if_match("*")
        .refused(422, "validation-failed")
        .await;
    patch(json!({ "name": null })).if_match("*").refused(422, "validation-failed").await;
    let one = patch(json!({ "items": [home()] })).if_match("*").expect(200).await;
    assert_eq!(one.data()["items"].as_array().unwrap().len(), 1);
    editor.delete("/menus/pied").if_match(&made.etag()).refused(412, "stale").await;
    editor.delete("/menus/pied").if_match(&one.etag()).expect(204).await;
    app.anonymous().get("/menus/pied").refused(404, "not-found").await;
    editor.delete("/tags/eau").if_match("*").expect(204).await;
    app.author().await.post("/menus", json!({ "slug": "x", "name": "x" })).refused(403, "forbidden").await;
}

#[actix_web::test]
async fn what_a_menu_points_to_says_so_when_it_is_deleted() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let tag = editor.post("/tags", json!({ "name": "Eau" })).expect(201).await.id();
    let other = editor.post("/tags", json!({ "name": "Fleuve" })).expect(201).await.id();
    let section = fixtures::category(&editor, "Villes", None).await;
    let heir = fixtures::category(&editor, "Cités", None).await;
    let items = json!([{ "tag_id": tag }, { "tag_id": tag }, { "category_id": section }]);
    editor.post("/menus", json!({ "slug": "main", "name": "M", "items": items })).expect(201).await;
    for path in ["/tags/eau", "/categories/villes"] {
        let refused = editor.delete(path).if_match("*").refused(409, "in-use").await;
        assert_eq!(refused.json()["used_by"]["menus"], 1, "{refused}");
    }
    // What takes its place takes it in menus too.
    editor.post("/tags/eau/merge", json!({ "into": other })).if_match("*").expect(200).await;
    editor.delete(&format!("/categories/{section}?reassign_to={heir}")).if_match("*").expect(204).await;
    let menu = app.anonymous().get("/menus/main").expect(200).await.data();
    let labels: Vec<&Value> = menu["items"].as_array().unwrap().iter().map(|item| &item["label"]).collect();
    assert_eq!(labels, ["Fleuve", "Fleuve", "Cités"]);
}
