//! What a change is, and which of them a page holds.

use serde_json::{Value, json};

use super::{seqs, types, whole};
use crate::support::compare::{at, holds};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn a_change_says_what_happened_and_shows_what_is() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    let empty = reader.get("/changes").expect(200).await;
    assert_eq!(
        empty.json(),
        json!({ "data": [], "meta": { "limit": 20, "seq": 0, "next_after": 0, "has_more": false } })
    );
    let author = fixtures::author(&editor, "Awa Diop").await;
    let draft = fixtures::article(&editor, "La crue", json!({ "authors": [{ "id": author }] })).await.id();
    // Nobody is told of the draft, and it takes no number.
    assert_eq!(seqs(&reader.get("/changes").expect(200).await), [1]);
    fixtures::publish(&editor, draft).await;
    editor
        .patch(&format!("/authors/{author}"), json!({ "name": "Awa Ndiaye" }))
        .if_match("*")
        .expect(200)
        .await;
    let page = reader.get("/changes").expect(200).await;
    assert_eq!(seqs(&page), [1, 2, 3]);
    assert_eq!(page.pluck("type"), ["author.created", "article.published", "author.updated"]);
    assert!(page.statements() <= 2, "{}", page.statements());
    let published = page.data()[1].clone();
    holds(
        &published,
        &json!({
            "seq": 2, "type": "article.published", "resource": "article", "resource_id": draft, "revision": 1,
            "tombstone": null, "data": null,
        }),
    );
    assert_eq!(published.as_object().unwrap().len(), 9, "no actor, no data of the event: {published}");
    assert!(published["at"].as_str().unwrap().starts_with("2026-03-07T09:30:00"));

    // What it is now, as the lists have it, also in what was said of it before.
    let full = reader.get("/changes?include=data").expect(200).await.data();
    assert_eq!(full[1]["data"], reader.get("/articles").expect(200).await.data()[0]);
    assert_eq!(full[1]["data"]["authors"][0]["name"], "Awa Ndiaye");
    let listed = reader.get("/authors").expect(200).await.data()[0].clone();
    assert_eq!((&full[0]["data"], &full[2]["data"]), (&listed, &listed));
}

#[actix_web::test]
async fn every_kind_of_thing_is_shown_as_its_list_shows_it() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    fixtures::published(&editor, "La crue", json!({})).await;
    let page = editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id();
    editor.post(&format!("/pages/{page}/publish"), json!({})).if_match("*").expect(200).await;
    fixtures::author(&editor, "Awa").await;
    fixtures::category(&editor, "Fleuve", None).await;
    fixtures::tag(&editor, "Crue").await;
    editor.post("/series", json!({ "name": "Escales" })).expect(201).await;
    editor.post("/menus", json!({ "slug": "main", "name": "M", "items": [] })).expect(201).await;
    editor.post("/redirects", json!({ "from": "/a", "to": "/b" })).expect(201).await;
    app.admin().await.patch("/site", json!({ "name": "La Rive" })).if_match("*").expect(200).await;
    let changes = whole(&reader, "include=data&limit=100").await;
    for (resource, list) in [
        ("article", "/articles"),
        ("page", "/pages"),
        ("author", "/authors"),
        ("category", "/categories"),
        ("tag", "/tags"),
        ("series", "/series"),
    ] {
        let change = changes.iter().find(|change| change["resource"] == resource).expect(resource);
        assert_eq!(change["data"], reader.get(list).expect(200).await.data()[0], "{resource}");
    }
    for resource in ["menu", "redirect", "site"] {
        let change = changes.iter().find(|change| change["resource"] == resource).expect(resource);
        assert_eq!(change["data"], Value::Null, "{resource}");
    }
}

#[actix_web::test]
async fn pages_filters_and_where_they_go_on() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    for number in 0..25 {
        let name = format!("Nom {number}");
        if number % 5 == 0 {
            fixtures::tag(&editor, &name).await
        } else {
            fixtures::author(&editor, &name).await
        };
    }
    let first = reader.get("/changes").expect(200).await;
    assert_eq!(seqs(&first), (1..=20).collect::<Vec<_>>());
    assert_eq!(first.json()["meta"], json!({ "limit": 20, "seq": 25, "next_after": 20, "has_more": true }));
    assert_eq!(first.header("link"), Some("</api/v1/changes?after=20>; rel=\"next\""));
    let rest = reader.get("/changes?after=20").expect(200).await;
    assert_eq!(seqs(&rest), (21..=25).collect::<Vec<_>>());
    assert_eq!(rest.json()["meta"], json!({ "limit": 20, "seq": 25, "next_after": 25, "has_more": false }));
    assert_eq!(rest.header("link"), None);

    // A filter passes over others, and says how far.
    let tags = reader.get("/changes?types=tag.created&limit=3").expect(200).await;
    assert_eq!(seqs(&tags), [1, 6, 11]);
    assert_eq!(tags.json()["meta"], json!({ "limit": 3, "seq": 25, "next_after": 11, "has_more": true }));
    assert_eq!(
        tags.header("link"),
        Some("</api/v1/changes?types=tag.created&limit=3&after=11>; rel=\"next\"")
    );
    let tags = reader.get("/changes?types=tag.created&limit=3&after=11").expect(200).await;
    assert_eq!(seqs(&tags), [16, 21]);
    assert_eq!(tags.json()["meta"], json!({ "limit": 3, "seq": 25, "next_after": 25, "has_more": false }));
    for both in ["types=tag.created,author.created", "types=author.created&types=tag.created"] {
        assert_eq!(whole(&reader, &format!("{both}&limit=7")).await.len(), 25);
    }
    assert!(types(&whole(&reader, "types=tag.deleted").await).is_empty());

    // An answer may be kept, and is recognised.
    let tag = first.etag();
    reader.get("/changes").header("If-None-Match", &tag).expect(304).await;
    assert_eq!(first.header("cache-control"), Some("public, max-age=0, s-maxage=60"));
    fixtures::tag(&editor, "Encore").await;
    reader.get("/changes").header("If-None-Match", &tag).expect(200).await;
}

#[actix_web::test]
async fn wrong_parameters_are_named() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    fixtures::author(&app.editor().await, "Awa").await;
    for (query, name, code) in [
        ("after=-1", "after", "out-of-range"),
        ("after=2", "after", "out-of-range"),
        ("after=9007199254740993", "after", "out-of-range"),
        ("after=x", "after", "format"),
        ("after=0&after=1", "after", "duplicate"),
        ("limit=0", "limit", "out-of-range"),
        ("limit=101", "limit", "out-of-range"),
        ("wait=31", "wait", "out-of-range"),
        ("wait=-1", "wait", "out-of-range"),
        ("types=article.written", "types", "format"),
        ("types=article.created", "types", "format"),
        ("types=user.created", "types", "format"),
        ("include=body", "include", "format"),
        ("cursor=x", "cursor", "unknown-parameter"),
    ] {
        let refused = reader.get(&format!("/changes?{query}")).refused(400, "bad-parameter").await;
        assert_eq!(refused.faults(), at(&[(name, code)]), "{query}");
    }
    let future = reader.get("/changes?after=2").refused(400, "bad-parameter").await;
    assert_eq!(future.json()["errors"][0]["expected"], "at most 1");
    reader.get("/changes?after=1").expect(200).await;
}

#[actix_web::test]
async fn any_depth_costs_two_statements() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    for number in 0..130 {
        fixtures::author(&editor, &format!("Nom {number}")).await;
    }
    for query in ["limit=100", "limit=1", "after=29&limit=100", "after=129", "after=130", "types=tag.created"]
    {
        let page = reader.get(&format!("/changes?{query}")).expect(200).await;
        assert!(page.statements() <= 2, "{query}: {}", page.statements());
    }
}
