//! One menu in several languages.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp};

async fn menu(editor: &Client, slug: &str, locale: &str, of: Option<Uuid>) -> Uuid {
    let body = json!({ "slug": slug, "name": slug, "locale": locale, "translation_of": of });
    editor.post("/menus", body).expect(201).await.id()
}

fn languages(menu: &Value) -> Vec<Value> {
    menu["translations"].as_array().unwrap().iter().map(|other| other["locale"].clone()).collect()
}

#[actix_web::test]
async fn each_names_the_others() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let french = menu(&editor, "main", "fr", None).await;
    let wolof = menu(&editor, "main-wo", "wo", Some(french)).await;
    menu(&editor, "main-en", "en", Some(french)).await;
    menu(&editor, "pied", "fr", None).await;
    let main = reader.get("/menus/main").expect(200).await;
    assert!(main.statements() <= 2, "{}", main.statements());
    assert_eq!(
        (languages(&main.data()), &main.data()["translation_of"]),
        (vec![json!("en"), json!("wo")], &Value::Null)
    );
    let reference = json!({ "locale": "wo", "id": wolof, "slug": "main-wo", "web_url": null });
    assert_eq!(main.data()["translations"][1], reference);
    let other = reader.get("/menus/main-wo").expect(200).await.data();
    assert_eq!(
        (languages(&other), &other["translation_of"]),
        (vec![json!("en"), json!("fr")], &json!(french))
    );
    assert_eq!(languages(&editor.get("/menus/main?edition=draft").expect(200).await.data()), ["en", "wo"]);
    let site = reader.get("/site?menus=main-wo,pied").expect(200).await;
    assert!(site.statements() <= 3, "{}", site.statements());
    let menus = site.data()["menus"].clone();
    assert_eq!((languages(&menus[0]), languages(&menus[1])), (vec![json!("en"), json!("fr")], vec![]));
    assert_eq!(menus.as_array().unwrap().len(), 2, "translations do not come along");
    // In a list the first of several languages.
    let list = reader.get("/menus?locale=wo,fr&count=true").expect(200).await;
    assert_eq!(
        (list.pluck("slug"), &list.json()["meta"]["total"]),
        (vec![json!("main-wo"), json!("pied")], &json!(2))
    );
    assert_eq!(list.pluck("fallback_from"), [Value::Null, json!("wo")]);
    walk(&reader, "/menus?locale=pt,fr,wo", 1).await;
    assert_eq!(languages(&reader.get("/menus").expect(200).await.data()[0]), ["en", "wo"]);
}

#[actix_web::test]
async fn an_item_has_the_language_of_its_target() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section =
        editor.post("/categories", json!({ "name": "River", "locale": "en" })).expect(201).await.id();
    let tag = editor.post("/tags", json!({ "name": "Ndox", "locale": "wo" })).expect(201).await.id();
    let items = json!([{ "category_id": section }, { "tag_id": tag }, { "label": "Accueil", "url": "/" }]);
    editor
        .post("/menus", json!({ "slug": "main", "name": "M", "locale": "fr", "items": items }))
        .expect(201)
        .await;
    let items = app.anonymous().get("/menus/main").expect(200).await.data()["items"].clone();
    let languages: Vec<&Value> = items.as_array().unwrap().iter().map(|item| &item["locale"]).collect();
    assert_eq!(languages, ["en", "wo", "fr"]);
}

#[actix_web::test]
async fn one_for_each_language_and_only_of_originals() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let french = menu(&editor, "main", "fr", None).await;
    let wolof = menu(&editor, "main-wo", "wo", Some(french)).await;
    let body =
        |locale: &str, of: Uuid| json!({ "slug": "x", "name": "x", "locale": locale, "translation_of": of });
    for locale in ["wo", "fr"] {
        let taken = editor.post("/menus", body(locale, french)).refused(409, "translation-taken").await;
        assert_eq!(taken.json()["locale"], *locale);
    }
    for of in [wolof, Uuid::nil()] {
        let refused = editor.post("/menus", body("en", of)).refused(422, "validation-failed").await;
        assert_eq!(refused.faults()[0].0, "/translation_of");
    }
    let itself = json!({ "translation_of": french });
    let refused = editor.patch("/menus/main", itself).if_match("*").refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/translation_of", "rule")]));
    let language = json!({ "locale": "fr" });
    editor.patch("/menus/main-wo", language).if_match("*").refused(409, "translation-taken").await;
    // Out of the group, by PATCH and by PUT, and in again.
    let out =
        editor.patch("/menus/main-wo", json!({ "translation_of": null })).if_match("*").expect(200).await;
    holds(&out.data(), &json!({ "translation_of": null, "translations": [], "locale": "wo" }));
    let whole = json!({ "name": "Main", "locale": "wo", "translation_of": french });
    editor.put("/menus/main-wo", whole).if_match("*").expect(200).await;
    assert_eq!(languages(&editor.get("/menus/main").expect(200).await.data()), ["wo"]);
    let whole = json!({ "name": "Main", "locale": "en", "translation_of": french });
    editor.put("/menus/main-en", whole).header("If-None-Match", "*").without("If-Match").expect(201).await;
    // The oldest translation takes the place of an original that goes.
    editor.delete("/menus/main").if_match("*").expect(204).await;
    let heir = editor.get("/menus/main-wo").expect(200).await.data();
    assert_eq!((&heir["translation_of"], languages(&heir)), (&Value::Null, vec![json!("en")]));
    let other = editor.get("/menus/main-en").expect(200).await.data();
    assert_eq!(other["translation_of"], json!(wolof));
}
