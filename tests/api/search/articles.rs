//! `q` of the list of articles and of feeds.

use std::time::Duration;

use serde_json::json;

use crate::support::{Client, Response, TestApp, fixtures};

pub fn titles(list: &Response) -> Vec<String> {
    list.pluck("title").iter().map(|title| title.as_str().unwrap().to_owned()).collect()
}

pub async fn found(client: &Client, q: &str) -> Vec<String> {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    titles(&client.get(&format!("/articles?q={q}")).expect(200).await)
}

fn text(source: &str) -> serde_json::Value {
    json!({ "summary": null, "body": { "format": "text", "source": source } })
}

#[actix_web::test]
async fn words_are_found_however_they_are_typed() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let title = "Les élections à l'Élysée\u{a0}: textes publiés";
    fixtures::published(&editor, title, text("Rien d’autre.")).await;
    fixtures::published(&editor, "Le marché de N’Djaména", text("Cinq commerçantes, 5\u{a0}000 clients."))
        .await;
    fixtures::published(&editor, "Œuvres au musée", text("Aujourd’hui, le théâtre.")).await;
    let reader = app.anonymous();
    for q in [
        "elections a l'elysee publiees",
        "ELECTION ELYSEE",
        "élection",
        "l’élysée",
        "texte",
        "publi",
        "\"textes publiés\"",
        "\"a l'elysee\"",
        "élections -marché",
        "elect",
    ] {
        assert_eq!(found(&reader, q).await, [title], "{q}");
    }
    for q in
        ["ndjamena", "n'djamena", "djamena", "commerçante", "5000", "5 000", "marche", "marché n’djaména"]
    {
        assert_eq!(found(&reader, q).await, ["Le marché de N’Djaména"], "{q}");
    }
    for q in ["oeuvre", "œuvres", "aujourd'hui", "theatres"] {
        assert_eq!(found(&reader, q).await, ["Œuvres au musée"], "{q}");
    }
    for q in [
        "\"publiés textes\"",
        "élections marché",
        "-élections",
        "\"élection\"",
        "xyz",
        "'\"*NEAR( OR",
        "* ^ : {",
        "pub",
        "\"",
    ] {
        let expected: &[&str] = if q == "pub" { &[title] } else { &[] };
        assert_eq!(found(&reader, q).await, expected, "{q}");
    }
}

#[actix_web::test]
async fn titles_come_before_leads_and_leads_before_texts() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (title, more, date) in [
        ("La crue du fleuve", text("Rien."), "2025-11-01"),
        ("Un chapô", json!({ "summary": "La crue arrive." }), "2025-12-01"),
        ("Un texte 0", text("Après la crue."), "2026-01-01"),
        ("Un texte 1", text("Après la crue."), "2026-03-01"),
    ] {
        let id = fixtures::article(&editor, title, more).await.id();
        let at = json!({ "published_at": format!("{date}T00:00:00Z") });
        editor.post(&format!("/articles/{id}/publish"), at).if_match("*").expect(200).await;
    }
    let reader = app.anonymous();
    assert_eq!(found(&reader, "crues").await, ["La crue du fleuve", "Un chapô", "Un texte 1", "Un texte 0"]);
    let by_date = reader.get("/articles?q=crue&sort=-published_at").expect(200).await;
    assert_eq!(titles(&by_date), ["Un texte 1", "Un texte 0", "Un chapô", "La crue du fleuve"]);
    let by_title = reader.get("/articles?q=crue&sort=title&limit=2").expect(200).await;
    assert_eq!(titles(&by_title), ["La crue du fleuve", "Un chapô"]);
}

#[actix_web::test]
async fn goes_with_every_other_filter() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let inside = json!({ "primary_category_id": section, "type": "brief", "featured": true });
    fixtures::published(&editor, "Crue à Sor", inside).await;
    fixtures::published(&editor, "Crue à Kayar", json!({ "locale": "wo" })).await;
    fixtures::published(&editor, "Sécheresse à Sor", json!({ "primary_category_id": section })).await;
    let reader = app.anonymous();
    for query in
        ["category=fleuve", "type=brief", "featured=true", "locale=fr", "category_only=fleuve&count=true"]
    {
        let list = reader.get(&format!("/articles?q=crue&{query}")).expect(200).await;
        assert_eq!(titles(&list), ["Crue à Sor"], "{query}");
        assert!(list.statements() <= 7, "{query}: {}", list.statements());
        if query.contains("count") {
            assert_eq!(list.json()["meta"]["total"], 1);
        }
    }
    let feed = reader.get("/feeds/articles.json?q=crue&category=fleuve").expect(200).await;
    assert_eq!(feed.json()["items"].as_array().unwrap().len(), 1);
    assert!(feed.statements() <= 7, "{}", feed.statements());
    let none = reader.get("/feeds/articles.rss?q=%2A%28").expect(200).await;
    assert!(!String::from_utf8_lossy(&none.body).contains("<item>"), "{none}");
}

#[actix_web::test]
async fn what_cannot_be_looked_for_is_refused() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    for q in ["a".repeat(201), "+".into(), "%20%C2%A0".into(), String::new()] {
        for path in ["/articles", "/feeds/articles.atom"] {
            let refused = reader.get(&format!("{path}?q={q}")).refused(400, "bad-parameter").await;
            assert_eq!(refused.faults(), [("q".to_owned(), "format".to_owned())]);
        }
    }
    let long = "é".repeat(200);
    assert!(found(&reader, &long).await.is_empty());
    reader.get("/articles?sort=relevance").refused(422, "conflicting-parameters").await;
    let editor = app.editor().await;
    editor.get("/articles?edition=draft&q=x").refused(422, "conflicting-parameters").await;
    editor.get("/articles?edition=draft&sort=relevance").refused(422, "conflicting-parameters").await;
}

#[actix_web::test]
async fn pages_go_on_by_date_beyond_the_best() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for number in 0..256 {
        let title = format!("Crue {number}");
        editor.post("/articles", json!({ "title": title })).expect(201).await;
        fixtures::publish(
            &editor,
            editor.get(&format!("/articles/crue-{number}?edition=draft")).expect(200).await.id(),
        )
        .await;
        app.advance(60);
    }
    fixtures::published(&editor, "Autre", text("Une crue.")).await;
    let reader = app.anonymous();
    // By cursor there and back, as by number.
    let mut pages = Vec::new();
    for number in 1..=6 {
        pages
            .push(titles(&reader.get(&format!("/articles?q=crue&limit=50&page={number}")).expect(200).await));
    }
    let (mut address, mut shown) = ("/articles?q=crue&limit=50".to_owned(), Vec::new());
    let mut back = None;
    loop {
        let page = reader.get(&address).expect(200).await;
        shown.push(titles(&page));
        let meta = page.json()["meta"].clone();
        back = meta["prev_cursor"].as_str().map(str::to_owned).or(back);
        let Some(next) = meta["next_cursor"].as_str() else { break };
        address = format!("/articles?q=crue&limit=50&cursor={next}");
    }
    assert_eq!(shown, pages);
    for earlier in pages.iter().rev().skip(1) {
        let page =
            reader.get(&format!("/articles?q=crue&limit=50&cursor={}", back.unwrap())).expect(200).await;
        assert_eq!(&titles(&page), earlier);
        back = page.json()["meta"]["prev_cursor"].as_str().map(str::to_owned);
    }
    assert!(back.is_none(), "the first page is the first");
    let last = reader.get("/articles?q=crue&limit=50&page=6&count=true").expect(200).await;
    assert_eq!(last.json()["meta"]["total"], 257);
    // The best are 250 titles and the other; the oldest titles come after them.
    let expected: Vec<String> =
        ["Autre".to_owned()].into_iter().chain((0..6).rev().map(|n| format!("Crue {n}"))).collect();
    assert_eq!(titles(&last), expected);
    assert!(last.statements() <= 9, "{}", last.statements());
}

#[actix_web::test]
async fn feeds_that_look_for_words_wait_their_turn() {
    let app = TestApp::with(|config| config.database.pool_wait = Duration::from_millis(300)).await;
    let reader = app.anonymous();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let db = app.state.db.clone();
    let other = actix_web::rt::spawn(async move {
        db.read_wide(move |_| {
            begun.send(()).unwrap();
            ended.recv().unwrap();
            Ok(())
        })
        .await
    });
    has_begun.await.unwrap();
    reader.get("/feeds/articles.json?q=crue").expect(503).await;
    reader.get("/feeds/articles.json").expect(200).await;
    end.send(()).unwrap();
    other.await.unwrap().unwrap();
    reader.get("/feeds/articles.json?q=crue").expect(200).await;
}
