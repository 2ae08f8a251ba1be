//! `GET /pages`

use serde_json::json;

use super::{page, published};
use crate::support::TestApp;

#[actix_web::test]
async fn in_order_and_page_by_page() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    for title in ["Mentions légales", "À propos", "Écrire à la rédaction", "Zones de diffusion"] {
        published(&editor, title, json!({})).await;
        app.advance(60);
    }
    page(&editor, "Brouillon", json!({})).await;
    let list = reader.get("/pages?count=true").expect(200).await;
    let titles = ["À propos", "Écrire à la rédaction", "Mentions légales", "Zones de diffusion"];
    assert_eq!(
        (list.pluck("title"), &list.json()["meta"]["total"]),
        (titles.map(|one| json!(one)).to_vec(), &json!(4))
    );
    assert!(list.statements() <= 7, "{}", list.statements());
    assert_eq!(list.data()[0].get("body"), None);
    let newest = reader.get("/pages?sort=-published_at&limit=1&include=body").expect(200).await;
    assert_eq!(newest.pluck("title"), ["Zones de diffusion"]);
    assert_eq!(newest.data()[0]["body"]["text"], "Un premier paragraphe.");
    let mut seen = Vec::new();
    let mut path = "/pages?limit=3".to_owned();
    loop {
        let part = reader.get(&path).expect(200).await;
        seen.extend(part.pluck("title"));
        let Some(cursor) = part.json()["meta"]["next_cursor"].as_str().map(str::to_owned) else { break };
        path = format!("/pages?limit=3&cursor={cursor}");
    }
    assert_eq!(seen, titles);
    let drafts = editor.get("/pages?edition=draft").expect(200).await;
    assert_eq!(drafts.pluck("title")[0], "Brouillon");
    let idle = editor.get("/pages?edition=draft&status=draft&created_by=me&count=true").expect(200).await;
    assert_eq!((idle.pluck("title"), &idle.json()["meta"]["total"]), (vec![json!("Brouillon")], &json!(1)));
    editor.get("/pages?status=draft").refused(422, "conflicting-parameters").await;
    reader.get("/pages?category=fleuve").refused(400, "bad-parameter").await;
}

#[actix_web::test]
async fn filters() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    published(&editor, "Contact", json!({})).await;
    let since = app.clock.now();
    app.advance(60);
    let wolof = published(&editor, "Jokkoo", json!({ "locale": "wo" })).await.id();
    for (query, titles) in [
        ("locale=wo", vec!["Jokkoo"]),
        ("locale=wo,fr", vec!["Contact", "Jokkoo"]),
        ("locale=en", vec![]),
        ("ids=contact", vec!["Contact"]),
        (&format!("ids={wolof},personne"), vec!["Jokkoo"]),
        (&format!("updated_after={since}"), vec!["Jokkoo"]),
    ] {
        let list = reader.get(&format!("/pages?{query}")).expect(200).await;
        assert_eq!(list.pluck("title"), titles, "{query}");
        let drafts = editor.get(&format!("/pages?edition=draft&sort=title&{query}")).expect(200).await;
        assert_eq!(drafts.pluck("title"), titles, "{query}");
    }
}
