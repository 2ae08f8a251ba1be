//! One article in several languages.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp, fixtures};

fn languages(article: &Value) -> Vec<&str> {
    article["translations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|other| other["locale"].as_str().unwrap())
        .collect()
}

async fn into(client: &Client, original: Uuid, locale: &str, title: &str) -> Uuid {
    let more = json!({ "locale": locale, "translation_of": original });
    fixtures::published(client, title, more).await.id()
}

#[actix_web::test]
async fn readers_find_the_other_languages_that_are_public() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    let section = fixtures::category(&editor, "Fleuve", None).await;
    app.admin()
        .await
        .patch("/site", json!({ "public_url": "https://rive.example" }))
        .if_match("*")
        .expect(200)
        .await;
    let french =
        fixtures::published(&editor, "La crue", json!({ "primary_category_id": section })).await.id();
    let english =
        fixtures::article(&editor, "The flood", json!({ "locale": "en", "translation_of": french })).await;
    holds(
        &english.data(),
        &json!({ "translation_of": french, "translations": [{ "locale": "fr", "id": french, "slug": "la-crue", "web_url": null }] }),
    );
    assert_eq!(languages(&anonymous.get("/articles/la-crue").expect(200).await.data()), [""; 0]);
    fixtures::publish(&editor, english.id()).await;
    into(&editor, french, "wo", "Mbënd mi").await;
    let found = anonymous.get("/articles/la-crue").expect(200).await;
    assert_eq!(languages(&found.data()), ["en", "wo"]);
    assert!(found.statements() <= 6, "{}", found.statements());
    let other = anonymous.get("/articles/the-flood").expect(200).await.data();
    assert_eq!(languages(&other), ["fr", "wo"]);
    assert_eq!(other["translations"][0]["web_url"], "https://rive.example/fleuve/la-crue");
    assert!(other.get("translation_of").is_none());
    let list = anonymous.get("/articles?count=true").expect(200).await;
    assert!(list.statements() <= 7, "{}", list.statements());
    assert!(list.json()["data"].as_array().unwrap().iter().all(|item| languages(item).len() == 2));
    editor.post(&format!("/articles/{}/unpublish", english.id()), json!({})).if_match("*").expect(200).await;
    assert_eq!(languages(&anonymous.get("/articles/la-crue").expect(200).await.data()), ["wo"]);
    let group = format!("/articles?translation_of={french}");
    assert_eq!(anonymous.get(&group).expect(200).await.pluck("locale"), ["wo", "fr"]);
    let drafts = editor.get(&format!("{group}&edition=draft&sort=title")).expect(200).await;
    assert_eq!(drafts.pluck("locale"), ["fr", "wo", "en"]);
    let hidden = format!("/articles?translation_of={}", english.id());
    assert_eq!(anonymous.get(&hidden).expect(200).await.pluck("id"), [Value::Null; 0]);
}

#[actix_web::test]
async fn one_for_each_language() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let french = fixtures::published(&editor, "La crue", json!({})).await.id();
    let english = into(&editor, french, "en", "The flood").await;
    let second = json!({ "title": "A flood", "locale": "en", "translation_of": french });
    let refused = editor.post("/articles", second.clone()).refused(409, "translation-taken").await;
    holds(&refused.json(), &json!({ "locale": "en", "held_by": english }));
    // By changing the language, of a translation or of the original.
    let wolof = into(&editor, french, "wo", "Mbënd mi").await;
    for id in [french, wolof] {
        let change = json!({ "locale": "en" });
        editor
            .patch(&format!("/articles/{id}"), change)
            .if_match("*")
            .refused(409, "translation-taken")
            .await;
    }
    // In the trash the language is free; out of it, no longer.
    let path = format!("/articles/{english}");
    editor.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
    editor.delete(&path).if_match("*").expect(204).await;
    let other = editor.post("/articles", second).expect(201).await.id();
    editor.post(&format!("{path}/restore"), json!({})).if_match("*").refused(409, "translation-taken").await;
    // Whoever leaves the group is public in it until the change is.
    editor
        .patch(&format!("/articles/{wolof}"), json!({ "translation_of": null }))
        .if_match("*")
        .expect(200)
        .await;
    let change = json!({ "locale": "wo" });
    editor.patch(&format!("/articles/{other}"), change).if_match("*").expect(200).await;
    let publish = format!("/articles/{other}/publish");
    editor.post(&publish, json!({})).if_match("*").refused(409, "translation-taken").await;
    fixtures::publish(&editor, wolof).await;
    fixtures::publish(&editor, other).await;
    let found = app.anonymous().get("/articles/la-crue").expect(200).await.data();
    assert_eq!(found["translations"].as_array().unwrap().len(), 1);
    assert_eq!(found["translations"][0]["id"], json!(other));
}

#[actix_web::test]
async fn only_an_original_is_translated() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let french = fixtures::article(&editor, "La crue", json!({})).await.id();
    let english = json!({ "title": "The flood", "locale": "en", "translation_of": french });
    let english = editor.post("/articles", english).expect(201).await.id();
    let lone = fixtures::article(&editor, "Le port", json!({})).await.id();
    let gone = fixtures::article(&editor, "Le vent", json!({})).await.id();
    editor.delete(&format!("/articles/{gone}")).if_match("*").expect(204).await;
    for (who, of, code) in [
        (lone, english, "rule"),
        (french, french, "rule"),
        (french, lone, "rule"),
        (lone, gone, "unknown-reference"),
        (lone, Uuid::nil(), "unknown-reference"),
    ] {
        let change = json!({ "translation_of": of, "locale": "pt" });
        let refused = editor.patch(&format!("/articles/{who}"), change).if_match("*").expect(422).await;
        assert_eq!(refused.faults(), at(&[("/translation_of", code)]));
    }
    // A save that leaves it alone does not look at it again: the original may be gone by now.
    editor.delete(&format!("/articles/{french}")).if_match("*").expect(204).await;
    editor
        .patch(&format!("/articles/{english}"), json!({ "kicker": "Flood" }))
        .if_match("*")
        .expect(200)
        .await;
}

#[actix_web::test]
async fn what_one_may_not_read_is_no_original() {
    let app = TestApp::new().await;
    let (editor, contributor) = (app.editor().await, app.contributor().await);
    let french = fixtures::article(&editor, "La crue", json!({})).await.id();
    let english = |of: Uuid| json!({ "title": "The flood", "locale": "en", "translation_of": of });
    let refused = contributor.post("/articles", english(french)).expect(422).await;
    assert_eq!(refused.faults(), at(&[("/translation_of", "unknown-reference")]));
    let own = contributor.post("/articles", json!({ "title": "Le port" })).expect(201).await.id();
    let path = format!("/articles/{own}");
    let change = json!({ "translation_of": french, "locale": "en" });
    let refused = contributor.patch(&path, change.clone()).if_match("*").expect(422).await;
    assert_eq!(refused.faults(), at(&[("/translation_of", "unknown-reference")]));
    // Its language was not taken from those who may.
    editor.post("/articles", english(french)).expect(201).await;
    let wolof = json!({ "translation_of": own, "title": "Waax gi", "locale": "wo" });
    contributor.post("/articles", wolof).expect(201).await;
    let public = fixtures::article(&editor, "La digue", json!({})).await.id();
    fixtures::publish(&editor, public).await;
    contributor.post("/articles", english(public)).expect(201).await;
}

#[actix_web::test]
async fn a_list_takes_the_first_language_there_is() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    let flood = fixtures::published(&editor, "La crue", json!({})).await.id();
    into(&editor, flood, "en", "The flood").await;
    into(&editor, flood, "wo", "Mbënd mi").await;
    let port = fixtures::published(&editor, "The port", json!({ "locale": "en" })).await.id();
    into(&editor, port, "pt", "O porto").await;
    fixtures::published(&editor, "Le vent", json!({})).await;
    let titles = async |client: &Client, query: &str| {
        let list = client.get(&format!("/articles?sort=title&count=true&{query}")).expect(200).await;
        let found: Vec<(String, Option<String>)> = list.json()["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                let from = item["fallback_from"].as_str().map(str::to_owned);
                (item["title"].as_str().unwrap().to_owned(), from)
            })
            .collect();
        assert_eq!(list.json()["meta"]["total"], found.len());
        found
    };
    let plain = |title: &str| (title.to_owned(), None);
    let instead = |title: &str, from: &str| (title.to_owned(), Some(from.to_owned()));
    for (client, edition) in [(&anonymous, ""), (&editor, "&edition=draft")] {
        assert_eq!(
            titles(client, &format!("locale=fr,en{edition}")).await,
            [plain("La crue"), plain("Le vent"), instead("The port", "fr")]
        );
        assert_eq!(
            titles(client, &format!("locale=wo,pt,fr{edition}")).await,
            [instead("Le vent", "wo"), plain("Mbënd mi"), instead("O porto", "wo")]
        );
        assert_eq!(
            titles(client, &format!("locale=en{edition}")).await,
            [plain("The flood"), plain("The port")]
        );
    }
    // The language is chosen first: the other filters are asked of what the reader would be shown.
    let section = fixtures::category(&editor, "River", None).await;
    editor
        .patch("/articles/the-flood", json!({ "primary_category_id": section }))
        .if_match("*")
        .expect(200)
        .await;
    editor.post("/articles/the-flood/publish", json!({})).if_match("*").expect(200).await;
    for (query, found) in [("category=river", 1), ("q=flood", 1)] {
        assert_eq!(titles(&anonymous, query).await.len(), found, "{query}");
        assert_eq!(titles(&anonymous, &format!("locale=en,fr&{query}")).await, [plain("The flood")]);
        assert!(titles(&anonymous, &format!("locale=fr,en&{query}")).await.is_empty(), "{query}");
    }
    // Said twice or in another case it is the same language.
    for (said, meant) in [("fr,fr", "fr"), ("fr,en,fr", "fr,en"), ("FR,eN", "fr,en"), ("wo,Fr,FR", "wo,fr")] {
        assert_eq!(
            titles(&anonymous, &format!("locale={said}")).await,
            titles(&anonymous, &format!("locale={meant}")).await,
            "{said}"
        );
    }
    let feed = anonymous.get("/feeds/articles.json?locale=FR").expect(200).await;
    assert_eq!(feed.json()["items"].as_array().unwrap().len(), 2);
    let feed = anonymous.get("/feeds/articles.json?translation_of=la-crue").expect(200).await;
    let mut languages: Vec<Value> =
        feed.json()["items"].as_array().unwrap().iter().map(|item| item["language"].clone()).collect();
    languages.sort_by_key(Value::to_string);
    assert_eq!(languages, ["en", "fr", "wo"]);
    for said in ["fran%C3%A7ais", "f", "fr-SN-x", "fr_SN", "fr-abcde"] {
        anonymous.get(&format!("/articles?locale={said}")).refused(400, "bad-parameter").await;
    }
    let lite = anonymous.get("/articles?sort=title&locale=fr,en&profile=lite").expect(200).await;
    assert_eq!(lite.pluck("fallback_from"), [Value::Null, Value::Null, json!("fr")]);
    // What is not public cannot be preferred.
    let contributor = app.contributor().await;
    let own = json!({ "title": "Ma crue", "locale": "pt", "translation_of": flood });
    contributor.post("/articles", own).expect(201).await;
    editor.post(&format!("/articles/{flood}/unpublish"), json!({})).if_match("*").expect(200).await;
    assert_eq!(
        titles(&anonymous, "locale=fr,en").await,
        [plain("Le vent"), instead("The flood", "fr"), instead("The port", "fr")]
    );
    walk(&anonymous, "/articles?locale=fr,en", 1).await;
    // Nor what the caller may not see.
    assert_eq!(titles(&contributor, "locale=en,pt&edition=draft").await, [instead("Ma crue", "en")]);
}

/// Many take one language of one original at the same time.
#[actix_web::test]
async fn of_many_at_once_one_has_the_language() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let french = fixtures::article(&editor, "La crue", json!({})).await.id();
    let tries = (0..8).map(|number| {
        let body = json!({ "title": format!("Flood {number}"), "locale": "en", "translation_of": french });
        editor.post("/articles", body).send()
    });
    let replies = futures_util::future::join_all(tries).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(made, 1);
    assert!(
        replies.iter().filter(|reply| reply.status != 201).all(|reply| reply.code() == "translation-taken")
    );
}

/// Many publish revisions of before, in one language, at the same time.
#[actix_web::test]
async fn of_many_at_once_one_is_public_in_the_language() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let french = fixtures::published(&editor, "La crue", json!({})).await.id();
    let mut old = Vec::new();
    for number in 0..8 {
        let body = json!({ "title": format!("Flood {number}"), "locale": "en", "translation_of": french });
        let id = editor.post("/articles", body).expect(201).await.id();
        let path = format!("/articles/{id}");
        editor.patch(&path, json!({ "translation_of": null })).if_match("*").expect(200).await;
        old.push(path);
    }
    let tries = old
        .iter()
        .map(|path| editor.post(&format!("{path}/publish"), json!({ "revision": 1 })).if_match("*").send());
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert!(
        replies.iter().filter(|reply| reply.status != 200).all(|reply| reply.code() == "translation-taken")
    );
    let article = app.anonymous().get("/articles/la-crue").expect(200).await.data();
    assert_eq!(languages(&article), ["en"]);
}
