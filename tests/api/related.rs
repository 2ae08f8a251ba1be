//! `GET /articles/{id}/related`

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

async fn slugs(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).expect(200).await.pluck("slug")
}

/// An article about a flood, and others that share more or less with it.
async fn newsroom(editor: &Client) -> Uuid {
    let (flood, rice) = (fixtures::tag(editor, "Crue").await, fixtures::tag(editor, "Riz").await);
    let (awa, omar) = (fixtures::author(editor, "Awa").await, fixtures::author(editor, "Omar").await);
    let river = fixtures::category(editor, "Fleuve", None).await;
    let sports = fixtures::category(editor, "Sports", None).await;
    let more = |slug: &str, tags: &[Uuid], author: Uuid, section: Uuid| {
        json!({
            "slug": slug, "tag_ids": tags, "authors": [{ "id": author }], "primary_category_id": section,
            "summary": null,
        })
    };
    let publish = async |title: &str, more: Value| {
        let id = fixtures::published(editor, title, more).await.id();
        editor.app.advance(3_600);
        id
    };
    publish("Le derby", more("rien", &[], omar, sports)).await;
    publish("Des digues", more("section", &[], omar, river)).await;
    publish("Un portrait", more("signature", &[], awa, sports)).await;
    publish("Les greniers", more("un-sujet", &[rice], omar, sports)).await;
    publish("La fonte", more("tout", &[flood, rice], awa, river)).await;
    publish("Le fleuve déborde", more("crue", &[flood, rice], awa, river)).await
}

#[actix_web::test]
async fn what_shares_most_comes_first_and_says_why() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = newsroom(&editor).await;
    let related = reader.get("/articles/crue/related").expect(200).await;
    assert_eq!(related.pluck("slug"), ["tout", "un-sujet", "section", "signature"]);
    assert!(related.statements() <= 16, "{}", related.statements());
    let first = related.data()[0].clone();
    let reason = |by: &str, slug: Value, points: i64| json!({ "by": by, "slug": slug, "points": points });
    let because = [
        reason("tag", json!("crue"), 200),
        reason("tag", json!("riz"), 200),
        reason("category", json!("fleuve"), 150),
        reason("author", json!("awa"), 120),
        reason("date", Value::Null, 100),
    ];
    assert_eq!(first["because"], json!(because));
    assert_eq!(first["score"], 770);
    // The rest is an item of a list.
    let mut item = first;
    for own in ["score", "because"] {
        item.as_object_mut().unwrap().remove(own);
    }
    assert_eq!(item, reader.get("/articles?ids=tout").expect(200).await.data()[0]);
    let by_id = reader.get(&format!("/articles/{id}/related")).expect(200).await;
    assert_eq!((&by_id.body, by_id.etag()), (&related.body, related.etag()));
    reader.get("/articles/crue/related").header("If-None-Match", &related.etag()).expect(304).await;
    assert_eq!(slugs(&reader, "/articles/crue/related?limit=2").await, ["tout", "un-sujet"]);
    for limit in ["0", "21", "-1", "deux"] {
        reader.get(&format!("/articles/crue/related?limit={limit}")).refused(400, "bad-parameter").await;
    }
    // Words alone: the one shares a section, the other one word of three more.
    editor
        .patch("/articles/section", json!({ "title": "Le fleuve déborde vite" }))
        .if_match("*")
        .expect(200)
        .await;
    editor.post("/articles/section/publish", json!({})).if_match("*").expect(200).await;
    let related = reader.get("/articles/crue/related").expect(200).await;
    assert_eq!(related.pluck("slug"), ["tout", "section", "un-sujet", "signature"]);
    assert_eq!(related.data()[1]["because"][1], reason("words", Value::Null, 400));
}

#[actix_web::test]
async fn editors_choose() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = newsroom(&editor).await;
    let path = format!("/articles/{id}");
    let named = async |slug: &str| reader.get(&format!("/articles/{slug}")).expect(200).await.id();
    let pins = json!([named("rien").await, named("signature").await]);
    let saved = editor.patch(&path, json!({ "related_ids": pins })).if_match("*").expect(200).await;
    assert_eq!(saved.data()["related_ids"], pins);
    let before = slugs(&reader, &format!("{path}/related")).await;
    assert_eq!(before, ["tout", "un-sujet", "section", "signature"], "a draft changes nothing");
    fixtures::publish(&editor, id).await;
    let related = reader.get(&format!("{path}/related")).expect(200).await;
    assert_eq!(related.pluck("slug"), ["rien", "signature", "tout", "un-sujet", "section"]);
    assert_eq!(related.data()[0]["because"][0], json!({ "by": "pin", "slug": null, "points": 20_000 }));
    assert_eq!(related.data()[1]["because"][0]["points"], 10_000);
    // It is for the desk: readers see the list and not what is hidden of it.
    assert_eq!(reader.get(&path).expect(200).await.data().get("related_ids"), None);
    let fields = editor.get(&format!("{path}?edition=draft&fields=related_ids")).expect(200).await;
    assert_eq!(fields.data(), json!({ "related_ids": pins }));
    editor.get(&format!("{path}?fields=related_ids")).refused(422, "conflicting-parameters").await;
    reader.get(&format!("{path}?fields=related_ids")).refused(401, "unauthenticated").await;
    let list = editor.get(&format!("/articles?edition=draft&ids={id}")).expect(200).await;
    assert_eq!(list.data()[0]["related_ids"], pins);
    let cleared = editor.patch(&path, json!({ "related_ids": null })).if_match("*").expect(200).await;
    assert_eq!(cleared.data()["related_ids"], json!([]));

    let page = editor.post("/pages", json!({ "title": "Contact" })).expect(201).await.id();
    let one = named("rien").await;
    for (pins, pointer, code) in [
        (json!([one, Uuid::nil()]), "/related_ids/1", "unknown-reference"),
        (json!([page]), "/related_ids/0", "unknown-reference"),
        (json!([one, one]), "/related_ids/1", "duplicate"),
        (json!([one, id]), "/related_ids/1", "rule"),
        (json!(vec![one; 21]), "/related_ids", "too-long"),
    ] {
        let refused = editor.patch(&path, json!({ "related_ids": pins })).if_match("*").expect(422).await;
        assert_eq!(refused.faults()[0], (pointer.to_owned(), code.to_owned()), "{refused}");
    }
}

#[actix_web::test]
async fn never_what_is_not_public() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = newsroom(&editor).await;
    let path = format!("/articles/{id}/related");
    let ids = reader.get(&path).expect(200).await.pluck("id");
    let pins = json!({ "related_ids": ids });
    editor.patch(&format!("/articles/{id}"), pins).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    let draft = fixtures::article(&editor, "Le fleuve déborde", json!({})).await.id();
    editor
        .patch(&format!("/articles/{id}"), json!({ "related_ids": [draft, ids[0]] }))
        .if_match("*")
        .expect(200)
        .await;
    fixtures::publish(&editor, id).await;
    let seen = reader.get(&path).expect(200).await;
    assert!(!seen.pluck("id").contains(&json!(draft)));
    // As if it had never been chosen: not even points tell that something is before the other.
    let alone = json!({ "related_ids": [ids[0]] });
    editor.patch(&format!("/articles/{id}"), alone).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    assert_eq!(reader.get(&path).expect(200).await.data(), seen.data());
    let behind = json!({ "related_ids": [ids[0], draft] });
    editor.patch(&format!("/articles/{id}"), behind).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    assert_eq!(reader.get(&path).expect(200).await.data(), seen.data());
    for gone in ["tout", "section"] {
        editor.post(&format!("/articles/{gone}/unpublish"), json!({})).if_match("*").expect(200).await;
        assert!(!slugs(&reader, &path).await.contains(&json!(gone)));
    }
    assert_eq!(slugs(&reader, &path).await, ["un-sujet", "signature"]);
    // A page shares nothing, whatever it is called.
    let page = editor.post("/pages", json!({ "title": "Le fleuve déborde" })).expect(201).await.id();
    editor.post(&format!("/pages/{page}/publish"), json!({})).if_match("*").expect(200).await;
    assert_eq!(slugs(&reader, &path).await, ["un-sujet", "signature"]);
    reader.get(&format!("/articles/{page}/related")).refused(404, "not-found").await;

    editor
        .patch(&format!("/articles/{id}"), json!({ "slug": "crue-du-soir" }))
        .if_match("*")
        .expect(200)
        .await;
    fixtures::publish(&editor, id).await;
    let moved = reader.get("/articles/crue/related?limit=1").expect(301).await;
    assert_eq!(moved.header("location"), Some("/api/v1/articles/crue-du-soir/related?limit=1"));
    editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").expect(200).await;
    for name in [id.to_string(), "crue-du-soir".into(), "crue".into(), "personne".into()] {
        reader.get(&format!("/articles/{name}/related")).refused(404, "not-found").await;
    }
}

#[actix_web::test]
async fn nothing_in_common_is_nothing_related() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::published(&editor, "Seul", json!({})).await;
    fixtures::published(&editor, "Seul aussi", json!({})).await;
    assert_eq!(app.anonymous().get("/articles/seul/related").expect(200).await.data(), json!([]));
}

#[actix_web::test]
async fn parts_of_a_series_belong_together() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let river = fixtures::category(&editor, "Fleuve", None).await;
    let series = editor.post("/series", json!({ "name": "Dix escales" })).expect(201).await.id();
    let part = async |title: &str, series: Value| {
        let more = json!({ "series": series, "primary_category_id": river, "summary": null });
        fixtures::published(&editor, title, more).await.id()
    };
    let second = part("Podor", json!({ "id": series, "position": 2 })).await;
    part("Une régate", Value::Null).await;
    part("Saldé", json!({ "id": series, "position": 1 })).await;
    let related = reader.get("/articles/salde/related").expect(200).await;
    assert_eq!(related.pluck("slug"), ["podor", "une-regate"]);
    assert_eq!(
        related.data()[0]["because"][0],
        json!({ "by": "series", "slug": "dix-escales", "points": 400 })
    );
    // Outside of all sections the series alone leads there.
    editor
        .patch(&format!("/articles/{second}"), json!({ "primary_category_id": null }))
        .if_match("*")
        .expect(200)
        .await;
    fixtures::publish(&editor, second).await;
    assert_eq!(slugs(&reader, "/articles/podor/related").await, ["salde"]);
}

#[actix_web::test]
async fn a_translation_is_nothing_else_to_read() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let river = fixtures::category(&editor, "Fleuve", None).await;
    let filed = json!({ "primary_category_id": river });
    let french = fixtures::published(&editor, "La crue", filed.clone()).await.id();
    fixtures::published(&editor, "Le gué", filed).await;
    let more = json!({ "locale": "en", "translation_of": french, "primary_category_id": river });
    let english = fixtures::published(&editor, "The flood", more).await.id();
    let related = reader.get("/articles/la-crue/related").expect(200).await;
    assert_eq!(related.pluck("slug"), ["le-gue"]);
    // Of another article it is as good as any, once, and says which languages there are.
    let related = reader.get("/articles/le-gue/related").expect(200).await;
    assert_eq!(related.pluck("slug"), ["la-crue"]);
    assert_eq!(related.data()[0]["translations"][0]["slug"], "the-flood");
    let body = json!({ "locale": "en", "primary_category_id": river });
    let ford = fixtures::published(&editor, "The other", body).await.id();
    assert_eq!(slugs(&reader, &format!("/articles/{ford}/related")).await, ["the-flood", "le-gue"]);
    // Unless editors want it there.
    let pinned = json!({ "related_ids": [english] });
    editor.patch(&format!("/articles/{french}"), pinned).if_match("*").expect(200).await;
    fixtures::publish(&editor, french).await;
    assert_eq!(slugs(&reader, "/articles/la-crue/related").await, ["the-flood", "the-other", "le-gue"]);
}

#[actix_web::test]
async fn the_most_costs_what_was_promised() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let river = fixtures::category(&editor, "Fleuve", None).await;
    let series = editor.post("/series", json!({ "name": "Dix escales" })).expect(201).await.id();
    let (mut tags, mut authors) = (Vec::new(), Vec::new());
    for number in 0..6 {
        tags.push(fixtures::tag(&editor, &format!("Sujet {number}")).await);
        authors.push(json!({ "id": fixtures::author(&editor, &format!("Plume {number}")).await }));
    }
    let all = json!({
        "tag_ids": tags, "authors": authors, "primary_category_id": river, "series": { "id": series, "position": null },
    });
    let mut pins = Vec::new();
    for number in 0..25 {
        pins.push(fixtures::published(&editor, &format!("Escale {number}"), all.clone()).await.id());
        app.advance(60);
    }
    let mut whole = all.clone();
    whole["related_ids"] = json!(pins[..20]);
    whole["locale"] = json!("en");
    whole["translation_of"] = json!(pins[0]);
    let id = fixtures::published(&editor, "Port", whole).await.id();
    for path in [format!("/articles/{id}/related?limit=20"), "/articles/port/related?limit=1".to_owned()] {
        let related = reader.get(&path).expect(200).await;
        assert!(related.statements() <= 16, "{}", related.statements());
    }
    let related = reader.get(&format!("/articles/{id}/related?limit=20")).expect(200).await;
    assert_eq!(related.pluck("id"), pins[..20].iter().map(|pin| json!(pin)).collect::<Vec<_>>());
    let because = |one: &Value| {
        one["because"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| reason["points"].as_i64().unwrap())
            .sum::<i64>()
    };
    assert!(related.data().as_array().unwrap().iter().all(|one| because(one) == one["score"]));
}
