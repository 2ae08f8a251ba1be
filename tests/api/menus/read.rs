//! What readers get.

use serde_json::{Value, json};

use crate::support::compare::walk;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn the_whole_tree_comes_in_one_reply() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let web = json!({ "public_url": "https://www.example.org" });
    admin.patch("/site", web).if_match("*").expect(200).await;
    let town = fixtures::category(&admin, "Villes", None).await;
    let part = fixtures::category(&admin, "Sor", Some(town)).await;
    let tag = admin.post("/tags", json!({ "name": "Crue du fleuve" })).expect(201).await.id();
    let input = json!({ "primary_category_id": part, "locale": "wo" });
    let article = fixtures::published(&admin, "La crue", input).await.id();
    let made = admin.post(
        "/menus",
        json!({ "slug": "main", "name": "Menu principal", "items": [
            { "label": "À la une", "url": "/" },
            { "category_id": town, "children": [
                { "label": "Le quartier", "category_id": part, "children": [{ "article_id": article }] },
            ] },
            { "label": "Suivre", "children": [
                { "tag_id": tag },
                { "label": "Ailleurs", "url": "https://example.net/?a=b" },
            ] },
        ] }),
    );
    let made = made.expect(201).await;
    assert_eq!(made.header("location"), Some("/api/v1/menus/main?edition=draft"));
    let menu = app.anonymous().get("/menus/main").expect(200).await;
    assert!(menu.statements() <= 2, "{}", menu.statements());
    let target = |kind: &str, id: uuid::Uuid, slug: &str, title: &str| json!({ "type": kind, "id": id, "slug": slug, "title": title });
    let item = |label: &str, url: Value, locale: &str, target: Value, children: Value| json!({ "label": label, "url": url, "locale": locale, "target": target, "children": children });
    let crue = item(
        "La crue",
        json!("https://www.example.org/sor/la-crue"),
        "wo",
        target("article", article, "la-crue", "La crue"),
        json!([]),
    );
    let sor = item(
        "Le quartier",
        json!("https://www.example.org/villes/sor"),
        "fr",
        target("category", part, "sor", "Sor"),
        json!([crue]),
    );
    let villes = item(
        "Villes",
        json!("https://www.example.org/villes"),
        "fr",
        target("category", town, "villes", "Villes"),
        json!([sor]),
    );
    let subject = item(
        "Crue du fleuve",
        json!("https://www.example.org/tags/crue-du-fleuve"),
        "fr",
        target("tag", tag, "crue-du-fleuve", "Crue du fleuve"),
        json!([]),
    );
    let away = item("Ailleurs", json!("https://example.net/?a=b"), "fr", Value::Null, json!([]));
    assert_eq!(
        menu.data(),
        json!({
            "id": made.id(), "slug": "main", "name": "Menu principal", "locale": "fr",
            "translation_of": null, "translations": [],
            "items": [
                item("À la une", json!("https://www.example.org/"), "fr", Value::Null, json!([])),
                villes,
                item("Suivre", Value::Null, "fr", Value::Null, json!([subject, away])),
            ],
            "links": { "self": "/api/v1/menus/main" },
        })
    );
    assert_eq!(app.anonymous().get(&format!("/menus/{}", made.id())).expect(200).await.data(), menu.data());
    app.anonymous().get("/menus/main").header("If-None-Match", &menu.etag()).expect(304).await;
    // Without a public address the website's are unknown; what was given stays.
    admin.patch("/site", json!({ "public_url": null })).if_match("*").expect(200).await;
    let bare = app.anonymous().get("/menus/main").expect(200).await.data();
    assert_eq!((&bare["items"][0]["url"], &bare["items"][1]["url"]), (&json!("/"), &Value::Null));
}

#[actix_web::test]
async fn labels_and_addresses_are_those_of_the_moment() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section = fixtures::category(&editor, "Villes", None).await;
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    let items = json!([{ "category_id": section }, { "article_id": article }, { "label": "Fixe", "article_id": article }]);
    editor.post("/menus", json!({ "slug": "main", "name": "M", "items": items })).expect(201).await;
    let labels = async || {
        let menu = app.anonymous().get("/menus/main").expect(200).await;
        let labels = menu.data()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["label"].clone())
            .collect::<Vec<_>>();
        (labels, menu.etag())
    };
    let (before, tag) = labels().await;
    assert_eq!(before, ["Villes", "La crue", "Fixe"]);
    editor
        .patch(&format!("/categories/{section}"), json!({ "name": "Cités" }))
        .if_match("*")
        .expect(200)
        .await;
    let edit = json!({ "title": "La décrue" });
    editor.patch(&format!("/articles/{article}"), edit).if_match("*").expect(200).await;
    let (renamed, other) = labels().await;
    assert_eq!(renamed, ["Cités", "La crue", "Fixe"], "a title that is not published is not shown");
    assert_ne!(tag, other, "other bytes, another tag");
    fixtures::publish(&editor, article).await;
    assert_eq!(labels().await.0, ["Cités", "La décrue", "Fixe"]);
}

#[actix_web::test]
async fn the_largest_costs_what_the_smallest_costs() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::published(&editor, "Un", json!({})).await.id();
    let of = |count: usize| vec![json!({ "article_id": article }); count];
    let mut cost = Vec::new();
    for (slug, count) in [("small", 1), ("large", 500)] {
        let body = json!({ "slug": slug, "name": "M", "items": of(count) });
        let made = editor.post("/menus", body).expect(201).await;
        let read = app.anonymous().get(&format!("/menus/{slug}")).expect(200).await;
        assert_eq!(read.data()["items"].as_array().unwrap().len(), count);
        assert!(read.statements() <= 2, "{}", read.statements());
        cost.push((made.statements(), read.statements()));
    }
    assert_eq!(cost[0], cost[1]);
}

#[actix_web::test]
async fn listed_by_slug_and_language() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (slug, locale) in [("pied", "fr"), ("main", "fr"), ("main-wo", "wo-sn")] {
        let body = json!({ "slug": slug, "name": slug, "locale": locale });
        editor.post("/menus", body).expect(201).await;
    }
    let anonymous = app.anonymous();
    walk(&anonymous, "/menus", 2).await;
    let all = anonymous.get("/menus?count=true").expect(200).await;
    assert_eq!(all.pluck("slug"), ["main", "main-wo", "pied"]);
    assert_eq!(all.json()["meta"]["total"], 3);
    assert_eq!(anonymous.get("/menus?locale=wo-SN").expect(200).await.pluck("slug"), ["main-wo"]);
    assert_eq!(anonymous.get("/menus?ids=pied,rien").expect(200).await.pluck("slug"), ["pied"]);
    anonymous.get("/menus/rien").refused(404, "not-found").await;
    anonymous.get("/menus/main?depth=1").refused(400, "bad-parameter").await;
}
