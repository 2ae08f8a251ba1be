//! Sections and tags in several languages. Articles have editions and stand apart:
//! `articles/translations.rs`.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp};

const ROOMS: [&str; 2] = ["/categories", "/tags"];

async fn make(client: &Client, room: &str, name: &str, locale: &str, of: Option<Uuid>) -> Uuid {
    let body = json!({ "name": name, "locale": locale, "translation_of": of });
    client.post(room, body).expect(201).await.id()
}

#[actix_web::test]
async fn each_knows_the_others() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    app.admin()
        .await
        .patch("/site", json!({ "public_url": "https://rive.example" }))
        .if_match("*")
        .expect(200)
        .await;
    for room in ROOMS {
        let french = editor.post(room, json!({ "name": "Santé" })).expect(201).await;
        holds(&french.data(), &json!({ "locale": "fr", "translation_of": null, "translations": [] }));
        let (french, path) = (french.id(), format!("{room}/{}", french.id()));
        let english = make(&editor, room, "Health", "en", Some(french)).await;
        let web =
            if room == "/tags" { "https://rive.example/tags/health" } else { "https://rive.example/health" };
        let other = json!([{ "locale": "en", "id": english, "slug": "health", "web_url": web }]);
        assert_eq!(anonymous.get(&path).expect(200).await.data()["translations"], other);
        let list = anonymous.get(room).expect(200).await;
        holds(&list.json()["data"][1], &json!({ "name": "Santé", "translations": other }));
        holds(&list.json()["data"][0], &json!({ "name": "Health", "translation_of": french }));
        // The original that goes leaves its place to the oldest translation.
        let wolof = make(&editor, room, "Wér-gu-yaram", "wo", Some(french)).await;
        editor.delete(&path).if_match("*").expect(204).await;
        let now = anonymous.get(&format!("{room}/{wolof}")).expect(200).await.data();
        holds(&now, &json!({ "translation_of": english }));
        assert_eq!(now["translations"][0]["id"], json!(english));
        let patched =
            editor.patch(&format!("{room}/{wolof}"), json!({ "translation_of": null })).if_match("*");
        holds(&patched.expect(200).await.data(), &json!({ "translation_of": null, "translations": [] }));
    }
    let tree = anonymous.get("/categories?tree=true").expect(200).await;
    assert!(tree.statements() <= 2, "{}", tree.statements());
}

#[actix_web::test]
async fn one_for_each_language() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for room in ROOMS {
        let french = make(&editor, room, "Santé", "fr", None).await;
        let english = make(&editor, room, "Health", "en", Some(french)).await;
        let second = json!({ "name": "Wellness", "locale": "en", "translation_of": french });
        let refused = editor.post(room, second).refused(409, "translation-taken").await;
        holds(&refused.json(), &json!({ "locale": "en", "held_by": english }));
        let path = format!("{room}/{french}");
        editor.patch(&path, json!({ "locale": "en" })).if_match("*").refused(409, "translation-taken").await;
        for (of, code) in [(english, "rule"), (french, "rule"), (Uuid::nil(), "unknown-reference")] {
            let refused =
                editor.patch(&path, json!({ "translation_of": of })).if_match("*").expect(422).await;
            assert_eq!(refused.faults(), at(&[("/translation_of", code)]));
        }
        for locale in ["xx-Latn-XXX", "français", "FR"] {
            let refused = editor.post(room, json!({ "name": "x", "locale": locale })).expect(422).await;
            assert_eq!(refused.faults(), at(&[("/locale", "format")]), "{locale}");
        }
    }
}

#[actix_web::test]
async fn a_list_takes_the_first_language_there_is() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    for room in ROOMS {
        let french = make(&editor, room, "Santé", "fr", None).await;
        make(&editor, room, "Health", "en", Some(french)).await;
        make(&editor, room, "Sports", "en", None).await;
        let names = async |query: &str| {
            let list = anonymous.get(&format!("{room}?sort=name&count=true&{query}")).expect(200).await;
            assert_eq!(list.json()["meta"]["total"], list.json()["data"].as_array().unwrap().len());
            (list.pluck("name"), list.pluck("fallback_from"))
        };
        assert_eq!(
            names("locale=fr,en").await,
            (vec![json!("Santé"), json!("Sports")], vec![Value::Null, json!("fr")])
        );
        assert_eq!(names("locale=en,fr").await.0, ["Health", "Sports"]);
        assert_eq!(names("locale=fr").await.0, ["Santé"]);
        assert_eq!(names("locale=pt").await.0, [Value::Null; 0]);
        walk(&anonymous, &format!("{room}?locale=fr,en"), 1).await;
    }
}

#[actix_web::test]
async fn a_tree_in_some_languages() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    let below = async |name: &str, locale: &str, parent: Option<Uuid>, of: Option<Uuid>| {
        let body = json!({ "name": name, "locale": locale, "parent_id": parent, "translation_of": of });
        editor.post("/categories", body).expect(201).await.id()
    };
    let french = below("Santé", "fr", None, None).await;
    let english = below("Health", "en", None, Some(french)).await;
    below("Hôpitaux", "fr", Some(french), None).await;
    below("Hospitals", "en", Some(french), None).await;
    below("Cliniques", "fr", Some(english), None).await;
    fn names(nodes: &Value) -> Vec<Value> {
        let node = |node: &Value| json!([node["name"], names(&node["children"])]);
        nodes.as_array().unwrap().iter().map(node).collect()
    }
    let tree = async |query: &str| {
        let tree = anonymous.get(&format!("/categories?tree=true&{query}")).expect(200).await;
        assert!(tree.statements() <= 2, "{}", tree.statements());
        tree.data()
    };
    let only_french = tree("locale=fr").await;
    assert_eq!(names(&only_french), [json!(["Santé", [["Hôpitaux", []]]])], "nor what lies beneath another");
    assert_eq!(only_french[0]["translations"][0]["slug"], "health", "the others are named all the same");
    assert_eq!(only_french[0]["fallback_from"], Value::Null);
    assert_eq!(names(&tree("locale=en").await), [json!(["Health", []])]);
    let both = tree("locale=en,fr").await;
    assert_eq!(both, tree("").await, "no order of preference");
    assert_eq!(names(&tree("locale=pt").await), [Value::Null; 0]);
    anonymous.get("/categories?tree=true&locale=klingonois").refused(400, "bad-parameter").await;
}
