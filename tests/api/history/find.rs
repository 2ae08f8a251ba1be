//! `GET /articles/{id}/revisions/{number}`

use serde_json::{Value, json};

use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn a_revision_is_what_was_handed_in_to_the_byte() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (awa, section) =
        (fixtures::author(&editor, "Awa").await, fixtures::category(&editor, "Fleuve", None).await);
    let (tag, series) = (
        fixtures::tag(&editor, "Crue").await,
        editor.post("/series", json!({ "name": "Rives" })).expect(201).await.id(),
    );
    let other = fixtures::article(&editor, "Ailleurs", json!({})).await.id();
    // Line ends of three kinds, spaces that do not break, trailing blanks, and enough of it to be packed.
    let source = "« Oui »,\r\ndit-il\u{a0}:  \rça\n\n<script>x</script>\t".repeat(40);
    let input = json!({
        "title": "La crue", "locale": "wo", "type": "report", "slug": "la-crue", "kicker": "Eau", "subtitle": "Sor",
        "summary": "Un chapô.", "dateline": "Sor", "body": { "format": "html", "source": source },
        "authors": [{ "id": awa, "role": "photographer" }], "primary_category_id": section, "category_ids": [],
        "tag_ids": [tag], "related_ids": [other], "series": { "id": series, "position": 3 }, "translation_of": other,
        "featured": true, "source": { "name": "Agence", "url": "https://example.org/a" },
        "seo": { "title": "t", "description": "d", "canonical_url": "https://example.org/c", "noindex": true },
        "image": { "url": "https://example.org/i.jpg", "width": 4, "height": 3, "alt": "a", "caption": "b", "credit": "c" },
        "custom": { "z": 1, "a": [1, { "é": null }] },
    });
    let id = editor.post("/articles", input.clone()).expect(201).await.id();
    let path = format!("/articles/{id}");
    let replaced = json!({ "title": "Autre", "slug": "autre", "message": "Tout refait" });
    editor.put(&path, replaced).if_match("*").expect(200).await;
    let reply = editor.get(&format!("{path}/revisions/1")).expect(200).await;
    let (first, mut wanted) = (reply.data(), input);
    wanted["body"] = first["body"].clone();
    holds(&first, &wanted);
    assert_eq!((&first["body"]["source"], &first["body"]["format"]), (&json!(source), &json!("html")));
    let (html, text) = (first["body"]["html"].as_str().unwrap(), first["body"]["text"].as_str().unwrap());
    assert!(!html.contains("script") && text.contains("dit-il"), "{html}");
    assert_eq!((&first["number"], &first["message"]), (&json!(1), &Value::Null));
    let second = editor.get("/articles/autre/revisions/2").expect(200).await.data();
    let empty = json!({
        "title": "Autre", "slug": "autre", "message": "Tout refait", "body": null, "authors": [], "custom": {},
        "primary_category_id": null, "tag_ids": [], "series": null, "translation_of": null, "featured": false,
    });
    holds(&second, &empty);
    assert_eq!(reply.header("etag"), None, "it is not to be written with its tag");
}

#[actix_web::test]
async fn what_is_no_number_of_it_is_not_there() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    for number in ["0", "2", "-1", "01", "+1", "1.0", "x", "2147483648", "99999999999999999999", "%31x"] {
        for end in ["", "/diff"] {
            editor.get(&format!("/articles/{id}/revisions/{number}{end}")).refused(404, "not-found").await;
        }
    }
    editor.get(&format!("/articles/{id}/revisions/1?x=1")).refused(400, "bad-parameter").await;
}

#[actix_web::test]
async fn a_page_has_a_past_too() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({
        "title": "Mentions légales", "subtitle": "Qui", "summary": "Quoi", "custom": { "a": 1 }, "slug": "mentions",
        "body": { "format": "text", "source": "L’éditeur." }, "message": "Première version",
    });
    let id = editor.post("/pages", input.clone()).expect(201).await.id();
    editor
        .patch("/pages/mentions", json!({ "title": "Mentions", "slug": "ml" }))
        .if_match("*")
        .expect(200)
        .await;
    let list = editor.get(&format!("/pages/{id}/revisions")).expect(200).await;
    assert_eq!(list.pluck("number"), [json!(2), json!(1)]);
    let mut first = editor.get("/pages/ml/revisions/1").expect(200).await.data();
    first["body"].as_object_mut().unwrap().retain(|name, _| name == "format" || name == "source");
    holds(&first, &input);
    assert!(first.get("kicker").is_none() && first.get("tag_ids").is_none(), "{first}");
    let diff = editor.get("/pages/ml/revisions/2/diff").expect(200).await.data();
    let pointers: Vec<_> =
        diff["changes"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
    assert_eq!(pointers, ["/title", "/slug"]);
    let restored =
        editor.post("/pages/ml/revisions/1/restore", json!({})).if_match("*").expect(200).await.data();
    assert_eq!(
        (&restored["title"], &restored["slug"], &restored["revision"]),
        (&json!("Mentions légales"), &json!("ml"), &json!(3))
    );
    let merge = json!({ "base_revision": 2, "changes": { "summary": "Pourquoi" } });
    let merged = editor.post("/pages/ml/merge", merge).expect(200).await.data();
    assert_eq!(
        (&merged["title"], &merged["summary"], &merged["revision"]),
        (&json!("Mentions légales"), &json!("Pourquoi"), &json!(4))
    );
    let kicker = json!({ "base_revision": 2, "changes": { "kicker": "x" } });
    let refused = editor.post("/pages/ml/merge", kicker).refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), [("/changes/kicker".to_owned(), "unknown-field".to_owned())]);
}
