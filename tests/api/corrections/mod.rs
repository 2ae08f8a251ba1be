//! Corrections: said with a publication, and public wherever what they are about is.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::guards::events::log;
use crate::support::{Client, TestApp, fixtures};

const NOTE: &str = "Une première version donnait un mètre au lieu de deux.";

async fn correct(client: &Client, id: Uuid, more: Value) -> Value {
    let mut body = json!({ "kind": "correction", "note": NOTE });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post(&format!("/articles/{id}/correct"), body).if_match("*").expect(200).await.data()
}

#[actix_web::test]
async fn what_was_wrong_is_said_where_it_stands() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let site = json!({ "public_url": "https://rive.example", "time_zone": "Africa/Dakar" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let filed = json!({ "primary_category_id": section, "summary": "Un mètre." });
    let id = fixtures::published(&editor, "La crue", filed).await.id();
    let path = format!("/articles/{id}");
    let before = reader.get(&path).expect(200).await;
    assert_eq!((&before.data()["corrections_count"], &before.data()["corrections"]), (&json!(0), &json!([])));
    editor.patch(&path, json!({ "summary": "Deux mètres." })).if_match("*").expect(200).await;
    app.advance(60);
    let draft = correct(&editor, id, json!({ "field": "summary" })).await;
    assert_eq!((&draft["status"], &draft["corrections_count"]), (&json!("published"), &json!(1)));

    let after = reader.get(&path).expect(200).await;
    assert!(after.statements() <= 6, "{}", after.statements());
    assert_eq!(after.data()["summary"], "Deux mètres.");
    assert_eq!(after.data()["published_at"], before.data()["published_at"]);
    let instant = after.data()["updated_at"].clone();
    assert!(instant.as_str().unwrap().starts_with("2026-03-07T09:31:00"), "{instant}");
    let said = &after.data()["corrections"][0];
    assert_eq!(
        (&said["kind"], &said["note"], &said["field"], &said["revision"], &said["corrected_at"]),
        (&json!("correction"), &json!(NOTE), &json!("summary"), &json!(2), &instant)
    );
    let listed = reader.get(&format!("{path}/corrections?count=true")).expect(200).await;
    assert_eq!(listed.json()["meta"]["total"], 1);
    let of = &listed.data()[0]["of"];
    assert_eq!(
        (&of["resource"], &of["id"], &of["title"]),
        (&json!("article"), &json!(id), &json!("La crue"))
    );
    assert_eq!(of["links"]["web"], "https://rive.example/fleuve/la-crue");
    let logged = reader.get("/corrections?kind=correction&locale=fr&count=true").expect(200).await;
    assert_eq!(logged.data(), listed.data());
    assert!(logged.statements() <= 3, "{}", logged.statements());
    assert_eq!(reader.get("/corrections?kind=update").expect(200).await.data(), json!([]));
    // Lists have them when asked, and always how many.
    let list = reader.get("/articles").expect(200).await.data();
    assert_eq!((&list[0]["corrections_count"], list[0].get("corrections")), (&json!(1), None));
    let list = reader.get("/articles?include=corrections").expect(200).await.data();
    assert_eq!(list[0]["corrections"], after.data()["corrections"]);
    let sparse = reader.get("/articles?fields=corrections").expect(200).await.data();
    assert_eq!(sparse[0], json!({ "corrections": after.data()["corrections"] }));

    let json_ld = reader.get(&format!("{path}/json-ld")).expect(200).await.json();
    let expected =
        json!([{ "@type": "CorrectionComment", "text": NOTE, "datePublished": "2026-03-07T09:31:00+00:00" }]);
    assert_eq!(json_ld["correction"], expected);
    for feed in
        ["/feeds/articles.rss", "/feeds/articles.atom", "/feeds/articles.json", "/feeds/corrections.rss"]
    {
        let text = String::from_utf8_lossy(&reader.get(feed).expect(200).await.body).into_owned();
        assert!(text.contains(NOTE), "{feed}: {text}");
    }
    let feed = reader.get("/feeds/corrections.json").expect(200).await.json();
    let item = &feed["items"][0];
    assert_eq!((&item["title"], &item["url"]), (&json!("La crue"), &of["links"]["web"]));
    assert_eq!(item["summary"], format!("Correction\u{a0}: {NOTE}"));
    let summaries = reader.get("/feeds/articles.json?content=summary").expect(200).await.json();
    assert_eq!(summaries["items"][0]["summary"], format!("Deux mètres.\nCorrection\u{a0}: {NOTE}"));
}

#[actix_web::test]
async fn what_is_live_can_be_confirmed() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    // Another title and another address are being written meanwhile.
    editor.patch(&path, json!({ "title": "X", "slug": "autre" })).if_match("*").expect(200).await;
    app.advance(60);
    let events = log(&app.state).await.len();
    correct(&editor, id, json!({ "kind": "clarification", "revision": 1 })).await;
    assert_eq!(
        log(&app.state).await[events..].iter().map(|row| &*row.2).collect::<Vec<_>>(),
        ["article.corrected"]
    );
    let shown = reader.get("/articles/la-crue").expect(200).await.data();
    assert_eq!((&shown["title"], &shown["revision"]), (&json!("La crue"), &json!(1)));
    assert!(shown["updated_at"].as_str().unwrap().starts_with("2026-03-07T09:31:00"), "{shown}");
    reader.get("/articles/autre").expect(404).await;
    // The latest, with its address.
    correct(&editor, id, json!({ "kind": "update" })).await;
    assert_eq!(reader.get("/articles/autre").expect(200).await.data()["title"], "X");
    reader.get("/articles/la-crue").expect(301).await;
    let kinds = reader.get("/articles/autre").expect(200).await.data()["corrections"].clone();
    assert_eq!((&kinds[0]["kind"], &kinds[1]["kind"]), (&json!("update"), &json!("clarification")));
}

/// The end and the successor that were planned stay planned, the successor's address too.
#[actix_web::test]
async fn a_correction_changes_no_plan() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    editor.patch(&path, json!({ "slug": "la-decrue" })).if_match("*").expect(200).await;
    let plan = json!({ "publish_at": "2026-03-07T10:30:00Z", "unpublish_at": "2026-03-07T11:30:00Z" });
    editor.post(&format!("{path}/schedule"), plan).if_match("*").expect(200).await;
    let corrected = correct(&editor, id, json!({ "revision": 1 })).await;
    assert_eq!(corrected["publish_at"], "2026-03-07T10:30:00Z");
    assert_eq!(corrected["unpublish_at"], "2026-03-07T11:30:00Z");
    reader.get("/articles/la-decrue").expect(404).await;
    editor.post("/articles", json!({ "title": "x", "slug": "la-decrue" })).refused(409, "slug-taken").await;
    let events = log(&app.state).await.len();
    app.advance(3_600);
    griot::workflow::announce(&app.state.db, &app.state.clock).await.unwrap();
    let told: Vec<String> = log(&app.state).await.drain(events..).map(|row| row.2).collect();
    assert_eq!(told, ["article.published"], "it never left");
    let shown = reader.get("/articles/la-decrue").expect(200).await.data();
    assert_eq!(shown["corrections_count"], 1);
    app.advance(3_600);
    reader.get("/articles/la-decrue").expect(404).await;
}

#[actix_web::test]
async fn readers_find_them_as_long_as_they_find_the_article() {
    let app = TestApp::new().await;
    let (editor, admin, reader) = (app.editor().await, app.admin().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    correct(&editor, id, json!({})).await;
    let path = format!("/articles/{id}");
    let say = async |client: &Client, verb: &str, body: Value| {
        client.post(&format!("{path}/{verb}"), body).if_match("*").expect(200).await;
    };
    let gone = async || {
        assert_eq!(reader.get("/corrections?count=true").expect(200).await.json()["meta"]["total"], 0);
        assert_eq!(reader.get("/feeds/corrections.json").expect(200).await.json()["items"], json!([]));
    };
    say(&editor, "unpublish", json!({})).await;
    gone().await;
    reader.get(&format!("{path}/corrections")).expect(404).await;
    say(&editor, "publish", json!({})).await;
    assert_eq!(reader.get(&path).expect(200).await.data()["corrections"][0]["note"], NOTE);
    say(&editor, "retract", json!({ "notice": "Retiré." })).await;
    gone().await;
    reader.get(&format!("{path}/corrections")).refused(410, "retracted").await;
    say(&admin, "reinstate", json!({})).await;
    say(&editor, "publish", json!({})).await;
    assert_eq!(reader.get("/corrections?count=true").expect(200).await.json()["meta"]["total"], 1);
}

#[actix_web::test]
async fn pages_are_corrected_too() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = editor.post("/pages", json!({ "title": "Mentions légales" })).expect(201).await.id();
    editor.post(&format!("/pages/{id}/publish"), json!({})).if_match("*").expect(200).await;
    let body = json!({ "kind": "update", "note": "L’adresse a changé." });
    editor.post(&format!("/pages/{id}/correct"), body).if_match("*").expect(200).await;
    let page = reader.get("/pages/mentions-legales").expect(200).await.data();
    assert_eq!((&page["corrections_count"], &page["corrections"][0]["kind"]), (&json!(1), &json!("update")));
    let of = reader.get("/corrections").expect(200).await.data()[0]["of"].clone();
    assert_eq!(of["links"]["self"], format!("/api/v1/pages/{id}"));
    let listed = reader.get("/pages/mentions-legales/corrections").expect(200).await;
    assert_eq!(listed.data()[0]["of"], of);
}

#[actix_web::test]
async fn pages_of_the_log() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    for number in 0..5 {
        app.advance(1);
        correct(&editor, id, json!({ "note": format!("Numéro {number}") })).await;
    }
    let (mut seen, mut path) = (Vec::new(), "/corrections?limit=2".to_owned());
    loop {
        let page = reader.get(&path).expect(200).await;
        seen.extend(
            page.data().as_array().unwrap().iter().map(|one| one["note"].as_str().unwrap().to_owned()),
        );
        match page.json()["meta"]["next_cursor"].as_str() {
            Some(cursor) => path = format!("/corrections?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ["Numéro 4", "Numéro 3", "Numéro 2", "Numéro 1", "Numéro 0"]);
}

#[actix_web::test]
async fn what_says_nothing_is_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}/correct");
    let author = app.author().await;
    let before = log(&app.state).await;
    for body in [
        json!({}),
        json!({ "kind": "correction" }),
        json!({ "kind": "faute", "note": NOTE }),
        json!({ "kind": "correction", "note": " " }),
        json!({ "kind": "correction", "note": "x".repeat(2_001) }),
        json!({ "kind": "correction", "note": NOTE, "field": "version" }),
        json!({ "kind": "correction", "note": NOTE, "revision": 9 }),
    ] {
        editor.post(&path, body).if_match("*").refused(422, "validation-failed").await;
    }
    let body = json!({ "kind": "correction", "note": NOTE });
    editor.post(&path, body.clone()).refused(428, "precondition-required").await;
    author.post(&path, body.clone()).if_match("*").refused(403, "forbidden").await;
    let draft = fixtures::article(&editor, "Un brouillon", json!({})).await.id();
    let path = format!("/articles/{draft}/correct");
    editor.post(&path, body).if_match("*").refused(409, "illegal-transition").await;
    assert_eq!(log(&app.state).await.len(), before.len() + 1);
    assert_eq!(app.anonymous().get("/corrections").expect(200).await.data(), json!([]));
}
