//! `GET /categories`, as pages and as a tree.

use serde_json::{Value, json};

use crate::support::compare::walk;
use crate::support::{Client, TestApp, fixtures};

async fn planted(app: &TestApp) -> Client {
    let editor = app.editor().await;
    let make = async |name: &str, parent: Value, position: i32| {
        let input = json!({ "name": name, "parent_id": parent, "position": position });
        json!(editor.post("/categories", input).expect(201).await.id())
    };
    let society = make("Société", json!(null), 20).await;
    make("Sport", json!(null), 10).await;
    make("Zones", society.clone(), 1).await;
    let school = make("École", society.clone(), 5).await;
    make("Eau", society, 5).await;
    make("Examens", school, 0).await;
    app.anonymous()
}

#[actix_web::test]
async fn every_order_forward_and_back() {
    let app = TestApp::new().await;
    let reader = planted(&app).await;
    let paths = reader.get("/categories").expect(200).await.pluck("path");
    let expected =
        ["societe", "societe/eau", "societe/ecole", "societe/ecole/examens", "societe/zones", "sport"];
    assert_eq!(paths, expected);
    let names = reader.get("/categories?sort=name").expect(200).await.pluck("name");
    assert_eq!(names, ["Eau", "École", "Examens", "Société", "Sport", "Zones"]);
    for sort in ["path", "name", "-name"] {
        for limit in [1, 4] {
            assert_eq!(walk(&reader, &format!("/categories?sort={sort}"), limit).await.len(), 6);
        }
    }
    let page = reader.get("/categories?limit=4&page=2&count=true").expect(200).await;
    assert_eq!(page.pluck("path"), expected[4..]);
    let meta = page.json()["meta"].clone();
    assert_eq!((&meta["total"], &meta["pages"], &meta["page"]), (&json!(6), &json!(2), &json!(2)));
    let first = reader.get("/categories?limit=4").expect(200).await;
    assert!(first.header("link").unwrap().contains("rel=\"next\""), "{first}");
    assert!(first.statements() <= 5, "{}", first.statements());
}

#[actix_web::test]
async fn filters() {
    let app = TestApp::new().await;
    let reader = planted(&app).await;
    let slugs =
        async |query: &str| reader.get(&format!("/categories?{query}")).expect(200).await.pluck("slug");
    assert_eq!(slugs("parent=societe").await, ["eau", "ecole", "zones"]);
    assert_eq!(slugs("ids=sport,zones&ids=eau").await, ["eau", "zones", "sport"]);
    assert!(slugs("parent=nulle-part").await.is_empty());
    assert!(slugs("parent=societe&ids=sport").await.is_empty());
}

#[actix_web::test]
async fn the_tree() {
    let app = TestApp::new().await;
    let reader = planted(&app).await;
    let tree = reader.get("/categories?tree=true").expect(200).await;
    assert!(tree.statements() <= 2, "{}", tree.statements());
    let slugs = |nodes: &Value| -> Vec<String> {
        nodes.as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap().to_owned()).collect()
    };
    let data = tree.data();
    assert_eq!(slugs(&data), ["sport", "societe"]);
    assert_eq!(slugs(&data[1]["children"]), ["zones", "eau", "ecole"]);
    assert_eq!(slugs(&data[1]["children"][2]["children"]), ["examens"]);
    for other in ["limit=5", "sort=name", "ids=eau", "parent=societe", "page=1", "count=true", "cursor=abc"] {
        reader.get(&format!("/categories?tree=true&{other}")).refused(422, "conflicting-parameters").await;
    }
}

#[actix_web::test]
async fn refused_parameters() {
    let app = TestApp::new().await;
    let reader = planted(&app).await;
    for query in
        ["limit=0", "limit=101", "limit=-1", "page=0", "sort=position", "q=x", "tree=oui", "parent=A"]
    {
        reader.get(&format!("/categories?{query}")).refused(400, "bad-parameter").await;
    }
    let cursor = reader.get("/categories?limit=2").expect(200).await.json()["meta"]["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    for other in ["sort=name", "parent=societe", "ids=eau"] {
        reader.get(&format!("/categories?{other}&cursor={cursor}")).refused(400, "invalid-cursor").await;
    }
}

#[actix_web::test]
async fn drafts_do_not_count() {
    let app = TestApp::new().await;
    planted(&app).await;
    let editor = app.editor().await;
    let section = app.anonymous().get("/categories/examens").expect(200).await.id();
    let more = json!({ "primary_category_id": section });
    let draft = fixtures::article(&editor, "Un", more.clone()).await;
    let before = app.anonymous().get("/categories?tree=true").expect(200).await;
    fixtures::publish(&editor, draft.id()).await;
    let counts = app.anonymous().get("/categories?sort=path").expect(200).await.pluck("articles_count");
    assert_eq!(counts, [1, 0, 1, 1, 0, 0]);
    assert!(!String::from_utf8_lossy(&before.body).contains("\"articles_count\":1"), "{before}");
}
