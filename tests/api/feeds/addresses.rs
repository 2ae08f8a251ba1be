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
    let input = json!({ "authors": [{ "id": author }], "primary_category_id": section });
    let id = fixtures::published(&editor, "Crue", input).await.id();
    let (reader, server) = (app.anonymous(), "https://griot.test:8443/cms");
    let article = format!("{server}/api/v1/articles/{id}");
    for (path, home) in [
        ("/feeds/articles", format!("{server}/api/v1/site")),
        ("/feeds/categories/fleuve", format!("{server}/api/v1/categories/{section}")),
        ("/feeds/authors/awa", format!("{server}/api/v1/authors/{author}")),
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
    for form in FORMS {
        for (old, new) in [("authors/awa", "authors/awa-diop"), ("categories/sor", "categories/ville")] {
            let moved = reader.get(&format!("/feeds/{old}.{form}?content=summary&limit=2")).expect(301).await;
            assert_eq!(
                moved.header("location"),
                Some(&*format!("/feeds/{new}.{form}?content=summary&limit=2"))
            );
            reader.get(&format!("/feeds/{new}.{form}")).expect(200).await;
        }
        for nobody in ["authors/personne", "categories/personne", "authors/A", "categories/a.b"] {
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
