//! From the first draft to the trash and back.

use serde_json::{Value, json};

use super::{page, published};
use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn written_published_changed_and_withdrawn_again() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let more = json!({
        "subtitle": "Qui nous sommes", "locale": "fr",
        "seo": { "title": "Qui sommes-nous ?", "description": null, "canonical_url": null, "noindex": false }, "custom": { "ordre": 2 },
    });
    let mut input = more.clone();
    input["image"] = json!({ "url": "https://example.org/a.jpg", "alt": "La rédaction" });
    let made = page(&editor, "À propos", input).await;
    let id = made.id();
    assert_eq!(made.header("location"), Some(&*format!("/api/v1/pages/{id}?edition=draft")));
    holds(&made.data(), &more);
    holds(
        &made.data(),
        &json!({ "slug": "a-propos", "status": "draft", "version": 1, "published_at": null }),
    );
    assert_eq!(made.data()["links"]["self"], format!("/api/v1/pages/{id}"));
    for name in ["type", "authors", "categories", "tags", "featured", "kicker", "source", "dateline"] {
        assert_eq!(made.data().get(name), None, "{name}");
        editor.post("/pages", json!({ "title": "X", name: null })).refused(422, "validation-failed").await;
    }
    reader.get("/pages/a-propos").refused(404, "not-found").await;

    let path = format!("/pages/{id}");
    editor.post(&format!("{path}/publish"), json!({})).refused(428, "precondition-required").await;
    let live = editor.post(&format!("{path}/publish"), json!({})).if_match(&made.etag()).expect(200).await;
    assert_eq!(live.data()["status"], "published");
    let found = reader.get("/pages/a-propos").expect(200).await;
    holds(&found.data(), &more);
    assert_eq!(found.data()["image"]["alt"], "La rédaction");
    assert_eq!(found.data()["body"]["html"], "<p>Un <strong>premier</strong> paragraphe.</p>\n");
    assert!(found.statements() <= 6, "{}", found.statements());
    assert_eq!(found.data().get("version"), None);
    reader.get("/pages/a-propos").header("If-None-Match", &found.etag()).expect(304).await;

    // The public goes on seeing what is published.
    let saved = editor.patch(&path, json!({ "title": "Qui nous sommes", "seo": null }));
    let saved = saved.if_match(&live.etag()).expect(200).await;
    holds(
        &saved.data(),
        &json!({ "title": "Qui nous sommes", "subtitle": "Qui nous sommes", "revision": 2 }),
    );
    assert_eq!(saved.data()["seo"]["title"], Value::Null);
    assert_eq!(reader.get(&path).expect(200).await.data()["title"], "À propos");
    editor.patch(&path, json!({})).if_match(&live.etag()).refused(412, "stale").await;
    let replaced = editor.put(&path, json!({ "title": "Neuf", "slug": "la-redaction" })).if_match("*");
    assert_eq!(replaced.expect(200).await.data()["subtitle"], Value::Null);
    editor.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
    let moved = reader.get("/pages/a-propos?pretty").expect(301).await;
    assert_eq!(moved.header("location"), Some("/api/v1/pages/la-redaction?pretty"));
    holds(
        &reader.get("/pages/la-redaction").expect(200).await.data(),
        &json!({ "title": "Neuf", "body": null }),
    );

    let busy = editor.delete(&path).if_match("*").refused(409, "illegal-transition").await;
    assert_eq!(busy.json()["page_status"], "published");
    assert!(busy.json()["detail"].as_str().unwrap().starts_with("A page that is published"), "{busy}");
    editor.post(&format!("{path}/unpublish"), json!({ "message": "Périmé" })).if_match("*").expect(200).await;
    for gone in ["/pages/la-redaction", "/pages/a-propos", &path] {
        reader.get(gone).refused(404, "not-found").await;
    }
    editor.delete(&path).if_match("*").expect(204).await;
    editor.get(&format!("{path}?edition=draft")).refused(404, "not-found").await;
    editor.patch(&path, json!({})).if_match("*").expect(412).await;
    let back = editor.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    holds(&back.data(), &json!({ "title": "Neuf", "status": "draft", "trashed_at": null }));
    let early = editor.post(&format!("{path}/restore"), json!({})).if_match("*");
    early.refused(409, "illegal-transition").await;
}

#[actix_web::test]
async fn what_is_wrong_is_named() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let refused = editor.post("/pages", json!({
        "locale": "FR", "slug": "0198c0de-0000-7000-8000-000000000001", "body": { "format": "rtf", "source": "" },
    }));
    let faults = refused.refused(422, "validation-failed").await.faults();
    let named: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert!(["/title", "/locale", "/body/format"].iter().all(|one| named.contains(one)), "{faults:?}");
    let refused = editor.post("/pages", json!({ "title": "X", "locale": "fr-sn" })).expect(422).await;
    assert_eq!(refused.faults()[0].0, "/locale");
    let refused = editor.post("/pages", json!({ "title": "X", "seo": { "canonical_url": "http://" } }));
    assert_eq!(refused.expect(422).await.faults()[0].0, "/seo/canonical_url");
    let cleaned =
        page(&editor, "X", json!({ "body": { "format": "html", "source": "<script>x</script>a" } }));
    assert_eq!(cleaned.await.json()["warnings"][0]["code"], "content-removed");
    let path = format!("/pages/{}/publish", page(&editor, "Y", json!({})).await.id());
    let refused = editor.post(&path, json!({ "revision": 9 })).if_match("*").expect(422).await;
    assert_eq!(refused.faults(), [("/revision".to_owned(), "unknown-reference".to_owned())]);
}

#[actix_web::test]
async fn slugs_are_a_space_of_their_own() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::published(&editor, "Contact", json!({})).await;
    assert_eq!(published(&editor, "Contact", json!({})).await.data()["slug"], "contact");
    assert_eq!(page(&editor, "Contact", json!({})).await.data()["slug"], "contact-2");
    editor.post("/pages", json!({ "title": "X", "slug": "contact" })).refused(409, "slug-taken").await;
    assert_eq!(page(&editor, "…", json!({})).await.data()["slug"], "page");
}

#[actix_web::test]
async fn the_website_shows_it_where_the_template_says() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = published(&editor, "Contact", json!({})).await.id();
    let web = async || app.anonymous().get("/pages/contact").expect(200).await.data()["links"]["web"].clone();
    assert_eq!(web().await, Value::Null);
    let set = async |site: Value| admin.patch("/site", site).if_match("*").expect(200).await.data();
    let site = set(json!({ "public_url": "https://www.example.org" })).await;
    assert_eq!(site["url_templates"]["page"], "/{slug}");
    assert_eq!(web().await, "https://www.example.org/contact");
    set(json!({ "url_templates": { "page": "/{locale}/infos/{slug}-{id}" } })).await;
    assert_eq!(web().await, format!("https://www.example.org/fr/infos/contact-{id}"));
    for template in ["/{locale}", "/{category}/{slug}", "infos/{slug}"] {
        let refused = admin.patch("/site", json!({ "url_templates": { "page": template } })).if_match("*");
        assert_eq!(refused.expect(422).await.faults()[0].0, "/url_templates/page", "{template}");
    }
}
