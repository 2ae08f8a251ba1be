//! `POST /articles`

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::compare::{at, holds};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn every_member_comes_back() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let awa = fixtures::author(&editor, "Awa").await;
    let moussa = fixtures::author(&editor, "Moussa").await;
    let first = fixtures::category(&editor, "Fleuve", None).await;
    let second = fixtures::category(&editor, "Mer", None).await;
    let same = json!({
        "title": "« L’eau »\u{a0}: œuvre  d’art", "locale": "fr-SN", "type": "analysis", "slug": "l-eau",
        "kicker": "Crue", "subtitle": "Un sous-titre", "summary": "Un chapô.\r\nEn deux lignes. ",
        "dateline": "Saint-Louis", "featured": true,
        "source": { "name": "Agence", "url": "https://example.org/depeche?x=1" },
        "seo": { "title": "T", "description": "D", "canonical_url": "https://example.org/c", "noindex": true },
        "image": {
            "url": "https://example.org/i.jpg", "width": 1, "height": 65535, "alt": "a", "caption": "c", "credit": "ç",
        },
        "custom": { "liste": [1, 2.5, null, { "é": "œ" }], "vide": {}, "grand": 9007199254740991_i64 },
    });
    let mut input = same.clone();
    input["authors"] = json!([{ "id": moussa, "role": "translator" }, { "id": awa }]);
    input["primary_category_id"] = json!(second);
    input["category_ids"] = json!([first, second]);
    input["body"] = json!({ "format": "text", "source": "Un.\r\nDeux. " });
    let made = editor.post("/articles", input.clone()).expect(201).await;
    assert_eq!(
        made.header("location"),
        Some(format!("/api/v1/articles/{}?edition=draft", made.id()).as_str())
    );
    assert_eq!(made.header("cache-control"), Some("private, no-store"));
    let draft = editor.get(made.header("location").unwrap()).expect(200).await;
    assert_eq!((draft.data(), draft.etag()), (made.data(), made.etag()));
    let live = fixtures::publish(&editor, made.id()).await;
    let read = app.anonymous().get("/articles/l-eau").expect(200).await;
    for data in [made.data(), live.data(), read.data()] {
        holds(&data, &same);
        assert_eq!(data["body"]["source"], "Un.\r\nDeux. ");
        assert_eq!(
            data["authors"][0],
            json!({ "id": moussa, "slug": "moussa", "name": "Moussa", "role": "translator" })
        );
        assert_eq!(data["authors"][1]["role"], "author");
        let sections: Vec<&Value> =
            data["categories"].as_array().unwrap().iter().map(|one| &one["slug"]).collect();
        assert_eq!(sections, ["mer", "fleuve"]);
        assert_eq!(data["primary_category"]["slug"], "mer");
    }
}

#[actix_web::test]
async fn a_title_is_enough() {
    let app = TestApp::new().await;
    let author = app.author().await;
    let made = author.post("/articles", json!({ "title": "Où est l’œuf ?" })).expect(201).await;
    let expected = json!({
        "slug": "ou-est-l-oeuf", "locale": "fr", "type": "news", "status": "draft", "kicker": null, "subtitle": null,
        "summary": null, "body": null, "dateline": null, "authors": [], "primary_category": null, "categories": [],
        "image": null, "source": null, "custom": {}, "featured": false, "word_count": 0, "reading_minutes": 0,
        "seo": { "title": null, "description": null, "canonical_url": null, "noindex": false },
        "first_published_at": null, "published_at": null, "updated_at": null, "revision": 1, "version": 1,
        "published_revision": null, "trashed_at": null,
    });
    holds(&made.data(), &expected);
    assert_eq!(made.data()["created_by"]["id"], json!(author.user_id()));
    // Nothing but a headline can be published, too.
    fixtures::publish(&author, made.id()).await;
    assert!(app.anonymous().get("/articles/ou-est-l-oeuf").expect(200).await.data()["body"].is_null());
}

#[actix_web::test]
async fn references_that_lead_nowhere() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let awa = fixtures::author(&editor, "Awa").await;
    let other = || app.state.ids.next();
    let input = json!({
        "title": "T", "authors": [{ "id": awa }, { "id": other() }], "primary_category_id": other(),
        "category_ids": [other(), awa],
    });
    let refused = editor.post("/articles", input).refused(422, "validation-failed").await;
    let mut faults = refused.faults();
    faults.sort();
    let expected = ["/authors/1/id", "/category_ids/0", "/category_ids/1", "/primary_category_id"];
    assert_eq!(faults, at(&expected.map(|place| (place, "unknown-reference"))));
    let twice = json!({ "title": "T", "authors": [{ "id": awa }, { "id": awa, "role": "photographer" }] });
    let refused = editor.post("/articles", twice).refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/authors/1/id", "duplicate")]));
}

#[actix_web::test]
async fn all_faults_at_once() {
    let app = TestApp::new().await;
    let input = json!({
        "title": "", "locale": "français", "type": "blog", "slug": "É", "featured": "oui", "status": "published",
        "body": { "format": "rtf" }, "image": { "url": "ftp://x/y.jpg", "width": 0 }, "seo": { "noindex": null },
        "tags": [], "custom": [],
    });
    let refused = app.editor().await.post("/articles", input).refused(422, "validation-failed").await;
    let mut places: Vec<String> = refused.faults().into_iter().map(|(place, _)| place).collect();
    places.sort();
    places.dedup();
    let expected = [
        "/body/format",
        "/body/source",
        "/custom",
        "/featured",
        "/image/url",
        "/image/width",
        "/locale",
        "/seo/noindex",
        "/slug",
        "/status",
        "/tags",
        "/title",
        "/type",
    ];
    assert_eq!(places, expected, "{refused}");
}

#[actix_web::test]
async fn one_title_many_slugs_even_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let calls = (0..24).map(|_| editor.post("/articles", json!({ "title": "Météo du jour" })).expect(201));
    let mut slugs: Vec<String> =
        join_all(calls).await.iter().map(|made| made.data()["slug"].as_str().unwrap().to_owned()).collect();
    slugs.sort();
    let mut expected: Vec<String> = (2..=24).map(|number| format!("meteo-du-jour-{number}")).collect();
    expected.push("meteo-du-jour".into());
    expected.sort();
    assert_eq!(slugs, expected);
    let taken = editor.post("/articles", json!({ "title": "T", "slug": "meteo-du-jour-7" }));
    assert_eq!(taken.refused(409, "slug-taken").await.json()["slug"], "meteo-du-jour-7");
}
