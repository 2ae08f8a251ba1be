//! What stands behind a path of the website.

use diesel::prelude::*;
use griot::articles::ArticleId;
use griot::db::schema::retractions;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, Response, TestApp, fixtures};

const WEB: &str = "https://www.example.org";

async fn resolve(client: &Client, path: &str) -> Response {
    let query: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    let reply = client.get(&format!("/resolve?path={query}")).send().await;
    assert!(reply.status != 200 || reply.statements() <= 10, "{}", reply.statements());
    reply
}

async fn shows(client: &Client, path: &str) -> (Value, Value) {
    let found = resolve(client, path).await;
    assert_eq!(found.status, 200, "{found}");
    (found.data()["type"].clone(), found.data()["id"].clone())
}

async fn leads(client: &Client, path: &str) -> (Value, Value) {
    let found = resolve(client, path).await;
    assert_eq!((found.status, &found.data()["type"]), (200, &json!("redirect")), "{found}");
    (found.data()["status"].clone(), found.data()["to"].clone())
}

struct Newsroom {
    root: Uuid,
    section: Uuid,
    author: Uuid,
    tag: Uuid,
    page: Uuid,
    placed: Uuid,
    loose: Uuid,
}

async fn newsroom(editor: &Client) -> Newsroom {
    let root = fixtures::category(editor, "Villes", None).await;
    let section = fixtures::category(editor, "Sor", Some(root)).await;
    let author = fixtures::author(editor, "Awa Diop").await;
    let tag = editor.post("/tags", json!({ "name": "Eau" })).expect(201).await.id();
    let page = editor.post("/pages", json!({ "title": "Contact" })).expect(201).await.id();
    editor.post(&format!("/pages/{page}/publish"), json!({})).if_match("*").expect(200).await;
    let placed = fixtures::published(editor, "La crue", json!({ "primary_category_id": section })).await.id();
    let loose = fixtures::published(editor, "Sans rubrique", json!({})).await.id();
    Newsroom { root, section, author, tag, page, placed, loose }
}

#[actix_web::test]
async fn every_address_leads_to_what_has_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let there = newsroom(&admin).await;
    let things = [
        ("category", "categories", there.root),
        ("category", "categories", there.section),
        ("author", "authors", there.author),
        ("tag", "tags", there.tag),
        ("page", "pages", there.page),
        ("article", "articles", there.placed),
        ("article", "articles", there.loose),
    ];
    let templates = [
        json!({}),
        json!({ "article": "/{yyyy}/{mm}/{dd}/{category_path}/{slug}.html", "category": "/r/{slug}", "page": "/infos/{locale}/{slug}" }),
        json!({ "article": "/{locale}/{category}-{id}", "category": "/s/{id}", "author": "/{id}", "tag": "/t-{id}", "page": "/p-{id}" }),
        json!({ "article": "/a/{category}/{slug}-{yyyy}", "category": "/c/{category_path}/fin", "author": "/p.{slug}", "tag": "/x/{slug}/y" }),
        json!({ "article": "/{locale}/a/{slug}", "category": "/{locale}/{category_path}", "tag": "/{locale}/x-{slug}", "page": "/{locale}/p/{slug}" }),
    ];
    for templates in templates {
        for web in [json!(WEB), json!(format!("{WEB}/journal"))] {
            let site = json!({ "public_url": web, "url_templates": templates });
            admin.patch("/site", site).if_match("*").expect(200).await;
            for (kind, room, id) in things {
                let own = format!("/{room}/{id}");
                let data = app.anonymous().get(&own).expect(200).await.data();
                let address = if room == "authors" { &data["web_url"] } else { &data["links"]["web"] };
                let address = address.as_str().unwrap();
                let found = resolve(&app.anonymous(), address).await;
                assert_eq!(found.status, 200, "{address}: {found}");
                let links = json!({ "self": format!("/api/v1{own}"), "web": address });
                let expected = json!({ "type": kind, "id": id, "slug": data["slug"], "links": links });
                assert_eq!(found.data(), expected, "{templates}");
                let path = address.strip_prefix(web.as_str().unwrap()).unwrap();
                assert_eq!(resolve(&app.anonymous(), path).await.data(), expected);
                assert_eq!(resolve(&app.anonymous(), &format!("{path}/")).await.data(), expected);
            }
        }
        let reset = json!({ "url_templates": null });
        admin.patch("/site", reset).if_match("*").expect(200).await;
    }
}

#[actix_web::test]
async fn a_path_has_to_be_named() {
    let app = TestApp::new().await;
    let refused = app.anonymous().get("/resolve").refused(400, "bad-parameter").await;
    assert_eq!(refused.faults(), [("path".to_owned(), "required".to_owned())]);
}

#[actix_web::test]
async fn what_has_moved_leads_to_where_it_is() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let there = newsroom(&editor).await;
    let anonymous = app.anonymous();
    assert_eq!(shows(&anonymous, "/sor/la-crue").await, (json!("article"), json!(there.placed)));
    // Another section, or none.
    for path in ["/villes/la-crue", "/la-crue", "/ailleurs/la-crue"] {
        assert_eq!(leads(&anonymous, path).await, (json!(301), json!("/sor/la-crue")), "{path}");
    }
    assert_eq!(leads(&anonymous, "/sor").await, (json!(301), json!("/villes/sor")));
    let article = format!("/articles/{}", there.placed);
    editor.patch(&article, json!({ "slug": "la-decrue" })).if_match("*").expect(200).await;
    assert_eq!(shows(&anonymous, "/sor/la-crue").await.1, json!(there.placed), "not published yet");
    resolve(&anonymous, "/sor/la-decrue").await.expect_problem(404, "not-found", "reserved by a draft");
    fixtures::publish(&editor, there.placed).await;
    assert_eq!(leads(&anonymous, "/sor/la-crue").await, (json!(301), json!("/sor/la-decrue")));
    editor.patch("/tags/eau", json!({ "slug": "eaux" })).if_match("*").expect(200).await;
    assert_eq!(leads(&anonymous, "/tags/eau").await, (json!(301), json!("/tags/eaux")));
    editor.patch("/categories/villes", json!({ "slug": "cites" })).if_match("*").expect(200).await;
    assert_eq!(leads(&anonymous, "/villes").await, (json!(301), json!("/cites")));
    assert_eq!(leads(&anonymous, "/villes/sor").await, (json!(301), json!("/cites/sor")));
}

#[actix_web::test]
async fn an_editor_decides_where_nothing_is() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    newsroom(&editor).await;
    let add = async |from: &str, to: Option<&str>, status: u16| {
        let body = json!({ "from": from, "to": to, "status": status });
        editor.post("/redirects", body).expect(201).await;
    };
    add("/index.php", Some("/"), 302).await;
    add("/été", Some("https://elsewhere.example/"), 301).await;
    add("/parti", None, 410).await;
    add("/sor/la-crue", Some("/oubli"), 301).await;
    add("/villes/la-crue", Some("/dossier"), 301).await;
    let anonymous = app.anonymous();
    assert_eq!(leads(&anonymous, "/index.php/").await, (json!(302), json!("/")));
    assert_eq!(leads(&anonymous, "/%C3%A9t%C3%A9").await, (json!(301), json!("https://elsewhere.example/")));
    resolve(&anonymous, "/parti").await.expect_problem(410, "gone", "taken away");
    // What is there is not shut out; what would only be guessed gives way.
    assert_eq!(shows(&anonymous, "/sor/la-crue").await.0, json!("article"));
    assert_eq!(leads(&anonymous, "/villes/la-crue").await, (json!(301), json!("/dossier")));
    editor.post("/articles/la-crue/unpublish", json!({})).if_match("*").expect(200).await;
    assert_eq!(leads(&anonymous, "/sor/la-crue").await, (json!(301), json!("/oubli")));
}

#[actix_web::test]
async fn what_is_hidden_answers_as_what_never_was() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let draft = fixtures::article(&editor, "Le secret", json!({})).await;
    let past = fixtures::published(&editor, "Retirée", json!({})).await.id();
    editor.post(&format!("/articles/{past}/unpublish"), json!({})).if_match("*").expect(200).await;
    let anonymous = app.anonymous();
    let said = async |path: &str| {
        let reply = resolve(&anonymous, path).await;
        reply.expect_problem(404, "not-found", path);
        let mut problem = reply.json();
        problem["instance"] = Value::Null;
        problem
    };
    let unknown = said("/jamais-vu").await;
    editor.post("/pages", json!({ "title": "La page" })).expect(201).await;
    for path in
        ["/la-page", "/le-secret", "/x/le-secret", "/retiree", "/", "/a/b/c/d", &format!("/{}", draft.id())]
    {
        assert_eq!(said(path).await, unknown, "{path}");
    }
    let now = app.state.clock.now();
    app.state
        .db
        .write(move |tx| {
            diesel::insert_into(retractions::table)
                .values((
                    retractions::id.eq(ArticleId(tx.next_id())),
                    retractions::article_id.eq(ArticleId(past)),
                    retractions::notice.eq("Les chiffres étaient faux."),
                    retractions::from_at.eq(now),
                    retractions::until_at
                        .eq("9999-12-31T23:59:59.999999Z".parse::<griot::clock::Timestamp>().unwrap()),
                ))
                .execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
    let gone = resolve(&anonymous, "/retiree").await;
    gone.expect_problem(410, "retracted", "withdrawn");
    assert_eq!(gone.json()["notice"], "Les chiffres étaient faux.");
}

#[actix_web::test]
async fn only_paths_of_the_website_are_asked_for() {
    let app = TestApp::new().await;
    let anonymous = app.anonymous();
    for path in ["crue", "//crue", "/a?b=c", "/a#b", "/../a", "https://elsewhere.example/a", "/%zz", "/a%2fb"]
    {
        let refused = resolve(&anonymous, path).await;
        refused.expect_problem(404, "not-found", path);
    }
    anonymous.get("/resolve").refused(400, "bad-parameter").await;
}
