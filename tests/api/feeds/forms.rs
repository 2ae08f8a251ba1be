//! The three forms, member by member.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::{WEB, atom, json_feed, rss, website};
use crate::support::{TestApp, fixtures};

/// One article with everything, on a website.
async fn one(app: &TestApp) -> Uuid {
    let admin = app.admin().await;
    let logo = json!({ "url": format!("{WEB}/logo.png") });
    website(&admin, json!({ "tagline": "Ce que dit le fleuve", "logo": logo })).await;
    let awa = fixtures::author(&admin, "Awa Diop").await;
    let photographer = fixtures::author(&admin, "Ousmane Kane").await;
    let root = fixtures::category(&admin, "Villes", None).await;
    let section = fixtures::category(&admin, "L’été à Sor", Some(root)).await;
    let input = json!({
        "summary": "« Deux mètres »\u{a0}: l’eau & la boue.",
        "body": { "format": "html", "source": "<p>« Où\u{a0}? » Voir <a href=\"/ailleurs\">là</a>.</p>" },
        "authors": [{ "id": awa }, { "id": photographer, "role": "photographer" }],
        "primary_category_id": section,
        "image": {
            "url": format!("{WEB}/crue.jpg?a=1&b=2"), "width": 1600, "height": 900,
            "caption": "Le quai, à l’aube.", "credit": "O. Kane"
        },
    });
    fixtures::published(&admin, "L’eau monte\u{a0}: « tenez bon\u{a0}! »", input).await.id()
}

#[actix_web::test]
async fn rss_2() {
    let app = TestApp::new().await;
    let id = one(&app).await;
    let channel = rss(&app.anonymous(), "/feeds/articles.rss").await;
    assert_eq!((channel.title.as_str(), channel.link.as_str()), ("La Rive", WEB));
    assert_eq!(channel.description, "Ce que dit le fleuve");
    assert_eq!(channel.language.as_deref(), Some("fr"));
    assert_eq!(channel.last_build_date.as_deref(), Some("Sat, 07 Mar 2026 09:30:00 +0000"));
    let image = channel.image.clone().unwrap();
    assert_eq!((image.title.as_str(), image.link.as_str()), ("La Rive", WEB));
    let links = channel.atom_ext.clone().unwrap().links;
    assert_eq!((links.len(), links[0].rel.as_str()), (1, "self"));
    assert_eq!(links[0].href, "http://griot.test/feeds/articles.rss");
    let [item] = channel.items.as_slice() else { panic!("{channel:?}") };
    assert_eq!(item.title.as_deref(), Some("L’eau monte\u{a0}: « tenez bon\u{a0}! »"));
    assert_eq!(item.link.as_deref(), Some(&*format!("{WEB}/l-ete-a-sor/l-eau-monte-tenez-bon")));
    let guid = item.guid.clone().unwrap();
    assert_eq!((guid.value, guid.permalink), (format!("urn:uuid:{id}"), false));
    assert_eq!(item.pub_date.as_deref(), Some("Sat, 07 Mar 2026 09:30:00 +0000"));
    assert_eq!(item.description.as_deref(), Some("« Deux mètres »\u{a0}: l’eau &amp; la boue."));
    let html = item.content.clone().unwrap();
    assert!(html.contains("« Où\u{a0}? »") && html.contains(&format!("href=\"{WEB}/ailleurs\"")), "{html}");
    assert_eq!(item.categories.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["L’été à Sor"]);
    let names = item.dublin_core_ext.clone().unwrap();
    assert_eq!((names.creators, names.contributors), (vec!["Awa Diop".into()], vec!["Ousmane Kane".into()]));
    assert!(item.enclosure.is_none(), "nobody knows its size");
    let picture = &item.extensions["media"]["content"][0];
    let attributes = BTreeMap::from(
        [
            ("url", &*format!("{WEB}/crue.jpg?a=1&b=2")),
            ("medium", "image"),
            ("width", "1600"),
            ("height", "900"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    assert_eq!(picture.attrs, attributes);
    assert_eq!(picture.children["description"][0].value.as_deref(), Some("Le quai, à l’aube."));
    assert_eq!(picture.children["credit"][0].value.as_deref(), Some("O. Kane"));
}

#[actix_web::test]
async fn atom_1() {
    let app = TestApp::new().await;
    let id = one(&app).await;
    let feed = atom(&app.anonymous(), "/feeds/articles.atom").await;
    assert_eq!((feed.title.value.as_str(), feed.lang.as_deref()), ("La Rive", Some("fr")));
    assert_eq!(feed.subtitle.clone().unwrap().value, "Ce que dit le fleuve");
    let own = "http://griot.test/feeds/articles.atom";
    let links: Vec<(&str, &str)> = feed.links.iter().map(|l| (l.rel.as_str(), l.href.as_str())).collect();
    assert_eq!((feed.id.as_str(), links), (own, vec![("self", own), ("alternate", WEB)]));
    assert_eq!(feed.authors[0].name, "La Rive");
    assert!(feed.updated.to_rfc3339().starts_with("2026-03-07T09:30:00."));
    let [entry] = feed.entries.as_slice() else { panic!("{feed:?}") };
    let page = format!("{WEB}/l-ete-a-sor/l-eau-monte-tenez-bon");
    assert_eq!((entry.id.clone(), entry.links[0].href.clone()), (format!("urn:uuid:{id}"), page.clone()));
    assert_eq!(entry.links[0].mime_type.as_deref(), Some("text/html"));
    assert_eq!(entry.published, Some(entry.updated));
    assert_eq!(entry.summary.clone().unwrap().value, "« Deux mètres »\u{a0}: l’eau & la boue.");
    let author = &entry.authors[0];
    assert_eq!(
        (author.name.as_str(), author.uri.clone()),
        ("Awa Diop", Some(format!("{WEB}/auteurs/awa-diop")))
    );
    assert_eq!(entry.contributors[0].name, "Ousmane Kane");
    let category = &entry.categories[0];
    assert_eq!((category.term.as_str(), category.label.as_deref()), ("l-ete-a-sor", Some("L’été à Sor")));
    let content = entry.content.clone().unwrap();
    assert_eq!((content.content_type.as_deref(), content.base), (Some("html"), None));
    assert!(content.value.unwrap().contains(&format!("href=\"{WEB}/ailleurs\"")));
    let picture = &entry.extensions["media"]["content"][0].attrs;
    let address = format!("{WEB}/crue.jpg?a=1&b=2");
    assert_eq!((picture["medium"].as_str(), &picture["url"]), ("image", &address));
}

#[actix_web::test]
async fn json_feed_1_1() {
    let app = TestApp::new().await;
    let id = one(&app).await;
    let feed = json_feed(&app.anonymous(), "/feeds/articles.json?pretty").await;
    assert_eq!((&feed["title"], &feed["home_page_url"]), (&json!("La Rive"), &json!(WEB)));
    assert_eq!(feed["feed_url"], "http://griot.test/feeds/articles.json?pretty");
    let item = &feed["items"][0];
    assert_eq!((&item["id"], &item["language"]), (&json!(format!("urn:uuid:{id}")), &json!("fr")));
    assert_eq!(item["authors"], json!([{ "name": "Awa Diop", "url": format!("{WEB}/auteurs/awa-diop") }]));
    assert_eq!(
        (&item["tags"], &item["image"]),
        (&json!(["L’été à Sor"]), &json!(format!("{WEB}/crue.jpg?a=1&b=2")))
    );
    assert!(item["date_published"].as_str().unwrap().starts_with("2026-03-07T09:30:00."));
    assert!(
        item["content_html"].as_str().unwrap().contains("« Où\u{a0}? »") && item["content_text"].is_null()
    );
    assert!(item["content_html"].as_str().unwrap().contains(&format!("href=\"{WEB}/ailleurs\"")));
    // Where there is no page, nothing can be completed.
    website(&app.admin().await, json!({ "public_url": null })).await;
    let feed = json_feed(&app.anonymous(), "/feeds/articles.json").await;
    assert!(feed["items"][0]["content_html"].as_str().unwrap().contains("href=\"/ailleurs\""));
}

#[actix_web::test]
async fn nothing_breaks_the_document() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let bad = "]]> & <b> \"l'été\" ]]\u{1}> \u{8}\u{b}\u{1f}\u{fffe}\u{ffff}\u{a0}»";
    let good = "]]> & <b> \"l'été\" ]]> \u{a0}»";
    website(&admin, json!({ "name": bad, "tagline": bad })).await;
    let author = admin.post("/authors", json!({ "name": bad, "bio": bad })).expect(201).await.id();
    let section =
        admin.post("/categories", json!({ "name": bad, "description": bad })).expect(201).await.id();
    let input = json!({
        "summary": bad, "authors": [{ "id": author }], "primary_category_id": section,
        "body": { "format": "text", "source": bad },
        "image": { "url": format!("{WEB}/a.jpg?a=%22&c='d'"), "caption": bad, "credit": bad },
    });
    fixtures::published(&admin, bad, input).await;
    let reader = app.anonymous();
    for path in [
        "/feeds/articles".to_owned(),
        format!("/feeds/categories/{section}"),
        format!("/feeds/authors/{author}"),
    ] {
        for query in ["", "?pretty"] {
            let channel = rss(&reader, &format!("{path}.rss{query}")).await;
            let item = &channel.items[0];
            assert_eq!(item.title.as_deref(), Some(good));
            assert_eq!(item.categories[0].name, good);
            assert_eq!(item.dublin_core_ext.clone().unwrap().creators, [good]);
            let html = item.content.clone().unwrap();
            assert!(html.starts_with("<p>]]&gt; &amp; &lt;b&gt; \"l'été\" ]]&gt; "), "{html}");
            let feed = atom(&reader, &format!("{path}.atom{query}")).await;
            let entry = &feed.entries[0];
            assert_eq!((entry.title.value.as_str(), entry.authors[0].name.as_str()), (good, good));
            assert_eq!(entry.content.clone().unwrap().value.unwrap().trim(), html.trim());
            let feed = json_feed(&reader, &format!("{path}.json{query}")).await;
            assert_eq!(feed["items"][0]["title"], good);
        }
    }
}
