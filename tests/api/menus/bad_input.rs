//! What no menu can be.

use serde_json::{Value, json};

use crate::support::compare::at;
use crate::support::{TestApp, fixtures};

/// So many levels, one item each.
fn tower(levels: usize) -> Value {
    (1..levels).fold(
        json!({ "label": "Bas", "url": "/bas" }),
        |below, level| json!({ "label": format!("Étage {level}"), "children": [below] }),
    )
}

#[actix_web::test]
async fn every_fault_is_told_with_its_place() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let nobody = app.state.ids.next();
    let refused = editor.post(
        "/menus",
        json!({ "slug": "É", "name": "M", "locale": "klingonois", "items": [
            { "url": "/sans-nom" },
            { "children": [{ "label": "x", "url": "javascript:alert(1)" }] },
            { "label": "x", "tag_id": nobody, "url": "/deux" },
            { "label": "x", "url": "//ailleurs.example" },
            { "label": "x", "url": "/\\ailleurs.example" },
        ] }),
    );
    let mut faults = refused.expect(422).await.faults();
    faults.sort();
    assert_eq!(
        faults,
        at(&[("/items/1/children/0/url", "format"), ("/items/4/url", "format"), ("/slug", "format")]),
        "by the schema"
    );
    let refused = editor.post(
        "/menus",
        json!({ "slug": "main", "name": "M", "locale": "klingonois", "items": [
            { "url": "/sans-nom" },
            { "children": [{ "label": "x", "url": "https://u:p@example.org" }] },
            { "label": "x", "tag_id": nobody, "url": "/deux" },
            { "label": "x", "url": "//ailleurs.example" },
        ] }),
    );
    let mut faults = refused.expect(422).await.faults();
    faults.sort();
    let expected = [
        ("/items/0/label", "required"),
        ("/items/1/children/0/url", "format"),
        ("/items/1/label", "required"),
        ("/items/2/url", "rule"),
        ("/items/3/url", "format"),
        ("/locale", "format"),
    ];
    assert_eq!(faults, at(&expected));
    app.anonymous().get("/menus/main").expect(404).await;
}

#[actix_web::test]
async fn what_points_nowhere_is_refused_and_nothing_is_half_written() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (there, nobody) = (fixtures::category(&editor, "Villes", None).await, app.state.ids.next());
    let before = json!({ "slug": "main", "name": "M", "items": [{ "category_id": there }] });
    let made = editor.post("/menus", before).expect(201).await;
    let items = json!([
        { "category_id": there },
        { "category_id": nobody },
        { "label": "x", "children": [{ "article_id": nobody }, { "tag_id": nobody }, { "article_id": there }] },
    ]);
    let refused =
        editor.put("/menus/main", json!({ "name": "N", "items": items })).if_match("*").expect(422).await;
    let expected = [
        ("/items/1/category_id", "unknown-reference"),
        ("/items/2/children/0/article_id", "unknown-reference"),
        ("/items/2/children/1/tag_id", "unknown-reference"),
        ("/items/2/children/2/article_id", "unknown-reference"),
    ];
    assert_eq!(refused.faults(), at(&expected));
    assert_eq!(editor.get("/menus/main?edition=draft").expect(200).await.etag(), made.etag());
}

#[actix_web::test]
async fn five_levels_and_five_hundred_items_are_the_most() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let post = |slug: &str, items: Value| {
        editor.post("/menus", json!({ "slug": slug, "name": "M", "items": items }))
    };
    post("five", json!([tower(5)])).expect(201).await;
    let refused = post("six", json!([tower(5), tower(6)])).expect(422).await;
    let deep = format!("/items/1{}", "/children/0".repeat(5));
    assert_eq!(refused.faults(), at(&[(&deep, "rule")]));
    // As deep as JSON may be, the fault is told once.
    let refused = post("thirty", json!([tower(30)])).expect(422).await;
    assert_eq!(refused.faults().len(), 1, "{refused}");
    let home = json!({ "label": "Accueil", "url": "/" });
    let under = json!({ "label": "x", "children": vec![home.clone(); 499] });
    post("most", json!([under])).expect(201).await;
    let refused = post("more", json!([under, home])).expect(422).await;
    assert_eq!(refused.faults(), at(&[("/items", "too-long")]));
    let refused = post("wide", json!(vec![home; 501])).expect(422).await;
    assert_eq!(refused.faults()[0], ("/items".to_owned(), "too-long".to_owned()));
}
