//! `POST /articles/{id}/unpublish`

use serde_json::json;

use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn it_is_a_draft_again() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let live = fixtures::published(&editor, "Un", json!({ "primary_category_id": section })).await;
    let path = format!("/articles/{}", live.id());
    let verb = format!("{path}/unpublish");
    editor.post(&verb, json!({})).refused(428, "precondition-required").await;
    editor.post(&verb, json!({ "note": "x" })).if_match("*").refused(422, "validation-failed").await;
    let gone = editor.post(&verb, json!({ "message": "Erreur" })).if_match(&live.etag()).expect(200).await;
    let first = live.data()["first_published_at"].clone();
    let expected = json!({
        "status": "draft", "published_at": null, "updated_at": null, "published_revision": null, "revision": 1,
        "version": 3, "first_published_at": first,
    });
    holds(&gone.data(), &expected);
    let reader = app.anonymous();
    for hidden in [path.as_str(), "/articles/un"] {
        reader.get(hidden).refused(404, "not-found").await;
    }
    for list in ["/articles", "/articles?category=fleuve", "/articles?ids=un"] {
        let list = reader.get(&format!("{list}{}count=true", if list.contains('?') { '&' } else { '?' }));
        let list = list.expect(200).await;
        assert_eq!((list.data(), &list.json()["meta"]["total"]), (json!([]), &json!(0)));
    }
    assert_eq!(reader.get("/categories/fleuve").expect(200).await.data()["articles_count"], 0);
    editor.post(&verb, json!({})).if_match("*").refused(409, "illegal-transition").await;
    editor.post(&verb, json!({})).if_match(&live.etag()).refused(412, "stale").await;
}

#[actix_web::test]
async fn a_draft_cannot_and_is_told_why() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let draft = fixtures::article(&editor, "Un", json!({})).await;
    let call = editor.post(&format!("/articles/{}/unpublish", draft.id()), json!({})).if_match("*");
    let refused = call.refused(409, "illegal-transition").await;
    assert_eq!(refused.json()["article_status"], "draft");
    assert!(refused.json()["allowed"].as_array().unwrap().contains(&json!("publish")), "{refused}");
}
