//! Where feeds are, and where they lead.

use griot::config::PublicUrl;
use serde_json::json;
use uuid::Uuid;

use super::{FORMS, atom, json_feed, rss};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn links_lead_to_the_server_while_there_is_no_website() {
    let app = TestApp::with(|config| {
        config.server.public_url = Some(PublicUrl::parse("https://griot.test:8443/cms/").unwrap());
    });
    let app = app.await;
    let editor = app.editor().await;
    let author = fixtures::author(&editor, "Awa").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let tag = fixtures::tag(&editor, "Crue").await;
    let input = json!({ "authors": [{ "id": author }], "primary_category_id": section, "tag_ids": [tag] });
    let id = fixtures::published(&editor, "Crue", input).await.id();
    let (reader, server) = (app.anonymous(), "https://griot.test:8443/cms");
    let article = format!("{server}/api/v1/articles/{id}");
    for (path, home) in [
        ("/feeds/articles", format!("{server}/api/v1/site")),
        ("/feeds/categories/fleuve", format!("{server}/api/v1/categories/{section}")),
        ("/feeds/authors/awa", format!("{server}/api/v1/authors/{author}")),
        ("/feeds/tags/crue", format!("{server}/api/v1/tags/{tag}")),
    ] {
        let channel = rss(&reader, &format!("{path}.rss?limit=5&content=full")).await;
        assert_eq!((&channel.link, channel.items[0].link.as_ref()), (&home, Some(&article)));
        let own = &channel.atom_ext.clone().unwrap().links[0].href;
        assert_eq!(own, &format!("{server}{path}.rss?limit=5&content=full"));
        let feed = atom(&reader, &format!("{path}.atom")).await;
        assert_eq!((&feed.links[1].href, &feed.entries[0].links[0].href), (&home, &article));
        assert_eq!(feed.entries[0].authors[0].uri, None);
        let feed = json_feed(&reader, &format!("{path}.json")).await;
        assert_eq!((&feed["home_page_url"], &feed["items"][0]["url"]), (&json!(home), &json!(article)));
    }
}

#[actix_web::test]
async fn a_former_slug_leads_on() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let author = fixtures::author(&editor, "Awa").await;
    let section = fixtures::category(&editor, "Sor", None).await;
    editor
        .patch(&format!("/authors/{author}"), json!({ "slug": "awa-diop" }))
        .if_match("*")
        .expect(200)
        .await;
    editor
        .patch(&format!("/categories/{section}"), json!({ "slug": "ville" }))
        .if_match("*")
        .expect(200)
        .await;
    let tag = fixtures::tag(&editor, "Crue").await;
    editor.patch(&format!("/tags/{tag}"), json!({ "slug": "inondation" })).if_match("*").expect(200).await;
    for form in FORMS {
        for (old, new) in [
            ("authors/awa", "authors/awa-diop"),
            ("categories/sor", "categories/ville"),
            ("tags/crue", "tags/inondation"),
        ] {
            let moved = reader.get(&format!("/feeds/{old}.{form}?content=summary&limit=2")).expect(301).await;
            assert_eq!(
                moved.header("location"),
                Some(&*format!("/feeds/{new}.{form}?content=summary&limit=2"))
            );
            reader.get(&format!("/feeds/{new}.{form}")).expect(200).await;
        }
        for nobody in
            ["authors/personne", "categories/personne", "tags/personne", "authors/A", "categories/a.b"]
        {
            reader.get(&format!("/feeds/{nobody}.{form}")).refused(404, "not-found").await;
        }
        reader.get(&format!("/feeds/authors/{}.{form}", Uuid::nil())).refused(404, "not-found").await;
    }
    for path in
        ["/feeds/", "/feeds/articles", "/feeds/articles.xml", "/feeds/authors/.rss", "/feeds/authors/awa"]
    {
        reader.get(path).refused(404, "not-found").await;
    }
    let reply =
        reader.post("/feeds/authors/awa-diop.atom", json!({})).refused(405, "method-not-allowed").await;
    assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[actix_web::test]
async fn a_hub_is_named_where_one_is_configured() {
    let hub = "https://hub.example.org/";
    let app = TestApp::with(|config| config.feeds.hub = Some(hub.to_owned())).await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    fixtures::tag(&editor, "Crue").await;
    for path in ["/feeds/articles", "/feeds/tags/crue"] {
        let channel = rss(&reader, &format!("{path}.rss?limit=5")).await;
        let links = channel.atom_ext.unwrap().links;
        assert_eq!((links[1].rel.as_str(), links[1].href.as_str()), ("hub", hub));
        let feed = atom(&reader, &format!("{path}.atom")).await;
        let hubs: Vec<&str> = feed.links.iter().filter(|l| l.rel == "hub").map(|l| l.href.as_str()).collect();
        assert_eq!(hubs, [hub]);
        let feed = json_feed(&reader, &format!("{path}.json")).await;
        assert_eq!(feed["hubs"], json!([{ "type": "WebSub", "url": hub }]));
        for form in FORMS {
            let reply = reader.get(&format!("{path}.{form}?limit=5")).expect(200).await;
            let own = format!("http://griot.test{path}.{form}?limit=5");
            let links = format!("<{hub}>; rel=\"hub\", <{own}>; rel=\"self\"");
            assert_eq!(reply.header("link"), Some(links.as_str()));
            let fresh = reader.get(&format!("{path}.{form}?limit=5")).header("If-None-Match", &reply.etag());
            assert_eq!(fresh.expect(304).await.header("link"), Some(links.as_str()));
        }
    }
    let without = TestApp::new().await.anonymous();
    let reply = without.get("/feeds/articles.json").expect(200).await;
    assert!(reply.header("link").is_none() && reply.json()["hubs"].is_null(), "{reply}");
}
