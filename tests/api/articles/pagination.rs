//! Pages of `GET /articles`

use serde_json::json;

use crate::support::compare::walk;
use crate::support::{Client, TestApp, fixtures};

/// Some public, some not, several of one instant and one title.
async fn filled(app: &TestApp, number: usize) -> Client {
    let editor = app.editor().await;
    let awa = fixtures::author(&editor, &format!("Awa {number}")).await;
    let section = fixtures::category(&editor, &format!("Fleuve {number}"), None).await;
    let more = json!({ "authors": [{ "id": awa }], "primary_category_id": section });
    for index in 0..number {
        if index % 3 == 0 {
            app.advance(60);
        }
        let draft = fixtures::article(&editor, &format!("Titre {}", index % 4), more.clone()).await;
        if index % 5 != 4 {
            fixtures::publish(&editor, draft.id()).await;
        }
    }
    editor
}

#[actix_web::test]
async fn every_order_forward_and_back() {
    let app = TestApp::new().await;
    let editor = filled(&app, 10).await;
    for sort in ["-published_at", "published_at", "-updated_at", "updated_at", "title"] {
        for filter in ["", "&category=fleuve-10", "&author=awa-10", "&author=awa-10&category_only=fleuve-10"]
        {
            let path = format!("/articles?sort={sort}{filter}");
            assert_eq!(walk(&app.anonymous(), &path, 3).await.len(), 8, "{path}");
        }
        let path = format!("/articles?edition=draft&sort={sort}");
        assert_eq!(walk(&editor, &path, 3).await.len(), 10, "{path}");
    }
    assert_eq!(walk(&editor, "/articles?edition=draft", 1).await.len(), 10);
    let page = app.anonymous().get("/articles?limit=3&page=3&count=true").expect(200).await;
    assert_eq!(page.pluck("id").len(), 2);
    let meta = page.json()["meta"].clone();
    assert_eq!((&meta["total"], &meta["pages"], &meta["page"]), (&json!(8), &json!(3), &json!(3)));
}

#[actix_web::test]
async fn a_cursor_belongs_to_its_list() {
    let app = TestApp::new().await;
    let editor = filled(&app, 5).await;
    let reader = app.anonymous();
    let first = reader.get("/articles?limit=2&type=news").expect(200).await;
    let cursor = first.json()["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert!(first.header("link").unwrap().contains("rel=\"next\""), "{first}");
    reader.get(&format!("/articles?type=news&cursor={cursor}")).expect(200).await;
    for query in
        ["type=brief", "type=news&sort=title", "type=news&author=awa-5", "", "type=news&featured=false"]
    {
        reader
            .get(&format!("/articles?{query}&cursor={cursor}").replace("?&", "?"))
            .refused(400, "invalid-cursor")
            .await;
    }
    let draft = editor.get(&format!("/articles?edition=draft&type=news&cursor={cursor}"));
    draft.refused(400, "invalid-cursor").await;
    let middle = cursor.len() / 2;
    let other = if cursor.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let tampered = format!("{}{other}{}", &cursor[..middle], &cursor[middle + 1..]);
    for forged in [tampered.as_str(), "abc", "%00", &cursor[1..]] {
        let refused = reader.get(&format!("/articles?type=news&cursor={forged}")).expect(400).await;
        assert!(["invalid-cursor", "bad-parameter"].contains(&refused.code().as_str()), "{refused}");
    }
    reader
        .get(&format!("/articles?type=news&page=1&cursor={cursor}"))
        .refused(422, "conflicting-parameters")
        .await;
    for limit in ["-1", "0", "101", "1e9", "1000000000", "99999999999999999999", "2.0", ""] {
        reader.get(&format!("/articles?limit={limit}")).refused(400, "bad-parameter").await;
    }
}

#[actix_web::test]
async fn a_constant_number_of_statements() {
    let app = TestApp::new().await;
    let editor = filled(&app, 1).await;
    let queries =
        ["", "&include=body&count=true", "&category=fleuve-1,fleuve-40", "&include=body,authors,categories"];
    let cost = async || {
        let mut counted = Vec::new();
        for query in queries {
            for (client, edition) in [(&app.anonymous(), "public"), (&editor, "draft")] {
                let list =
                    client.get(&format!("/articles?limit=100&edition={edition}{query}")).expect(200).await;
                assert!(list.statements() <= 7, "{edition}{query}: {}", list.statements());
                counted.push(list.statements());
            }
        }
        counted
    };
    let one = cost().await;
    filled(&app, 40).await;
    assert_eq!(cost().await, one);
}
