//! Pages are for editors and above; their drafts are for nobody else.

use serde_json::json;

use super::{page, published};
use crate::support::TestApp;

#[actix_web::test]
async fn below_an_editor_one_sees_what_readers_see() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let draft = page(&editor, "Brouillon", json!({})).await.id();
    published(&editor, "Contact", json!({})).await;
    for client in [app.contributor().await, app.author().await] {
        assert_eq!(client.get("/pages").expect(200).await.pluck("slug"), ["contact"]);
        client.get("/pages/contact").expect(200).await;
        client.get(&format!("/pages/{draft}")).refused(404, "not-found").await;
        for hidden in ["/pages?edition=draft", "/pages/contact?edition=draft", "/pages?status=draft"] {
            let refused = client.get(hidden).refused(403, "forbidden").await;
            assert_eq!(refused.json()["permission"], "pages:write", "{hidden}");
        }
        client.post("/pages", json!({ "title": "X" })).refused(403, "forbidden").await;
    }
    for hidden in ["/pages?edition=draft", "/pages/contact?edition=draft", "/pages?created_by=me"] {
        app.anonymous().get(hidden).refused(401, "unauthenticated").await;
    }
    // What one editor made another keeps.
    let other = app.editor().await;
    other.patch(&format!("/pages/{draft}"), json!({ "title": "Autre" })).if_match("*").expect(200).await;
}
