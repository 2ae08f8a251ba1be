//! Submit and return.

use diesel::prelude::*;
use griot::db::schema::notes;
use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn to_the_desk_and_back() {
    let app = TestApp::new().await;
    let (contributor, editor) = (app.contributor().await, app.editor().await);
    let id = fixtures::article(&contributor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let word = json!({ "message": "Un chiffre reste à vérifier." });
    let submitted = contributor.post(&format!("{path}/submit"), word).if_match("*").expect(200).await;
    assert_eq!((&submitted.data()["status"], &submitted.data()["version"]), (&json!("in_review"), &json!(2)));
    let waiting = editor.get("/articles?edition=draft&status=in_review").expect(200).await;
    assert_eq!(waiting.pluck("id"), [json!(id)]);
    // What was handed in may still be mended, and stays handed in.
    let mended = contributor.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    assert_eq!(mended.data()["status"], "in_review");
    let note = json!({ "note": "Il manque la réponse de la mairie." });
    let returned = editor.post(&format!("{path}/return"), note).if_match("*").expect(200).await;
    assert_eq!(returned.data()["status"], "draft");
    let written: Vec<(String, String)> = app
        .state
        .db
        .read(|conn| {
            Ok(notes::table.order(notes::created_at).select((notes::kind, notes::text)).load(conn)?)
        })
        .await
        .unwrap();
    let written: Vec<(&str, &str)> = written.iter().map(|(kind, text)| (&**kind, &**text)).collect();
    assert_eq!(
        written,
        [("submitted", "Un chiffre reste à vérifier."), ("returned", "Il manque la réponse de la mairie.")]
    );
    // Published from review and withdrawn from the public, it is a draft.
    contributor.post(&format!("{path}/submit"), json!({})).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    let gone = editor.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
    assert_eq!(gone.data()["status"], "draft");
}

#[actix_web::test]
async fn a_return_needs_a_note() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    editor.post(&format!("/articles/{id}/submit"), json!({})).if_match("*").expect(200).await;
    for (body, code) in [
        (json!({}), "required"),
        (json!({ "note": null }), "wrong-type"),
        (json!({ "note": " \n" }), "format"),
        (json!({ "note": "x".repeat(2001) }), "too-long"),
        (json!({ "note": "n", "kicker": "k" }), "unknown-field"),
    ] {
        let refused =
            editor.post(&format!("/articles/{id}/return"), body.clone()).if_match("*").expect(422).await;
        assert_eq!(refused.json()["errors"][0]["code"], code, "{body} {refused}");
    }
    let draft = editor.get(&format!("/articles/{id}?edition=draft")).expect(200).await;
    assert_eq!(draft.data()["status"], "in_review");
}
