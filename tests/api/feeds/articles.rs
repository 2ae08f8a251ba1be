//! Which articles a feed holds, and how much of them.

use serde_json::json;

use super::{FORMS, WEB, atom, json_feed, rss, titles, website};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn only_what_is_public_and_the_newest_first() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let empty = titles(&reader, "/feeds/articles.{}").await;
    assert!(empty.is_empty());
    fixtures::article(&editor, "Zibeline", json!({})).await;
    let first = fixtures::published(&editor, "Première", json!({})).await.id();
    app.advance(60);
    let second = fixtures::published(&editor, "Deuxième", json!({})).await.id();
    app.advance(60);
    fixtures::published(&editor, "Troisième", json!({})).await;
    let path = format!("/articles/{second}");
    editor
        .patch(&path, json!({ "title": "Zibeline", "summary": "Zibeline" }))
        .if_match("*")
        .expect(200)
        .await;
    assert_eq!(titles(&reader, "/feeds/articles.{}").await, ["Troisième", "Deuxième", "Première"]);
    assert_eq!(titles(&reader, "/feeds/articles.{}?limit=1").await, ["Troisième"]);
    // Who is signed in sees the same: these are for readers.
    assert_eq!(titles(&editor, "/feeds/articles.{}").await, ["Troisième", "Deuxième", "Première"]);
    editor.post(&format!("/articles/{first}/unpublish"), json!({})).if_match("*").expect(200).await;
    assert_eq!(titles(&reader, "/feeds/articles.{}").await, ["Troisième", "Deuxième"]);
    for form in FORMS {
        let reply = reader.get(&format!("/feeds/articles.{form}")).expect(200).await;
        assert!(!reply.to_string().contains("Zibeline"), "{reply}");
    }
}

#[actix_web::test]
async fn filters_and_addresses_of_their_own() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (awa, binta) = (fixtures::author(&admin, "Awa").await, fixtures::author(&admin, "Binta").await);
    let root = fixtures::category(&admin, "Villes", None).await;
    let sor = fixtures::category(&admin, "Sor", Some(root)).await;
    let (river, town) = (fixtures::tag(&admin, "Fleuve").await, fixtures::tag(&admin, "Ville").await);
    website(&admin, json!({ "locales": ["fr", "wo"] })).await;
    for (title, author, section, more) in [
        ("Pont", awa, root, json!({ "type": "opinion", "tag_ids": [river, town] })),
        ("Marché", binta, sor, json!({ "featured": true, "tag_ids": [town] })),
        ("Ndar", binta, sor, json!({ "locale": "wo" })),
    ] {
        let mut input = json!({ "authors": [{ "id": author }], "primary_category_id": section });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fixtures::published(&admin, title, input).await;
        app.advance(60);
    }
    let reader = app.anonymous();
    for (path, expected) in [
        ("/feeds/articles.{}?category=villes", vec!["Ndar", "Marché", "Pont"]),
        ("/feeds/articles.{}?category_only=villes", vec!["Pont"]),
        ("/feeds/articles.{}?author=awa,binta&locale=fr", vec!["Marché", "Pont"]),
        ("/feeds/articles.{}?type=opinion&type=brief", vec!["Pont"]),
        ("/feeds/articles.{}?featured=true", vec!["Marché"]),
        ("/feeds/articles.{}?ids=pont,ndar", vec!["Ndar", "Pont"]),
        ("/feeds/articles.{}?published_after=2026-03-07T09:31:30Z", vec!["Ndar"]),
        ("/feeds/articles.{}?published_before=2026-03-07T09:30:30Z", vec!["Pont"]),
        ("/feeds/articles.{}?category=personne", vec![]),
        ("/feeds/categories/villes.{}", vec!["Ndar", "Marché", "Pont"]),
        ("/feeds/categories/sor.{}?limit=1&content=summary", vec!["Ndar"]),
        ("/feeds/authors/awa.{}", vec!["Pont"]),
        ("/feeds/articles.{}?tag=fleuve", vec!["Pont"]),
        ("/feeds/tags/ville.{}", vec!["Marché", "Pont"]),
    ] {
        assert_eq!(titles(&reader, path).await, expected, "{path}");
    }
    let wolof = atom(&reader, "/feeds/articles.atom?locale=wo").await;
    assert_eq!((wolof.lang.as_deref(), &wolof.entries[0].title.lang), (Some("wo"), &None));
    let all = atom(&reader, "/feeds/articles.atom").await;
    assert_eq!((all.lang.as_deref(), all.entries[0].title.lang.as_deref()), (Some("fr"), Some("wo")));
    let section = atom(&reader, &format!("/feeds/categories/{sor}.atom")).await;
    assert_eq!((section.title.value.as_str(), section.id), ("Sor – La Rive", format!("urn:uuid:{sor}")));
    assert_eq!(section.links[1].href, format!("{WEB}/villes/sor"));
    let about = atom(&reader, "/feeds/tags/ville.atom").await;
    assert_eq!((about.title.value.as_str(), about.id), ("Ville – La Rive", format!("urn:uuid:{town}")));
    assert_eq!(about.links[1].href, format!("{WEB}/tags/ville"));
    let terms: Vec<&str> = about.entries[1].categories.iter().map(|term| term.term.as_str()).collect();
    assert_eq!(terms, ["villes", "fleuve", "ville"], "the section first, then the tags");
    let signed = rss(&reader, "/feeds/authors/binta.rss").await;
    assert_eq!((signed.title.as_str(), signed.link), ("Binta – La Rive", format!("{WEB}/auteurs/binta")));
}

#[actix_web::test]
async fn the_language_is_that_of_what_it_is_about() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    website(&admin, json!({ "locales": ["fr", "wo"] })).await;
    let section =
        admin.post("/categories", json!({ "name": "Dex gi", "locale": "wo" })).expect(201).await.id();
    let tag = admin.post("/tags", json!({ "name": "Ndox", "locale": "wo" })).expect(201).await.id();
    let author = fixtures::author(&admin, "Awa").await;
    for (title, locale) in [("La crue", "fr"), ("Mbënn mi", "wo")] {
        let filed = json!({
            "locale": locale, "primary_category_id": section, "tag_ids": [tag], "authors": [{ "id": author }]
        });
        fixtures::published(&admin, title, filed).await;
        app.advance(60);
    }
    let reader = app.anonymous();
    for (path, language) in [
        ("/feeds/categories/dex-gi", "wo"),
        ("/feeds/tags/ndox", "wo"),
        ("/feeds/authors/awa", "fr"),
        ("/feeds/articles", "fr"),
    ] {
        assert_eq!(rss(&reader, &format!("{path}.rss")).await.language.as_deref(), Some(language), "{path}");
        let feed = atom(&reader, &format!("{path}.atom")).await;
        assert_eq!(feed.lang.as_deref(), Some(language), "{path}");
        // Entries say what they are in where that is another.
        let own: Vec<_> = feed.entries.iter().map(|entry| entry.title.lang.as_deref()).collect();
        assert_eq!(own, if language == "wo" { [None, Some("fr")] } else { [Some("wo"), None] }, "{path}");
        assert_eq!(json_feed(&reader, &format!("{path}.json")).await["language"], language, "{path}");
    }
}

#[actix_web::test]
async fn a_summary_is_no_more() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    fixtures::published(&editor, "Court", json!({ "summary": null, "body": null })).await;
    app.advance(1);
    fixtures::published(&editor, "Long", json!({})).await;
    let channel = rss(&reader, "/feeds/articles.rss?content=summary").await;
    assert!(channel.items.iter().all(|item| item.content.is_none()));
    assert_eq!(channel.items[0].description.as_deref(), Some("Un chapô."));
    let feed = atom(&reader, "/feeds/articles.atom?content=summary").await;
    assert!(feed.entries.iter().all(|entry| entry.content.is_none() && entry.authors.is_empty()));
    for (query, long) in [("?content=summary", "Un chapô."), ("", "")] {
        let items = json_feed(&reader, &format!("/feeds/articles.json{query}")).await["items"].clone();
        assert_eq!(items[0]["content_text"].as_str().unwrap_or_default(), long);
        assert_eq!(items[1]["content_text"], "Court", "every item has a text");
    }
}

#[actix_web::test]
async fn fifty_articles_cost_as_much_as_one() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let author = fixtures::author(&editor, "Awa").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let tag = fixtures::tag(&editor, "Crue").await;
    let input = json!({ "authors": [{ "id": author }], "primary_category_id": section, "tag_ids": [tag] });
    for number in 0..51 {
        fixtures::published(&editor, &format!("Bulletin {number}"), input.clone()).await;
        app.advance(1);
    }
    let reader = app.anonymous();
    for path in
        ["/feeds/articles.{}", "/feeds/categories/fleuve.{}", "/feeds/authors/awa.{}", "/feeds/tags/crue.{}"]
    {
        let held = titles(&reader, path).await;
        assert_eq!((held.len(), held[0].as_str(), held[49].as_str()), (50, "Bulletin 50", "Bulletin 1"));
        for form in FORMS {
            let reply = reader.get(&path.replace("{}", form)).expect(200).await;
            assert!(reply.statements() <= 7, "{path}: {}", reply.statements());
        }
    }
    assert_eq!(titles(&reader, "/feeds/articles.{}?limit=100").await.len(), 51);
}
