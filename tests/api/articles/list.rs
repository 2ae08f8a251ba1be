//! The filters and orders of `GET /articles`

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

struct Room {
    app: TestApp,
    editor: Client,
    awa: Uuid,
    first: Uuid,
}

/// Four public articles, a minute apart, and a draft that would match everything.
async fn room() -> Room {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let awa = fixtures::author(&editor, "Awa").await;
    let moussa = fixtures::author(&editor, "Moussa").await;
    let society = fixtures::category(&editor, "Société", None).await;
    let river = fixtures::category(&editor, "Fleuve", Some(society)).await;
    let sport = fixtures::category(&editor, "Sport", None).await;
    let both = json!({ "authors": [{ "id": moussa }, { "id": awa, "role": "photographer" }], "category_ids": [society, sport] });
    let rows = [
        ("Élan", json!({ "authors": [{ "id": awa }], "primary_category_id": river })),
        (
            "Eau",
            json!({ "type": "brief", "locale": "en", "primary_category_id": sport, "category_ids": [river] }),
        ),
        ("Zébu", both),
        ("Fin", json!({ "featured": true, "type": "opinion" })),
    ];
    let mut ids = Vec::new();
    for (title, more) in rows {
        ids.push(fixtures::published(&editor, title, more).await.id());
        app.advance(60);
    }
    let all = json!({ "authors": [{ "id": awa }], "primary_category_id": river, "featured": true, "locale": "en", "type": "brief" });
    fixtures::article(&editor, "Brouillon", all).await;
    Room { app, editor, awa, first: ids[0] }
}

impl Room {
    /// The titles a list holds, its count with it.
    async fn titles(&self, edition: &str, query: &str) -> Vec<String> {
        let client = if edition == "draft" { self.editor.clone() } else { self.app.anonymous() };
        let list = client.get(&format!("/articles?edition={edition}&count=true&{query}")).expect(200).await;
        let titles: Vec<String> =
            list.pluck("title").iter().map(|title| title.as_str().unwrap().to_owned()).collect();
        assert_eq!(list.json()["meta"]["total"], titles.len(), "{list}");
        assert!(list.statements() <= 7, "{query}: {}", list.statements());
        titles
    }
}

#[actix_web::test]
async fn every_filter_in_both_editions() {
    let room = room().await;
    let cases: &[(&str, &[&str], bool)] = &[
        ("category=societe", &["Zébu", "Eau", "Élan"], true),
        ("category=fleuve", &["Eau", "Élan"], true),
        ("category=fleuve,sport", &["Zébu", "Eau", "Élan"], true),
        ("category_only=societe", &["Zébu"], false),
        ("category_only=societe&category_only=fleuve", &["Zébu", "Eau", "Élan"], true),
        ("category=societe&category_only=sport", &["Zébu", "Eau"], false),
        ("category=nulle-part", &[], false),
        ("author=awa", &["Zébu", "Élan"], true),
        ("author=awa,moussa", &["Zébu", "Élan"], true),
        ("author=moussa&category=sport", &["Zébu"], false),
        ("author=personne", &[], false),
        ("type=brief", &["Eau"], true),
        ("type=brief,opinion", &["Fin", "Eau"], true),
        ("type=brief&type=opinion", &["Fin", "Eau"], true),
        ("locale=fr", &["Fin", "Zébu", "Élan"], false),
        ("locale=en,de", &["Eau"], true),
        ("ids=eau,zebu", &["Zébu", "Eau"], false),
        ("featured=true", &["Fin"], true),
        ("featured=false", &["Zébu", "Eau", "Élan"], false),
        ("published_after=2026-03-07T09:31:30Z", &["Fin", "Zébu"], false),
        ("published_before=2026-03-07T09:30:30Z", &["Élan"], false),
        ("updated_after=2026-03-07T09:31:30Z", &["Fin", "Zébu"], false),
    ];
    for (query, expected, draft_too) in cases {
        assert_eq!(room.titles("public", query).await, *expected, "{query}");
        let mut drafts = room.titles("draft", query).await;
        assert_eq!(drafts.iter().any(|title| title == "Brouillon"), *draft_too, "{query}: {drafts:?}");
        drafts.retain(|title| title != "Brouillon");
        drafts.sort();
        let mut expected: Vec<String> = expected.iter().map(|title| (*title).to_owned()).collect();
        expected.sort();
        assert_eq!(drafts, expected, "draft: {query}");
    }
    for (name, id) in [("author", room.awa), ("ids", room.first)] {
        assert!(room.titles("public", &format!("{name}={id}")).await.contains(&"Élan".to_owned()));
    }
    assert_eq!(room.titles("draft", "status=draft").await, ["Brouillon"]);
    assert_eq!(room.titles("draft", "status=published,draft").await.len(), 5);
    assert_eq!(room.titles("draft", "created_by=me").await.len(), 5);
}

#[actix_web::test]
async fn every_order() {
    let room = room().await;
    // Published first, updated last.
    let path = format!("/articles/{}", room.first);
    room.editor.patch(&path, json!({ "kicker": "k" })).if_match("*").expect(200).await;
    fixtures::publish(&room.editor, room.first).await;
    let orders = [
        ("-published_at", ["Fin", "Zébu", "Eau", "Élan"]),
        ("published_at", ["Élan", "Eau", "Zébu", "Fin"]),
        ("-updated_at", ["Élan", "Fin", "Zébu", "Eau"]),
        ("updated_at", ["Eau", "Zébu", "Fin", "Élan"]),
        ("title", ["Eau", "Élan", "Fin", "Zébu"]),
    ];
    for (sort, expected) in orders {
        assert_eq!(room.titles("public", &format!("sort={sort}")).await, expected, "{sort}");
        // Absent dates come last, whichever way.
        let mut drafts = room.titles("draft", &format!("sort={sort}")).await;
        let place = drafts.iter().position(|title| title == "Brouillon").unwrap();
        assert_eq!(place, if sort == "title" { 0 } else { 4 }, "{sort}: {drafts:?}");
        drafts.remove(place);
        assert_eq!(drafts, expected, "draft: {sort}");
    }
    let expected = ["Élan", "Brouillon", "Fin", "Zébu", "Eau"];
    assert_eq!(room.titles("draft", "").await, expected);
    assert_eq!(room.titles("draft", "sort=-saved_at").await, expected);
}

#[actix_web::test]
async fn hidden_and_absent_are_the_same_bytes() {
    let room = room().await;
    let reader = room.app.anonymous();
    let body =
        async |query: &str| reader.get(&format!("/articles?count=true&{query}")).expect(200).await.body;
    assert_eq!(body("ids=brouillon").await, body("ids=personne").await);
    for bad in [
        "type=blog",
        "locale=f%20r",
        "featured=1",
        "published_after=2026-02-30T00:00:00Z",
        "author=A",
        "tag=X",
        "q=+",
    ] {
        let refused = reader.get(&format!("/articles?{bad}")).send().await;
        assert!(refused.status == 400 || bad.starts_with("locale"), "{refused}");
    }
    let sparse = reader.get("/articles?fields=title&sort=title&limit=1").expect(200).await;
    assert_eq!(sparse.data(), Value::Array(vec![json!({ "title": "Eau" })]));
}
