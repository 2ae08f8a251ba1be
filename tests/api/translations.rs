//! Sections and tags in several languages. Articles have editions and stand apart:
//! `articles/translations.rs`.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp, fixtures};

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
    fixtures::category(&editor, "Fleuve", None).await;
    let refused = anonymous.get("/categories?tree=true&locale=fr").expect(422).await;
    assert_eq!(refused.code(), "conflicting-parameters");
}
