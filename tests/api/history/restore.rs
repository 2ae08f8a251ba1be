//! `POST /articles/{id}/revisions/{number}/restore`

use serde_json::{Value, json};

use super::saved;
use crate::support::compare::at;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn going_back_is_a_save_like_any_other() {
    let app = TestApp::new().await;
    let (editor, other) = (app.editor().await, app.editor().await);
    let source = "Un **premier**\r\nparagraphe.\u{a0}";
    let more = json!({ "body": { "format": "markdown", "source": source }, "slug": "avant", "custom": { "a": 1 }, "message": "Le début" });
    let id = fixtures::article(&editor, "La crue", more).await.id();
    let path = format!("/articles/{id}");
    let changed = json!({ "title": "Autre", "slug": "apres", "body": null, "custom": {} });
    let changed = editor.put(&path, changed).if_match("*").expect(200).await;
    let restored = other
        .post(&format!("{path}/revisions/1/restore"), json!({}))
        .if_match(&changed.etag())
        .expect(200)
        .await;
    let data = restored.data();
    assert_eq!(
        (&data["title"], &data["body"]["source"], &data["custom"]),
        (&json!("La crue"), &json!(source), &json!({ "a": 1 }))
    );
    // An address leads to what is there, not to what was.
    assert_eq!((&data["slug"], &data["revision"], &data["version"]), (&json!("apres"), &json!(3), &json!(3)));
    assert_eq!(data["saved_by"]["id"], other.user_id().to_string());
    assert_eq!(restored.etag(), editor.get(&format!("{path}?edition=draft")).expect(200).await.etag());
    let told = editor.get(&format!("{path}/revisions")).expect(200).await;
    assert_eq!(told.pluck("message"), [json!("Restores revision 1."), Value::Null, json!("Le début")]);
    let why = json!({ "message": "La photo était fausse" });
    let again =
        editor.post(&format!("{path}/revisions/2/restore"), why).if_match("*").expect(200).await.data();
    assert_eq!(
        (&again["title"], &again["body"], &again["revision"]),
        (&json!("Autre"), &Value::Null, &json!(4))
    );
    assert_eq!(
        editor.get(&format!("{path}/revisions/4")).expect(200).await.data()["message"],
        "La photo était fausse"
    );
}

#[actix_web::test]
async fn what_readers_see_stays_until_it_is_published() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::published(&editor, "Un", json!({})).await.id();
    let path = format!("/articles/{id}");
    editor.patch(&path, json!({ "title": "Deux" })).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    editor.post(&format!("{path}/revisions/1/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(app.anonymous().get(&path).expect(200).await.data()["title"], "Deux");
    fixtures::publish(&editor, id).await;
    assert_eq!(app.anonymous().get(&path).expect(200).await.data()["title"], "Un");
}

#[actix_web::test]
async fn what_it_refers_to_and_is_gone_is_told_and_nothing_is_written() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (awa, tag) = (fixtures::author(&editor, "Awa").await, fixtures::tag(&editor, "Crue").await);
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let series = editor.post("/series", json!({ "name": "Rives" })).expect(201).await.id();
    let more = json!({
        "authors": [{ "id": awa }], "tag_ids": [tag], "primary_category_id": section, "series": { "id": series, "position": 1 },
    });
    let id = fixtures::article(&editor, "La crue", more).await.id();
    let path = format!("/articles/{id}");
    editor.put(&path, json!({ "title": "Autre" })).if_match("*").expect(200).await;
    // Its place in the series is somebody else's by now.
    let taken = json!({ "series": { "id": series, "position": 1 } });
    let holder = fixtures::article(&editor, "Ailleurs", taken).await.id();
    let restore = async || {
        let call = editor.post(&format!("{path}/revisions/1/restore"), json!({})).if_match("*");
        call.refused(422, "validation-failed").await.faults()
    };
    assert_eq!(restore().await, at(&[("/series/position", "duplicate")]));
    editor.patch(&format!("/articles/{holder}"), json!({ "series": null })).if_match("*").expect(200).await;
    for gone in [
        format!("/authors/{awa}"),
        format!("/tags/{tag}"),
        format!("/categories/{section}"),
        format!("/series/{series}"),
    ] {
        editor.delete(&gone).if_match("*").expect(204).await;
    }
    assert_eq!(
        restore().await,
        at(&[
            ("/authors/0/id", "unknown-reference"),
            ("/primary_category_id", "unknown-reference"),
            ("/tag_ids/0", "unknown-reference"),
            ("/series/id", "unknown-reference"),
        ])
    );
    let list = editor.get(&format!("{path}/revisions")).expect(200).await;
    assert_eq!(list.pluck("number"), [json!(2), json!(1)]);
}

#[actix_web::test]
async fn it_is_judged_as_a_save() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    let id = saved(&contributor, &["Un", "Deux"]).await;
    let elsewhere = saved(&editor, &["Ailleurs", "Plus loin", "Encore"]).await;
    let restore = |path: &str| format!("{path}/1/restore");
    let path = restore(&format!("/articles/{id}/revisions"));
    editor.post(&path, json!({})).refused(428, "precondition-required").await;
    let stale = editor.post(&path, json!({})).if_match("\"1.x\"").refused(412, "stale").await.json();
    assert_eq!((&stale["current_revision"], &stale["current_version"]), (&json!(2), &json!(2)));
    author.post(&path, json!({})).if_match("*").refused(403, "forbidden").await;
    app.contributor().await.post(&path, json!({})).if_match("\"2.x\"").refused(404, "not-found").await;
    app.anonymous().post(&path, json!({})).if_match("*").refused(401, "unauthenticated").await;
    // The third is another article's.
    let third = format!("/articles/{id}/revisions/3/restore");
    for tag in ["\"2.x\"", "*"] {
        editor.post(&third, json!({})).if_match(tag).refused(404, "not-found").await;
    }
    editor
        .post(&format!("/articles/{elsewhere}/revisions/3/restore"), json!({}))
        .if_match("*")
        .expect(200)
        .await;
    for (body, pointer, code) in [
        (json!({ "message": "x".repeat(501) }), "/message", "too-long"),
        (json!({ "revision": 1 }), "/revision", "unknown-field"),
        (json!({ "message": 1 }), "/message", "wrong-type"),
    ] {
        let refused = editor.post(&path, body).if_match("*").refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), at(&[(pointer, code)]));
    }
    // Whoever may edit it while it is a draft may not once it is public.
    fixtures::publish(&editor, id).await;
    contributor.post(&path, json!({})).if_match("*").refused(403, "forbidden").await;
    contributor.get(&format!("/articles/{id}/revisions/1")).expect(200).await;
}

#[actix_web::test]
async fn the_language_of_a_translation_may_be_taken() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let original = fixtures::article(&editor, "La crue", json!({})).await.id();
    let more = json!({ "locale": "en", "translation_of": original });
    let id = fixtures::article(&editor, "The flood", more.clone()).await.id();
    editor
        .patch(&format!("/articles/{id}"), json!({ "translation_of": null }))
        .if_match("*")
        .expect(200)
        .await;
    fixtures::article(&editor, "Another flood", more).await;
    let path = format!("/articles/{id}/revisions/1/restore");
    editor.post(&path, json!({})).if_match("*").refused(409, "translation-taken").await;
}
