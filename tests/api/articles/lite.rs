//! `profile=lite`: what a phone on a slow line gets.

use serde_json::json;

use crate::support::{TestApp, fixtures};

/// About 3 KB of French prose.
fn body() -> String {
    let paragraph = "Le fleuve est monté de **deux mètres** en une nuit, et les habitants de Sor ont passé la matinée \
        à porter leurs affaires à l’étage. « Nous n’avions jamais vu cela », dit une commerçante du marché.";
    vec![paragraph; 15].join("\n\n")
}

#[actix_web::test]
async fn words_names_and_a_date() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    let site = json!({ "public_url": "https://www.example.org" });
    admin.patch("/site", site).if_match("*").expect(200).await;
    let (awa, ousmane) = (fixtures::author(&admin, "Awa").await, fixtures::author(&admin, "Ousmane").await);
    let input = json!({
        "authors": [{ "id": awa }, { "id": ousmane, "role": "photographer" }],
        "image": { "url": "https://www.example.org/crue.jpg", "caption": "Le quai." },
    });
    let id = fixtures::published(&admin, "La crue", input).await.id();
    let lite = reader.get("/articles/la-crue?profile=lite").expect(200).await;
    let full = reader.get("/articles/la-crue").expect(200).await;
    let expected = json!({
        "id": id, "slug": "la-crue", "locale": "fr", "fallback_from": null, "title": "La crue", "summary": "Un chapô.",
        "text": "Un premier paragraphe.\nUn second.", "published_at": full.data()["published_at"],
        "authors": ["Awa", "Ousmane"], "links": { "web": "https://www.example.org/la-crue" },
    });
    assert_eq!(lite.data(), expected);
    assert_ne!(lite.etag(), full.etag());
    assert_eq!(lite.header("last-modified"), full.header("last-modified"));
    reader.get("/articles/la-crue?profile=lite").header("If-None-Match", &lite.etag()).expect(304).await;
    reader.get("/articles/la-crue?profile=lite").header("If-None-Match", &full.etag()).expect(200).await;
    assert_eq!(reader.get("/articles/la-crue?profile=full").expect(200).await.body, full.body);
    assert_eq!(reader.get("/articles?profile=lite").expect(200).await.data(), json!([expected]));
    let headline = json!({ "summary": null, "body": null });
    fixtures::published(&admin, "Rien de plus", headline).await;
    let bare = reader.get("/articles/rien-de-plus?profile=lite").expect(200).await.data();
    assert_eq!((&bare["text"], &bare["summary"], &bare["authors"]), (&json!(null), &json!(null), &json!([])));
}

#[actix_web::test]
async fn a_third_of_the_weight() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let author = fixtures::author(&editor, "Awa Diop").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let source = body();
    assert!((2_800..3_400).contains(&source.len()), "{}", source.len());
    let input = json!({
        "authors": [{ "id": author }], "primary_category_id": section,
        "body": { "format": "markdown", "source": source },
    });
    for number in 0..20 {
        fixtures::published(&editor, &format!("Bulletin de la crue, {number}"), input.clone()).await;
        app.advance(1);
    }
    let size = async |path: &str| reader.get(path).expect(200).await.body.len();
    let (full, lite) = (
        size("/articles/bulletin-de-la-crue-1").await,
        size("/articles/bulletin-de-la-crue-1?profile=lite").await,
    );
    assert!(lite * 5 <= full * 2, "{lite} of {full} bytes");
    assert!(lite <= source.len() + 600, "{lite} bytes for a text of {}", source.len());
    let (full, lite) = (size("/articles?include=body").await, size("/articles?profile=lite").await);
    assert!(lite * 5 <= full * 2, "{lite} of {full} bytes");
    assert!(lite <= 20 * (source.len() + 600), "{lite}");
    // Twenty cost as much as one, and no more than ever.
    for path in ["/articles?profile=lite&count=true", "/articles?profile=lite&limit=1&count=true"] {
        let reply = reader.get(path).expect(200).await;
        assert!(reply.statements() <= 7, "{path}: {}", reply.statements());
    }
    let one = reader.get("/articles/bulletin-de-la-crue-1?profile=lite").expect(200).await;
    assert!(one.statements() <= 6, "{}", one.statements());
}

#[actix_web::test]
async fn goes_on_from_page_to_page() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for title in ["Un", "Deux", "Trois"] {
        fixtures::published(&editor, title, json!({})).await;
        app.advance(1);
    }
    let reader = app.anonymous();
    let first = reader.get("/articles?profile=lite&limit=2").expect(200).await;
    assert_eq!(first.pluck("title"), ["Trois", "Deux"]);
    let next = first.json()["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let path = format!("/articles?profile=lite&limit=2&cursor={next}");
    assert_eq!(reader.get(&path).expect(200).await.pluck("title"), ["Un"]);
    let link = first.header("link").unwrap();
    assert!(link.contains("profile=lite"), "{link}");
}

#[actix_web::test]
async fn neither_more_nor_less_nor_drafts() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    fixtures::published(&editor, "Crue", json!({})).await;
    for path in ["/articles", "/articles/crue"] {
        for (more, names) in [
            ("fields=title", vec!["fields"]),
            ("include=body", vec!["include"]),
            ("fields=title&include=tags", vec!["fields", "include"]),
        ] {
            let refused = reader.get(&format!("{path}?profile=lite&{more}"));
            let refused = refused.refused(422, "conflicting-parameters").await;
            let named: Vec<String> = refused.faults().into_iter().map(|(name, _)| name).collect();
            assert_eq!(named, names);
        }
        let drafts = format!("{path}?profile=lite&edition=draft");
        let refused = editor.get(&drafts).refused(422, "conflicting-parameters").await;
        assert_eq!(refused.faults()[0].0, "profile");
        reader.get(&drafts).refused(401, "unauthenticated").await;
        reader.get(&format!("{path}?profile=heavy")).refused(400, "bad-parameter").await;
    }
}
