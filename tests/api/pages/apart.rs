//! A page is never an article, and an article never a page, at whatever door one knocks.

use diesel::prelude::*;
use griot::articles::ArticleId;
use griot::db::AnyId;
use griot::db::schema::retractions;
use serde_json::json;

use super::{page, published};
use crate::support::compare::unnumbered;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn the_id_of_one_names_nothing_among_the_others() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    let page = published(&editor, "Contact", json!({})).await.id();
    for (collection, id, slug) in [("/pages", article, "la-crue"), ("/articles", page, "contact")] {
        for name in [id.to_string(), slug.to_owned()] {
            let path = format!("{collection}/{name}");
            reader.get(&path).refused(404, "not-found").await;
            editor.get(&format!("{path}?edition=draft")).refused(404, "not-found").await;
            let body = json!({ "title": "Autre" });
            for call in [
                editor.put(&path, body.clone()),
                editor.patch(&path, body.clone()),
                editor.delete(&path),
                editor.post(&format!("{path}/publish"), json!({})),
                editor.post(&format!("{path}/unpublish"), json!({})),
                editor.post(&format!("{path}/restore"), json!({})),
            ] {
                call.if_match("*").refused(412, "stale").await;
            }
        }
        for edition in ["public", "draft"] {
            let list = format!("{collection}?edition={edition}&count=true&ids={id},{slug}");
            let list = editor.get(&list).expect(200).await;
            assert_eq!((list.data(), &list.json()["meta"]["total"]), (json!([]), &json!(0)));
        }
    }
    assert_eq!(reader.get(&format!("/articles/{article}")).expect(200).await.data()["title"], "La crue");
    assert_eq!(reader.get(&format!("/pages/{page}")).expect(200).await.data()["title"], "Contact");
}

#[actix_web::test]
async fn nothing_about_articles_changes_when_a_page_does() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let awa = fixtures::author(&editor, "Awa").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let tag = editor.post("/tags", json!({ "name": "Crue" })).expect(201).await.id();
    let more = json!({ "authors": [{ "id": awa }], "primary_category_id": section, "tag_ids": [tag] });
    fixtures::published(&editor, "La crue", more).await;
    let site = json!({ "public_url": "https://www.example.org" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let documents = |look: &str| look.starts_with("/feeds") || look.starts_with("/sitemap");
    let looks = [
        "/articles?count=true",
        "/articles?count=true&sort=title",
        "/articles?count=true&sort=-updated_at",
        "/articles?count=true&locale=fr",
        "/articles?count=true&type=news",
        "/articles?count=true&featured=false",
        "/articles?edition=draft&count=true",
        "/articles?edition=draft&count=true&status=published,draft",
        "/authors/awa",
        "/categories/fleuve",
        "/series?count=true",
        "/search?q=contact&types=article,author,category,tag&count=true",
        "/sitemaps/sections.xml",
        "/sitemap-news.xml",
        "/categories?tree=true",
        "/tags/crue",
        "/trash?count=true",
        "/feeds/articles.rss",
        "/feeds/articles.atom",
        "/feeds/articles.json",
    ];
    let mut before = Vec::new();
    for look in looks {
        before.push((if documents(look) { reader.get(look) } else { editor.get(look) }).expect(200).await);
    }
    published(&editor, "Contact", json!({})).await;
    let path = format!("/pages/{}", page(&editor, "À jeter", json!({})).await.id());
    editor.delete(&path).if_match("*").expect(204).await;
    for (look, before) in looks.iter().zip(before) {
        let after = if documents(look) { reader.get(look) } else { editor.get(look) };
        let after = after.expect(200).await;
        assert_eq!(unnumbered(after.body), unnumbered(before.body), "{look}");
    }
}

#[actix_web::test]
async fn a_notice_stays_with_its_kind() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    let page = published(&editor, "Contact", json!({})).await.id();
    let retract = move |tx: &mut griot::db::Tx<'_>| {
        for id in [article, page] {
            let row = (
                retractions::id.eq(AnyId(tx.next_id())),
                retractions::article_id.eq(ArticleId(id)),
                retractions::notice.eq("Retiré."),
                retractions::from_at.eq(tx.now()),
                retractions::until_at.eq(griot::clock::Timestamp::FOREVER),
            );
            diesel::insert_into(retractions::table).values(row).execute(&mut **tx)?;
        }
        Ok(())
    };
    app.state.db.write(retract).await.unwrap();
    let reader = app.anonymous();
    for (id, slug, own, other) in
        [(article, "la-crue", "/articles", "/pages"), (page, "contact", "/pages", "/articles")]
    {
        for name in [id.to_string(), slug.to_owned()] {
            let gone = reader.get(&format!("{own}/{name}")).refused(410, "retracted").await;
            assert_eq!(gone.json()["notice"], "Retiré.");
            reader.get(&format!("{other}/{name}")).refused(404, "not-found").await;
        }
        assert_eq!(reader.get(own).expect(200).await.data(), json!([]));
    }
}

#[actix_web::test]
async fn the_trash_is_sorted() {
    let app = TestApp::new().await;
    let (editor, author) = (app.editor().await, app.author().await);
    let article = fixtures::article(&editor, "La crue", json!({})).await.id();
    let page = page(&editor, "Contact", json!({})).await.id();
    editor.delete(&format!("/articles/{article}")).if_match("*").expect(204).await;
    editor.delete(&format!("/pages/{page}")).if_match("*").expect(204).await;
    for (query, id) in [("", article), ("?kind=article", article), ("?kind=page", page)] {
        let list = editor.get(&format!("/trash{query}")).expect(200).await;
        assert_eq!(list.pluck("id"), [json!(id)], "{query}");
    }
    let refused = author.get("/trash?kind=page").refused(403, "forbidden").await;
    assert_eq!(refused.json()["permission"], "pages:write");
    editor.get("/trash?kind=menu").refused(400, "bad-parameter").await;
}

#[actix_web::test]
async fn search_engines_find_pages_but_not_among_the_news() {
    let app = TestApp::new().await;
    let (editor, admin, reader) = (app.editor().await, app.admin().await, app.anonymous());
    let site =
        json!({ "public_url": "https://www.example.org", "url_templates": { "page": "/infos/{slug}" } });
    admin.patch("/site", site).if_match("*").expect(200).await;
    published(&editor, "Contact", json!({})).await;
    published(&editor, "Cachée", json!({ "seo": { "noindex": true } })).await;
    let text = async |path: &str| String::from_utf8(reader.get(path).expect(200).await.body).unwrap();
    assert!(text("/sitemap.xml").await.contains("/sitemaps/articles/1.xml"));
    let part = text("/sitemaps/articles/1.xml").await;
    assert!(part.contains("<loc>https://www.example.org/infos/contact</loc>"), "{part}");
    assert!(!part.contains("cachee"), "{part}");
    assert!(!text("/sitemap-news.xml").await.contains("contact"));
}
