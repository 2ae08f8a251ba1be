//! What other rooms show of pages: menus, search and the paths of the website.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{page, published};
use crate::support::compare::{at, holds};
use crate::support::{Client, TestApp, fixtures};

async fn web(app: &TestApp, templates: Value) {
    let site = json!({ "public_url": "https://www.example.org", "url_templates": templates });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
}

async fn unpublish(editor: &Client, page: Uuid) {
    editor.post(&format!("/pages/{page}/unpublish"), json!({})).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn a_menu_shows_them_while_they_are_public() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    web(&app, json!({ "page": "/infos/{slug}" })).await;
    let contact = page(&editor, "Contact", json!({ "locale": "fr-SN" })).await.id();
    let below = json!([{ "label": "Plus bas", "url": "/bas" }]);
    let items = json!([{ "label": "Accueil", "url": "/" }, { "page_id": contact, "children": below }]);
    let menu = json!({ "slug": "footer", "name": "Pied de page", "items": items });
    let made = editor.post("/menus", menu).expect(201).await.data();
    holds(
        &made["items"][1],
        &json!({ "page_id": contact, "article_id": null, "title": "Contact", "visible": false }),
    );
    let items = async || reader.get("/menus/footer").expect(200).await.data()["items"].clone();
    assert_eq!(items().await.as_array().unwrap().len(), 1);
    editor.post(&format!("/pages/{contact}/publish"), json!({})).if_match("*").expect(200).await;
    holds(
        &items().await[1],
        &json!({
            "label": "Contact", "url": "https://www.example.org/infos/contact", "locale": "fr-SN",
            "target": { "type": "page", "id": contact, "slug": "contact", "title": "Contact" },
        }),
    );
    assert_eq!(items().await[1]["children"][0]["label"], "Plus bas");
    // A patch of something else leaves the target what it is.
    let patched = editor.patch("/menus/footer", json!({ "name": "Bas" })).if_match("*").expect(200).await;
    holds(&patched.data()["items"][1], &json!({ "page_id": contact, "visible": true }));
    unpublish(&editor, contact).await;
    assert_eq!(items().await.as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_menu_calls_them_by_their_name() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    let contact = published(&editor, "Contact", json!({})).await.id();
    let items = json!([
        { "label": "x", "children": [{ "article_id": contact }, { "page_id": article }] },
        { "page_id": app.state.ids.next() },
    ]);
    let refused = editor.post("/menus", json!({ "slug": "main", "name": "M", "items": items }));
    let expected = [
        ("/items/0/children/0/article_id", "unknown-reference"),
        ("/items/0/children/1/page_id", "unknown-reference"),
        ("/items/1/page_id", "unknown-reference"),
    ];
    assert_eq!(refused.expect(422).await.faults(), at(&expected));
    let two = json!([{ "article_id": article, "page_id": contact }]);
    let refused = editor.post("/menus", json!({ "slug": "main", "name": "M", "items": two }));
    assert_eq!(refused.expect(422).await.faults(), at(&[("/items/0/page_id", "rule")]));
}

#[actix_web::test]
async fn search_finds_them_and_no_list_of_articles_does() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    web(&app, json!({ "page": "/infos/{slug}" })).await;
    let article = fixtures::published(&editor, "La zibeline du fleuve", json!({})).await.id();
    let found = published(&editor, "Nos zibelines", json!({})).await.id();
    let search = reader.get("/search?q=zibeline&count=true&facets=type,year").expect(200).await;
    assert_eq!(search.json()["meta"]["total"], 2);
    let hit = search.data().as_array().unwrap().iter().find(|hit| hit["type"] == "page").cloned().unwrap();
    holds(
        &hit,
        &json!({
            "id": found, "slug": "nos-zibelines", "title": "Nos zibelines",
            "highlighted_title": "Nos <mark>zibelines</mark>",
            "links": { "self": format!("/api/v1/pages/{found}"), "web": "https://www.example.org/infos/nos-zibelines" },
        }),
    );
    // A page is of no type, and was published in a year.
    let facets = &search.json()["meta"]["facets"];
    assert_eq!((&facets[0]["values"][0]["count"], &facets[1]["values"][0]["count"]), (&json!(1), &json!(2)));
    assert_eq!(reader.get("/search?q=zibeline&types=page").expect(200).await.pluck("id"), [json!(found)]);
    assert_eq!(
        reader.get("/search?q=zibeline&types=article").expect(200).await.pluck("id"),
        [json!(article)]
    );
    let suggested = reader.get("/search/suggest?q=zibel").expect(200).await;
    assert!(suggested.pluck("type").contains(&json!("page")), "{suggested}");
    for sort in ["relevance", "title"] {
        let list = reader.get(&format!("/articles?q=zibeline&count=true&sort={sort}")).expect(200).await;
        assert_eq!((list.pluck("id"), &list.json()["meta"]["total"]), (vec![json!(article)], &json!(1)));
    }
    let feed = reader.get("/feeds/articles.json?q=zibeline").expect(200).await.json();
    assert_eq!(feed["items"].as_array().unwrap().len(), 1);
    unpublish(&editor, found).await;
    assert_eq!(reader.get("/search?q=zibeline").expect(200).await.pluck("type"), [json!("article")]);
}

#[actix_web::test]
async fn a_path_leads_to_them_before_it_leads_to_an_article() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    web(&app, json!({ "article": "/{slug}" })).await;
    let resolved = async |path: &str| reader.get(&format!("/resolve?path={path}")).expect(200).await.data();
    fixtures::published(&editor, "Contact", json!({})).await;
    assert_eq!(resolved("/contact").await["type"], "article");
    let contact = page(&editor, "Contact", json!({})).await.id();
    assert_eq!(resolved("/contact").await["type"], "article");
    editor.post(&format!("/pages/{contact}/publish"), json!({})).if_match("*").expect(200).await;
    holds(&resolved("/contact").await, &json!({ "type": "page", "id": contact, "slug": "contact" }));
    // A section comes before a page, as it comes before everything.
    let section = fixtures::category(&editor, "Contact", None).await;
    holds(&resolved("/contact").await, &json!({ "type": "category", "id": section }));
    editor.patch(&format!("/pages/{contact}"), json!({ "slug": "ecrire" })).if_match("*").expect(200).await;
    editor.post(&format!("/pages/{contact}/publish"), json!({})).if_match("*").expect(200).await;
    holds(&resolved("/ecrire").await, &json!({ "type": "page", "id": contact }));
    unpublish(&editor, contact).await;
    reader.get("/resolve?path=/ecrire").refused(404, "not-found").await;
}

#[actix_web::test]
async fn the_address_of_an_article_names_no_page() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    web(&app, json!({ "article": "/a/{id}", "page": "/p/{id}" })).await;
    let contact = published(&editor, "Contact", json!({})).await.id();
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    for (path, kind) in [(format!("/p/{contact}"), "page"), (format!("/a/{article}"), "article")] {
        let found = reader.get(&format!("/resolve?path={path}")).expect(200).await;
        assert_eq!(found.data()["type"], kind);
    }
    for path in [format!("/a/{contact}"), format!("/p/{article}")] {
        reader.get(&format!("/resolve?path={path}")).refused(404, "not-found").await;
    }
}
