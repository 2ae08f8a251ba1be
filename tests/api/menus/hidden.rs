//! What readers do not get, and who does.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp, fixtures};

async fn labels(client: &Client) -> Vec<Value> {
    fn collect(items: &Value, labels: &mut Vec<Value>) {
        for item in items.as_array().unwrap() {
            labels.push(item["label"].clone());
            collect(&item["children"], labels);
        }
    }
    let mut found = Vec::new();
    collect(&client.get("/menus/main").expect(200).await.data()["items"], &mut found);
    found
}

/// A menu of a section, an article and something below it.
async fn menu(editor: &Client, article: Uuid) {
    let section = fixtures::category(editor, "Fleuve", None).await;
    let below = json!([{ "category_id": section, "children": [{ "label": "Plus bas", "url": "/bas" }] }]);
    let items = json!([{ "label": "Accueil", "url": "/" }, { "article_id": article, "children": below }]);
    editor.post("/menus", json!({ "slug": "main", "name": "M", "items": items })).expect(201).await;
}

#[actix_web::test]
async fn an_item_disappears_with_its_target_and_takes_along_what_lies_below_it() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::article(&editor, "La crue", json!({})).await.id();
    menu(&editor, article).await;
    let anonymous = app.anonymous();
    assert_eq!(labels(&anonymous).await, ["Accueil"]);
    assert_eq!(labels(&editor).await, ["Accueil"], "with a credential the public edition is the same");
    fixtures::publish(&editor, article).await;
    assert_eq!(labels(&anonymous).await, ["Accueil", "La crue", "Fleuve", "Plus bas"]);
    let path = format!("/articles/{article}");
    editor.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
    assert_eq!(labels(&anonymous).await, ["Accueil"]);
    editor.delete(&path).if_match("*").expect(204).await;
    assert_eq!(labels(&anonymous).await, ["Accueil"]);
}

#[actix_web::test]
async fn editing_what_nobody_sees_changes_nothing_anybody_sees() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let secret = fixtures::article(&editor, "Le secret", json!({})).await.id();
    let body = |items: Value| json!({ "name": "M", "items": items });
    let visible = json!({ "label": "Accueil", "url": "/" });
    let put = editor.put("/menus/main", body(json!([visible]))).header("If-None-Match", "*");
    put.expect(201).await;
    let look = async || {
        let (one, all) = (app.anonymous().get("/menus/main"), app.anonymous().get("/menus?count=true"));
        let (one, all) = (one.expect(200).await, all.expect(200).await);
        (one.body.clone(), one.etag(), one.header("last-modified").map(ToOwned::to_owned), all.body)
    };
    let before = look().await;
    app.advance(60);
    let more = json!([visible, { "article_id": secret, "children": [visible] }]);
    editor.put("/menus/main", body(more)).if_match("*").expect(200).await;
    assert_eq!(look().await, before);
}

#[actix_web::test]
async fn whoever_edits_sees_all_of_it() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::article(&editor, "La crue", json!({})).await.id();
    menu(&editor, article).await;
    // An author reads drafts, but not those of pages, whose titles would be here.
    for (client, status) in
        [(app.anonymous(), 401), (app.contributor().await, 403), (app.author().await, 403)]
    {
        client.get("/menus/main?edition=draft").expect(status).await;
    }
    let draft = app.editor().await.get("/menus/main?edition=draft").expect(200).await;
    assert_eq!(draft.header("cache-control"), Some("private, no-store"));
    assert!(draft.statements() <= 2, "{}", draft.statements());
    let items = &draft.data()["items"];
    assert_eq!((&items[0]["visible"], &items[0]["url"]), (&json!(true), &json!("/")));
    assert_eq!((&items[1]["visible"], &items[1]["title"]), (&json!(false), &json!("La crue")));
    assert_eq!(items[1]["article_id"], json!(article));
    let below = &items[1]["children"][0];
    assert_eq!((&below["visible"], &below["title"]), (&json!(false), &json!("Fleuve")));
    // The tag of what readers see does not serve to replace what they do not see.
    let public = app.anonymous().get("/menus/main").expect(200).await.etag();
    let body = json!({ "name": "M" });
    let refused = editor.put("/menus/main", body.clone()).if_match(&public).refused(412, "stale").await;
    assert_eq!(refused.json()["current_etag"], draft.etag());
    editor.put("/menus/main", body).if_match(&draft.etag()).expect(200).await;
}
