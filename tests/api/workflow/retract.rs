//! What is withdrawn says so everywhere, and is nowhere else.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::guards::events::log;
use crate::support::{Client, TestApp, fixtures};

const NOTICE: &str = "Cet article reposait sur un document falsifié.";

async fn retract(client: &Client, id: Uuid, notice: &str) -> Value {
    let body = json!({ "notice": notice });
    client.post(&format!("/articles/{id}/retract"), body).if_match("*").expect(200).await.data()
}

#[actix_web::test]
async fn every_address_says_that_it_is_gone() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let site = json!({ "public_url": "https://rive.example" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let tag = fixtures::tag(&editor, "Crue").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let author = fixtures::author(&editor, "Awa").await;
    let filed = json!({
        "primary_category_id": section, "tag_ids": [tag], "authors": [{ "id": author }], "slug": "la-crue",
    });
    let id = fixtures::published(&editor, "La crue", filed.clone()).await.id();
    let mut other = filed;
    other["slug"] = json!("le-port");
    let other = fixtures::published(&editor, "Le port", other).await.id();
    editor.patch(&format!("/articles/{id}"), json!({ "slug": "la-decrue" })).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    let menu = json!({ "slug": "main", "name": "M", "items": [{ "article_id": id }] });
    editor.post("/menus", menu).expect(201).await;
    let lists = [
        "/articles?count=true",
        "/articles?q=crue&count=true",
        "/articles?tag=crue&count=true",
        "/articles?category=fleuve&count=true",
        "/articles?author=awa&count=true",
        "/search?q=crue&types=article&count=true&facets=tag",
        "/feeds/articles.rss",
        "/feeds/tags/crue.json",
        "/sitemaps/articles/1.xml",
        "/sitemap-news.xml",
        "/menus/main",
        &format!("/articles/{other}/related"),
    ];
    for path in lists {
        let text = String::from_utf8_lossy(&reader.get(path).expect(200).await.body).to_lowercase();
        assert!(text.contains("crue"), "{path}: {text}");
    }
    let withdrawn = retract(&editor, id, NOTICE).await;
    assert_eq!(
        (&withdrawn["status"], &withdrawn["retraction_notice"]),
        (&json!("retracted"), &json!(NOTICE))
    );
    for name in [id.to_string(), "la-crue".to_owned(), "la-decrue".to_owned()] {
        for rest in ["", "/json-ld", "/related", "?fields=title", "?profile=lite"] {
            let told = reader.get(&format!("/articles/{name}{rest}")).refused(410, "retracted").await.json();
            assert_eq!(told["notice"], NOTICE, "{name}{rest}");
        }
    }
    for path in lists {
        let text = String::from_utf8_lossy(&reader.get(path).expect(200).await.body).to_lowercase();
        assert!(!text.contains("la crue") && !text.contains("decrue"), "{path}: {text}");
    }
    let resolved = reader.get("/resolve?path=/fleuve/la-decrue").send().await;
    assert!(resolved.status == 404 || resolved.status == 410, "{resolved}");
    // The desk still has it, and what is done to it there changes nothing outside.
    let path = format!("/articles/{id}");
    editor.patch(&path, json!({ "kicker": "Retiré" })).if_match("*").expect(200).await;
    editor.delete(&path).if_match("*").expect(204).await;
    reader.get(&path).refused(410, "retracted").await;
}

#[actix_web::test]
async fn said_twice_it_is_said_once() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let first = retract(&editor, id, NOTICE).await;
    let before = log(&app.state).await.len();
    assert_eq!(retract(&editor, id, NOTICE).await["version"], first["version"]);
    assert_eq!(log(&app.state).await.len(), before);
    retract(&editor, id, "Un autre avis.").await;
    assert_eq!(log(&app.state).await.last().unwrap().2, "article.retracted");
    let told = reader.get("/articles/la-crue").refused(410, "retracted").await.json();
    assert_eq!(told["notice"], "Un autre avis.");
}

#[actix_web::test]
async fn only_what_readers_could_have_seen() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}/retract");
    let never = editor.post(&path, json!({ "notice": NOTICE })).if_match("*");
    let told = never.refused(409, "illegal-transition").await.json();
    assert_eq!(
        told["detail"],
        "An article that was never public cannot retract. It allows: submit, publish, schedule, trash."
    );
    for (body, code) in [
        (json!({}), "required"),
        (json!({ "notice": "" }), "too-short"),
        (json!({ "notice": "  " }), "format"),
        (json!({ "notice": "x".repeat(2001) }), "too-long"),
    ] {
        let refused = editor.post(&path, body.clone()).if_match("*").expect(422).await;
        assert_eq!(refused.json()["errors"][0]["code"], code, "{body}");
    }
    // What was public and no longer is, too.
    fixtures::publish(&editor, id).await;
    editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").expect(200).await;
    app.anonymous().get("/articles/la-crue").refused(404, "not-found").await;
    retract(&editor, id, NOTICE).await;
    app.anonymous().get("/articles/la-crue").refused(410, "retracted").await;
}

#[actix_web::test]
async fn an_end_to_it() {
    let app = TestApp::new().await;
    let (editor, admin, reader) = (app.editor().await, app.admin().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    retract(&editor, id, NOTICE).await;
    let path = format!("/articles/{id}/reinstate");
    editor.post(&path, json!({})).if_match("*").refused(403, "forbidden").await;
    let back = admin.post(&path, json!({})).if_match("*").expect(200).await.data();
    assert_eq!(back["status"], "draft");
    reader.get("/articles/la-crue").refused(404, "not-found").await;
    fixtures::publish(&editor, id).await;
    reader.get("/articles/la-crue").expect(200).await;
    let kinds: Vec<String> = log(&app.state).await.into_iter().map(|row| row.2).collect();
    let kinds: Vec<&str> =
        kinds.iter().map(String::as_str).filter(|kind| kind.starts_with("article")).collect();
    assert_eq!(
        kinds,
        [
            "article.created",
            "article.published",
            "article.retracted",
            "article.reinstated",
            "article.published"
        ]
    );
}

#[actix_web::test]
async fn a_page_is_withdrawn_alike() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = editor.post("/pages", json!({ "title": "Mentions" })).expect(201).await.id();
    let path = format!("/pages/{id}");
    editor.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
    let body = json!({ "notice": NOTICE });
    editor.post(&format!("{path}/retract"), body).if_match("*").expect(200).await;
    let told = reader.get("/pages/mentions").refused(410, "retracted").await.json();
    assert_eq!(told["notice"], NOTICE);
}

/// Of many at once with one tag, one says it; the others learn that they were late.
#[actix_web::test]
async fn one_of_many_with_one_tag() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for round in 0..8 {
        let made = fixtures::published(&editor, &format!("Crue {round}"), json!({})).await;
        let (id, tag) = (made.id(), made.header("etag").unwrap().to_owned());
        let body = json!({ "notice": NOTICE });
        let path = format!("/articles/{id}/retract");
        let calls = (0..12).map(|_| editor.post(&path, body.clone()).if_match(&tag).send());
        let replies = futures_util::future::join_all(calls).await;
        let done: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(done.len(), 1, "round {round}");
        assert_eq!(done[0].data()["status"], "retracted");
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(reply.status, 412, "{reply}");
        }
    }
    let kinds: Vec<String> = log(&app.state).await.into_iter().map(|row| row.2).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "article.retracted").count(), 8);
}

/// A version has one status, whoever reads it while others write.
#[actix_web::test]
async fn no_version_is_seen_in_two_ways() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let write = async {
        for _ in 0..12 {
            retract(&editor, id, NOTICE).await;
            admin.post(&format!("{path}/reinstate"), json!({})).if_match("*").expect(200).await;
            fixtures::publish(&editor, id).await;
        }
    };
    let read = async {
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..60 {
            let calls = (0..4).map(|_| admin.get(&format!("{path}?edition=draft")).send());
            for reply in futures_util::future::join_all(calls).await {
                let data = reply.data();
                let status = seen.entry(data["version"].as_i64()).or_insert_with(|| data["status"].clone());
                assert_eq!(*status, data["status"], "version {}", data["version"]);
            }
        }
    };
    futures_util::future::join(write, read).await;
}
