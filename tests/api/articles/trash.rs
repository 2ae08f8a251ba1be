//! `DELETE /articles/{id}`, `POST …/restore` and `GET /trash`

use serde_json::json;

use crate::support::compare::{holds, walk};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn out_of_sight_and_back() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let draft = fixtures::article(&editor, "Un", json!({ "kicker": "k" })).await;
    let path = format!("/articles/{}", draft.id());
    editor.delete(&path).refused(428, "precondition-required").await;
    editor.delete(&path).if_match("\"9.x\"").refused(412, "stale").await;
    editor.delete(&path).if_match(&draft.etag()).expect(204).await;
    for tag in ["*", "\"2.x\""] {
        for call in [
            editor.patch(&path, json!({})),
            editor.put(&path, json!({ "title": "T" })),
            editor.delete(&path),
            editor.post(&format!("{path}/publish"), json!({})),
            editor.post(&format!("{path}/unpublish"), json!({})),
        ] {
            let (status, code) = if tag == "*" { (412, "stale") } else { (404, "not-found") };
            call.if_match(tag).refused(status, code).await;
        }
    }
    for call in [
        editor.get(&format!("{path}?edition=draft")),
        editor.get("/articles/un?edition=draft"),
        app.anonymous().get(&path),
    ] {
        call.refused(404, "not-found").await;
    }
    assert_eq!(editor.get("/articles?edition=draft").expect(200).await.data(), json!([]));
    let trash = editor.get("/trash?count=true").expect(200).await;
    assert_eq!(trash.pluck("id"), [json!(draft.id())]);
    assert!(trash.pluck("trashed_at")[0].is_string());
    assert!(trash.statements() <= 7, "{}", trash.statements());
    // Its slug is not free: it may come back.
    editor.post("/articles", json!({ "title": "T", "slug": "un" })).refused(409, "slug-taken").await;
    let back = editor.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    holds(
        &back.data(),
        &json!({ "status": "draft", "kicker": "k", "slug": "un", "trashed_at": null, "revision": 1 }),
    );
    assert_eq!(editor.get("/trash").expect(200).await.data(), json!([]));
    editor.post(&format!("{path}/restore"), json!({})).if_match("*").refused(409, "illegal-transition").await;
    editor.patch(&path, json!({})).if_match(&draft.etag()).refused(412, "stale").await;
    editor.patch(&path, json!({})).if_match(&back.etag()).expect(200).await;
}

#[actix_web::test]
async fn not_while_public() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let live = fixtures::published(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}", live.id());
    editor.delete(&path).if_match("*").refused(409, "illegal-transition").await;
    app.anonymous().get("/articles/un").expect(200).await;
    editor.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
    editor.delete(&path).if_match("*").expect(204).await;
    app.anonymous().get("/articles/un").refused(404, "not-found").await;
}

#[actix_web::test]
async fn whose_trash() {
    let app = TestApp::new().await;
    let (contributor, author) = (app.contributor().await, app.author().await);
    let own = fixtures::article(&contributor, "Un", json!({})).await.id();
    let other = fixtures::article(&author, "Deux", json!({})).await.id();
    contributor.delete(&format!("/articles/{own}")).if_match("*").expect(204).await;
    author.delete(&format!("/articles/{other}")).if_match("*").expect(204).await;
    assert_eq!(contributor.get("/trash").expect(200).await.pluck("id"), [json!(own)]);
    assert_eq!(author.get("/trash").expect(200).await.pluck("id").len(), 2);
    contributor
        .post(&format!("/articles/{other}/restore"), json!({}))
        .if_match("\"2.x\"")
        .refused(404, "not-found")
        .await;
    author.post(&format!("/articles/{own}/restore"), json!({})).if_match("*").refused(403, "forbidden").await;
    app.anonymous().get("/trash").refused(401, "unauthenticated").await;
    contributor.post(&format!("/articles/{own}/restore"), json!({})).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn forward_and_back() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for number in 0..5 {
        app.advance(1);
        let id = fixtures::article(&editor, &format!("N {number}"), json!({})).await.id();
        editor.delete(&format!("/articles/{id}")).if_match("*").expect(204).await;
    }
    assert_eq!(walk(&editor, "/trash", 2).await.len(), 5);
    editor.get("/trash?status=draft").refused(400, "bad-parameter").await;
}
