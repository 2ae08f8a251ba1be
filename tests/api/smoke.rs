//! One walk through the newsroom.

use serde_json::json;

use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn from_sign_in_to_reader() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let author = fixtures::author(&editor, "Awa Diop").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let more = json!({ "authors": [{ "id": author }], "primary_category_id": section });
    let draft = fixtures::article(&editor, "Le fleuve déborde à Saint-Louis", more).await;
    let path = format!("/articles/{}", draft.id());
    app.anonymous().get(&path).refused(404, "not-found").await;
    let live = fixtures::publish(&editor, draft.id()).await;
    assert_eq!(live.data()["status"], "published");
    let read = app.anonymous().get(&path).expect(200).await;
    assert_eq!(read.data()["title"], "Le fleuve déborde à Saint-Louis");
    assert!(read.statements() <= 6, "{}", read.statements());
    let list = app.anonymous().get("/articles?category=fleuve").expect(200).await;
    assert_eq!(list.pluck("slug"), [json!("le-fleuve-deborde-a-saint-louis")]);
    assert!(list.statements() <= 7, "{}", list.statements());
}
