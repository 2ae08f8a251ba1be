//! Why something was saved.

use serde_json::{Value, json};

use crate::support::compare::at;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn it_is_kept_with_its_revision_and_with_no_other() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({ "message": "Premier jet" })).await.id();
    let path = format!("/articles/{id}");
    let put = json!({ "title": "La crue", "message": "Tout revu" });
    editor.put(&path, put).if_match("*").expect(200).await;
    editor.patch(&path, json!({ "kicker": "Eau" })).if_match("*").expect(200).await;
    let patched = editor.patch(&path, json!({ "message": "Relu" })).if_match("*").expect(200).await;
    assert!(!String::from_utf8_lossy(&patched.body).contains("Relu"), "{patched}");
    let list = editor.get(&format!("{path}/revisions")).expect(200).await;
    assert_eq!(list.pluck("message"), [json!("Relu"), Value::Null, json!("Tout revu"), json!("Premier jet")]);
    let diff = editor.get(&format!("{path}/revisions/4/diff")).expect(200).await.data();
    assert_eq!(diff["changes"], json!([]));
}

#[actix_web::test]
async fn it_is_short_and_of_text() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({ "message": "é".repeat(500) })).await.id();
    let page =
        editor.post("/pages", json!({ "title": "Nous", "message": "é".repeat(500) })).expect(201).await.id();
    for path in [format!("/articles/{id}"), format!("/pages/{page}")] {
        for (message, code) in [(json!("é".repeat(501)), "too-long"), (json!(["x"]), "wrong-type")] {
            let refused = editor
                .patch(&path, json!({ "message": message }))
                .if_match("*")
                .refused(422, "validation-failed")
                .await;
            assert_eq!(refused.faults(), at(&[("/message", code)]));
        }
        let list = editor.get(&format!("{path}/revisions")).expect(200).await;
        assert_eq!(list.pluck("number"), [json!(1)]);
    }
}

#[actix_web::test]
async fn readers_never_see_it() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::published(&editor, "La crue", json!({ "message": "zibeline" })).await.id();
    for path in [format!("/articles/{id}"), "/articles?include=body".into(), "/search?q=zibeline".into()] {
        let reply = app.anonymous().get(&path).expect(200).await;
        assert!(!String::from_utf8_lossy(&reply.body).contains("zibeline"), "{reply}");
    }
}
