//! `/sitemap.xml`, its parts, the news and `/robots.txt`: what search engines are told, and what not.

use diesel::prelude::*;
use griot::db::schema::sitemap_parts;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp, fixtures};

const WEB: &str = "https://www.example.org";

async fn website(admin: &Client) {
    let site = json!({ "name": "La Rive & fils", "public_url": WEB });
    admin.patch("/site", site).if_match("*").expect(200).await;
}

async fn xml(client: &Client, path: &str) -> Response {
    let reply = client.get(path).expect(200).await;
    assert_eq!(reply.header("content-type"), Some("application/xml; charset=utf-8"));
    check_schema(&reply);
    reply
}

/// The text of every element of this name, in order.
fn all(reply: &Response, name: &str) -> Vec<String> {
    let text = String::from_utf8(reply.body.clone()).unwrap();
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut found = Vec::new();
    for rest in text.split(&open).skip(1) {
        let value = rest.split_once(&close).unwrap_or_else(|| panic!("{name} is left open: {reply}")).0;
        found.push(Html::parse_fragment(value).root_element().text().collect());
    }
    found
}

/// What sitemap.xsd, siteindex.xsd and sitemap-news.xsd demand: the root and its namespace, which
/// elements in which order and how often, addresses of 12 to 2,048 characters, dates of the W3C.
fn check_schema(reply: &Response) {
    let text = String::from_utf8(reply.body.clone()).unwrap();
    let text = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration").trim();
    let is_index = text.starts_with("<sitemapindex");
    let head = &text[..text.find('>').unwrap()];
    assert!(head.contains("xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""), "{reply}");
    let has_news = head.contains("xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"");
    assert_eq!(text.contains("<news:"), has_news, "{reply}");
    let has_links = head.contains("xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    assert_eq!(text.contains("<xhtml:"), has_links, "{reply}");
    let item = if is_index { "sitemap" } else { "url" };
    let items: Vec<&str> = text.split(&format!("<{item}>")).skip(1).collect();
    assert!(
        !items.is_empty() || reply.path.starts_with("/sitemap-news.xml"),
        "the schema wants one: {reply}"
    );
    for one in &items {
        let mut order: Vec<&str> = Vec::new();
        for tag in one.split('<').skip(1).filter(|tag| !tag.starts_with('/')) {
            order.push(tag.split(['>', ' ']).next().unwrap());
        }
        let news = [
            "news:news",
            "news:publication",
            "news:name",
            "news:language",
            "news:publication_date",
            "news:title",
        ];
        let mut rest = order.as_slice();
        assert_eq!(rest.first(), Some(&"loc"), "{reply}");
        rest = &rest[1..];
        rest = rest.strip_prefix(&["lastmod"]).unwrap_or(rest);
        let links = rest.iter().take_while(|name| **name == "xhtml:link").count();
        assert!(links != 1, "the own language is among them: {order:?}");
        rest = &rest[links..];
        assert!(rest.is_empty() || (!is_index && rest == news), "{order:?}");
    }
    for address in all(reply, "loc") {
        assert!((12..2_048).contains(&address.len()) && url::Url::parse(&address).is_ok(), "{address}");
    }
    for name in ["lastmod", "news:publication_date"] {
        for date in all(reply, name) {
            assert!(chrono::DateTime::parse_from_rfc3339(&date).is_ok(), "{date}");
        }
    }
    assert!(Selector::parse("loc").is_ok() && items.len() <= 50_000 && reply.body.len() <= 50_000_000);
}

#[actix_web::test]
async fn without_a_website_there_is_nothing_to_say() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    fixtures::published(&editor, "Crue", json!({})).await;
    for path in ["/sitemap.xml", "/sitemap-news.xml", "/sitemaps/sections.xml", "/sitemaps/articles/1.xml"] {
        let refused = reader.get(path).refused(404, "not-found").await;
        assert!(refused.json()["detail"].as_str().unwrap().contains("public_url"), "{refused}");
    }
    let robots = reader.get("/robots.txt").expect(200).await;
    assert_eq!(robots.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(robots.body, b"User-agent: *\nDisallow:\n");
    website(&app.admin().await).await;
    let robots = String::from_utf8(reader.get("/robots.txt").expect(200).await.body).unwrap();
    let lines: Vec<&str> = robots.lines().filter(|line| line.starts_with("Sitemap: ")).collect();
    assert_eq!(
        lines,
        ["Sitemap: http://griot.test/sitemap.xml", "Sitemap: http://griot.test/sitemap-news.xml"]
    );
}

/// Language and address of the links of the page with this address.
fn languages(reply: &Response, address: &str) -> Vec<(String, String)> {
    let text = String::from_utf8(reply.body.clone()).unwrap();
    let page = text.split("<url>").find(|page| page.contains(&format!("<loc>{address}</loc>"))).unwrap();
    let value = |link: &str, name: &str| {
        let (_, rest) = link.split_once(&format!(" {name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let links = page.split("<xhtml:link").skip(1);
    links
        .map(|link| {
            assert_eq!(value(link, "rel"), "alternate");
            (value(link, "hreflang"), value(link, "href"))
        })
        .collect()
}

#[actix_web::test]
async fn a_page_names_its_other_languages() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    website(&admin).await;
    let river = fixtures::category(&admin, "Fleuve", None).await;
    let body = json!({ "name": "River", "locale": "en", "translation_of": river });
    let english = admin.post("/categories", body).expect(201).await.id();
    let water = fixtures::tag(&admin, "Eau").await;
    let body = json!({ "name": "Ndox", "locale": "wo", "translation_of": water });
    let wolof = admin.post("/tags", body).expect(201).await.id();
    let input = |section, tag| json!({ "primary_category_id": section, "tag_ids": [tag] });
    let french = fixtures::published(&admin, "La crue", input(river, water)).await.id();
    fixtures::published(&admin, "Autre", json!({})).await;
    let into = |locale: &str, section, tag| {
        let mut body = input(section, tag);
        body["locale"] = json!(locale);
        body["translation_of"] = json!(french);
        body
    };
    let flood = fixtures::article(&admin, "The flood", into("en", english, wolof)).await.id();
    let (crue, of_flood) = (format!("{WEB}/fleuve/la-crue"), format!("{WEB}/river/the-flood"));
    let articles = || xml(&reader, "/sitemaps/articles/1.xml");
    assert_eq!(languages(&articles().await, &crue), [], "the other is a draft");
    fixtures::publish(&admin, flood).await;
    let both = [("en".to_owned(), of_flood.clone()), ("fr".to_owned(), crue.clone())];
    let reply = articles().await;
    assert!(reply.statements() <= 3, "{}", reply.statements());
    for address in [&crue, &of_flood] {
        assert_eq!(languages(&reply, address), both, "{address}");
    }
    assert_eq!(languages(&reply, &format!("{WEB}/autre")), []);
    let section = |locale: &str, slug: &str| (locale.to_owned(), format!("{WEB}/{slug}"));
    let sections = xml(&reader, "/sitemaps/sections.xml").await;
    let both = [section("fr", "fleuve"), section("en", "river")];
    assert_eq!(languages(&sections, &format!("{WEB}/river")), both);
    assert_eq!(languages(&sections, &format!("{WEB}/")), []);
    let tags = xml(&reader, "/sitemaps/tags.xml").await;
    assert_eq!(languages(&tags, &format!("{WEB}/tags/eau")).len(), 2);
    // Robots are not sent to what they are asked to leave alone.
    let hidden = json!({ "seo": { "noindex": true } });
    admin.patch(&format!("/articles/{flood}"), hidden).if_match("*").expect(200).await;
    fixtures::publish(&admin, flood).await;
    assert_eq!(languages(&articles().await, &crue), []);
}

#[actix_web::test]
async fn every_public_page_and_no_other() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    website(&admin).await;
    assert_eq!(all(&xml(&reader, "/sitemap.xml").await, "loc"), ["http://griot.test/sitemaps/sections.xml"]);
    assert_eq!(all(&xml(&reader, "/sitemaps/sections.xml").await, "loc"), [format!("{WEB}/")]);
    for path in ["/sitemaps/authors.xml", "/sitemaps/tags.xml", "/sitemaps/articles/1.xml"] {
        reader.get(path).refused(404, "not-found").await;
    }
    let (awa, _) = (fixtures::author(&admin, "Awa").await, fixtures::author(&admin, "Personne").await);
    let root = fixtures::category(&admin, "Villes", None).await;
    let sor = fixtures::category(&admin, "Sor", Some(root)).await;
    fixtures::category(&admin, "Vide", None).await;
    let (river, _) = (fixtures::tag(&admin, "Fleuve").await, fixtures::tag(&admin, "Rien").await);
    let input = json!({ "authors": [{ "id": awa }], "primary_category_id": sor, "tag_ids": [river] });
    let crue = fixtures::published(&admin, "Crue", input).await.id();
    app.advance(60);
    fixtures::published(&admin, "Décrue", json!({})).await;
    fixtures::published(&admin, "Discret", json!({ "seo": { "noindex": true } })).await;
    fixtures::article(&admin, "Brouillon", json!({})).await;
    let gone = fixtures::published(&admin, "Parti", json!({})).await.id();
    admin.post(&format!("/articles/{gone}/unpublish"), json!({})).if_match("*").expect(200).await;
    let index = xml(&reader, "/sitemap.xml").await;
    let at = |part: &str| format!("http://griot.test/sitemaps/{part}.xml");
    assert_eq!(all(&index, "loc"), [at("sections"), at("authors"), at("tags"), at("articles/1")]);
    assert_eq!(all(&index, "lastmod"), ["2026-03-07T09:31:00+00:00"]);
    let articles = xml(&reader, "/sitemaps/articles/1.xml").await;
    assert_eq!(all(&articles, "loc"), [format!("{WEB}/sor/crue"), format!("{WEB}/decrue")]);
    assert_eq!(all(&articles, "lastmod"), ["2026-03-07T09:30:00+00:00", "2026-03-07T09:31:00+00:00"]);
    let sections = xml(&reader, "/sitemaps/sections.xml").await;
    assert_eq!(
        all(&sections, "loc"),
        [format!("{WEB}/"), format!("{WEB}/villes"), format!("{WEB}/villes/sor")]
    );
    assert_eq!(all(&xml(&reader, "/sitemaps/authors.xml").await, "loc"), [format!("{WEB}/auteurs/awa")]);
    assert_eq!(all(&xml(&reader, "/sitemaps/tags.xml").await, "loc"), [format!("{WEB}/tags/fleuve")]);
    for path in ["/sitemap.xml", "/sitemaps/sections.xml", "/sitemaps/articles/1.xml", "/sitemap-news.xml"] {
        let reply = reader.get(path).expect(200).await;
        assert!(reply.statements() <= 3, "{path}: {}", reply.statements());
        assert_eq!(reply.header("cache-control"), Some("public, max-age=0, s-maxage=60"));
        let minute = if path.contains("sections") { 30 } else { 31 };
        let changed = format!("Sat, 07 Mar 2026 09:{minute}:00 GMT");
        assert_eq!(reply.header("last-modified"), Some(changed.as_str()), "{path}");
        let fresh = reader.get(path).header("If-None-Match", &reply.etag()).expect(304).await;
        assert!(fresh.body.is_empty());
    }
    // Out and in again: with another mind about search engines, and back in the part it was in.
    for (noindex, held) in [(true, vec!["decrue"]), (false, vec!["sor/crue", "decrue"])] {
        app.advance(60);
        let path = format!("/articles/{crue}");
        admin.patch(&path, json!({ "seo": { "noindex": noindex } })).if_match("*").expect(200).await;
        fixtures::publish(&admin, crue).await;
        let held: Vec<String> = held.iter().map(|path| format!("{WEB}/{path}")).collect();
        assert_eq!(all(&xml(&reader, "/sitemaps/articles/1.xml").await, "loc"), held);
    }
    for path in ["/sitemaps/articles/0.xml", "/sitemaps/articles/01.xml", "/sitemaps/articles/2.xml"] {
        reader.get(path).refused(404, "not-found").await;
    }
    for path in ["/sitemaps/articles/x.xml", "/sitemaps/articles/99999999999.xml", "/sitemaps/x.xml"] {
        reader.get(path).refused(404, "not-found").await;
    }
    reader.get("/sitemap.xml?page=1").refused(400, "bad-parameter").await;
}

/// How many articles each part was given.
async fn parts(app: &TestApp) -> Vec<(i32, i32)> {
    let columns = (sitemap_parts::number, sitemap_parts::articles);
    let read = app.state.db.read(move |conn| {
        Ok(sitemap_parts::table.select(columns).order(sitemap_parts::number).load(conn)?)
    });
    read.await.unwrap()
}

#[actix_web::test]
async fn a_full_part_is_followed_by_another_and_none_moves() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    website(&admin).await;
    let first = fixtures::published(&admin, "Un", json!({})).await.id();
    assert_eq!(parts(&app).await, [(1, 1)]);
    let fill = app.state.db.write(|tx| {
        diesel::update(sitemap_parts::table).set(sitemap_parts::articles.eq(9_999)).execute(&mut **tx)?;
        Ok(())
    });
    fill.await.unwrap();
    for title in ["Deux", "Trois"] {
        app.advance(60);
        fixtures::published(&admin, title, json!({})).await;
    }
    app.advance(60);
    admin.patch(&format!("/articles/{first}"), json!({ "title": "Un bis" })).if_match("*").expect(200).await;
    fixtures::publish(&admin, first).await;
    assert_eq!(parts(&app).await, [(1, 10_000), (2, 1)]);
    let index = xml(&reader, "/sitemap.xml").await;
    assert_eq!(
        all(&index, "loc")[1..],
        [1, 2].map(|n| format!("http://griot.test/sitemaps/articles/{n}.xml"))
    );
    assert_eq!(all(&index, "lastmod"), ["2026-03-07T09:33:00+00:00", "2026-03-07T09:32:00+00:00"]);
    let one = xml(&reader, "/sitemaps/articles/1.xml").await;
    assert_eq!(all(&one, "loc"), [format!("{WEB}/un"), format!("{WEB}/deux")]);
    assert_eq!(all(&xml(&reader, "/sitemaps/articles/2.xml").await, "loc"), [format!("{WEB}/trois")]);
}

#[actix_web::test]
async fn the_news_of_two_days() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    website(&admin).await;
    assert!(all(&xml(&reader, "/sitemap-news.xml").await, "loc").is_empty());
    fixtures::published(&admin, "Avant-hier", json!({})).await;
    app.advance(60);
    fixtures::published(&admin, "« L’eau » & <la boue>\u{1}", json!({ "locale": "fr-SN" })).await;
    fixtures::published(&admin, "Discret", json!({ "seo": { "noindex": true } })).await;
    let titles = ["« L’eau » & <la boue>", "Avant-hier"];
    let news = xml(&reader, "/sitemap-news.xml").await;
    assert_eq!(all(&news, "news:title"), titles);
    assert_eq!(all(&news, "news:language"), ["fr", "fr"]);
    assert_eq!(all(&news, "news:name"), ["La Rive & fils", "La Rive & fils"]);
    assert_eq!(
        all(&news, "news:publication_date"),
        ["2026-03-07T09:31:00+00:00", "2026-03-07T09:30:00+00:00"]
    );
    app.advance(48 * 3_600 - 61);
    assert_eq!(all(&xml(&reader, "/sitemap-news.xml").await, "news:title"), titles);
    app.advance(2);
    assert_eq!(all(&xml(&reader, "/sitemap-news.xml").await, "news:title"), titles[..1]);
    let values: Value = reader.get("/openapi.json").expect(200).await.json();
    assert!(values["paths"]["/sitemaps/articles/{number}.xml"].is_object());
}
