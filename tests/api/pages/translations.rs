//! One page in several languages.

use serde_json::{Value, json};

use super::{page, published};
use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn readers_find_the_other_languages_that_are_public() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let site =
        json!({ "public_url": "https://www.example.org", "url_templates": { "page": "/{locale}/{slug}" } });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let french = published(&editor, "À propos", json!({})).await.id();
    let english = page(&editor, "About", json!({ "locale": "en", "translation_of": french })).await;
    holds(
        &english.data(),
        &json!({ "translation_of": french, "translations": [{ "locale": "fr", "id": french, "slug": "a-propos", "web_url": null }] }),
    );
    let languages = async || reader.get("/pages/a-propos").expect(200).await.data()["translations"].clone();
    assert_eq!(languages().await, json!([]));
    editor.post(&format!("/pages/{}/publish", english.id()), json!({})).if_match("*").expect(200).await;
    assert_eq!(
        languages().await,
        json!([{ "locale": "en", "id": english.id(), "slug": "about", "web_url": "https://www.example.org/en/about" }])
    );
    let found = reader.get("/pages/about").expect(200).await.data();
    assert_eq!((found.get("translation_of"), &found["translations"][0]["id"]), (None, &json!(french)));
    for (query, expected) in [
        ("locale=en,fr", json!([["About", null]])),
        ("locale=wo,fr", json!([["À propos", "wo"]])),
        (&format!("translation_of={french}"), json!([["À propos", null], ["About", null]])),
        ("translation_of=about", json!([["À propos", null], ["About", null]])),
    ] {
        for edition in ["", "&edition=draft&sort=title"] {
            let list = editor.get(&format!("/pages?{query}{edition}")).expect(200).await;
            assert!(list.statements() <= 7, "{}", list.statements());
            let told = list.json()["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| json!([one["title"], one["fallback_from"]]))
                .collect::<Vec<_>>();
            assert_eq!(Value::from(told), expected, "{query}{edition}");
        }
    }
}

#[actix_web::test]
async fn one_for_each_language() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let french = published(&editor, "À propos", json!({})).await.id();
    let english = json!({ "title": "About", "locale": "en", "translation_of": french });
    let first = editor.post("/pages", english.clone()).expect(201).await.id();
    let refused = editor.post("/pages", english.clone()).refused(409, "translation-taken").await;
    holds(&refused.json(), &json!({ "locale": "en", "held_by": first }));
    let path = format!("/pages/{first}");
    editor.delete(&path).if_match("*").expect(204).await;
    editor.post("/pages", english).expect(201).await;
    editor.post(&format!("{path}/restore"), json!({})).if_match("*").refused(409, "translation-taken").await;
}

#[actix_web::test]
async fn a_page_translates_no_article_and_an_article_no_page() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    let contact = published(&editor, "Contact", json!({})).await.id();
    for (collection, original) in [("/pages", article), ("/articles", contact)] {
        let body = json!({ "title": "Other", "locale": "en", "translation_of": original });
        let refused = editor.post(collection, body).refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), [("/translation_of".to_owned(), "unknown-reference".to_owned())]);
        for edition in ["public", "draft"] {
            let list = editor.get(&format!("{collection}?edition={edition}&translation_of={original}"));
            assert_eq!(list.expect(200).await.data(), json!([]));
        }
    }
    for path in ["/articles/la-crue", "/pages/contact"] {
        assert_eq!(reader.get(path).expect(200).await.data()["translations"], json!([]));
    }
}
