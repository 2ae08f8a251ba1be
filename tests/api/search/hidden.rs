//! What is not visible now is not found, and what becomes visible is.

use serde_json::json;

use super::articles::found;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn found_when_published_and_gone_when_not() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let reader = app.anonymous();
    let body = json!({ "body": { "format": "text", "source": "Une zibeline." }, "kicker": "Zibeline" });
    let id = fixtures::article(&editor, "La zibeline", body).await.id();
    assert!(found(&reader, "zibeline").await.is_empty());
    fixtures::publish(&editor, id).await;
    assert_eq!(found(&reader, "zibelines").await, ["La zibeline"]);
    let path = format!("/articles/{id}");
    // The working copy goes on without its readers.
    let edited =
        json!({ "title": "Le castor", "kicker": null, "body": { "format": "text", "source": "Un castor." } });
    editor.patch(&path, edited).if_match("*").expect(200).await;
    assert!(found(&reader, "castor").await.is_empty());
    assert_eq!(found(&reader, "zibeline").await, ["La zibeline"]);
    app.advance(1);
    fixtures::publish(&editor, id).await;
    assert!(found(&reader, "zibeline").await.is_empty());
    assert_eq!(found(&reader, "castors").await, ["Le castor"]);
    let unpublish = format!("{path}/unpublish");
    editor.post(&unpublish, json!({})).if_match("*").expect(200).await;
    for q in ["castor", "zibeline", "cast"] {
        let list = reader.get(&format!("/articles?q={q}&count=true")).expect(200).await;
        assert_eq!(
            (list.json()["data"].clone(), list.json()["meta"]["total"].clone()),
            (json!([]), json!(0))
        );
    }
}
