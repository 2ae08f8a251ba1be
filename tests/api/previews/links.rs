//! Making links, listing them, and taking them away.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{draft, link, preview};
use crate::support::compare::{at, walk};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn made_listed_and_revoked() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let path = draft(&editor).await;
    let links = format!("{path}/preview-links");
    let made = editor.post(&links, json!({ "expires_in": 3600 })).expect(201).await;
    let data = made.data();
    let id = data["id"].as_str().unwrap();
    assert_eq!(made.header("location"), Some(format!("/api/v1{links}/{id}").as_str()));
    assert_eq!(data["url"], format!("/api/v1{path}?preview={}", data["token"].as_str().unwrap()));
    let [from, until] = ["created_at", "expires_at"]
        .map(|member| data[member].as_str().unwrap().parse::<griot::clock::Timestamp>().unwrap());
    assert_eq!(until.since(from).num_seconds(), 3600);
    // Afterwards nobody is told the token.
    let mut without = data.clone();
    without.as_object_mut().unwrap().retain(|name, _| name != "token" && name != "url");
    assert_eq!(without["created_by"], json!({ "id": editor.user_id(), "name": "La editor" }));
    assert_eq!(editor.get(&links).expect(200).await.data(), json!([without]));
    let one = editor.get(&format!("{links}/{id}")).expect(200).await;
    assert_eq!(one.data(), without);
    editor.get(&format!("{links}/{id}")).header("If-None-Match", &one.etag()).expect(304).await;
    reader.get(data["url"].as_str().unwrap()).expect(200).await;
    editor.delete(&format!("{links}/{id}")).expect(204).await;
    reader.get(data["url"].as_str().unwrap()).refused(404, "preview-invalid").await;
    editor.delete(&format!("{links}/{id}")).refused(404, "not-found").await;
    editor.get(&format!("{links}/{id}")).refused(404, "not-found").await;
    // Nothing is required: seven days, whatever is there then.
    let usual = editor.request(actix_web::http::Method::POST, &links).expect(201).await.data();
    assert_eq!(usual["revision"], Value::Null);
    let [from, until] = ["created_at", "expires_at"]
        .map(|member| usual[member].as_str().unwrap().parse::<griot::clock::Timestamp>().unwrap());
    assert_eq!(until.since(from).num_days(), 7);
    for _ in 0..4 {
        link(&editor, &path, json!({ "expires_in": 60 })).await;
    }
    walk(&editor, &links, 2).await;
    app.advance(60);
    let left = editor.get(&format!("{links}?count=true")).expect(200).await;
    assert_eq!(left.pluck("id"), [usual["id"].clone()], "what has expired is gone");
    assert_eq!(left.json()["meta"]["total"], 1);
    assert_eq!(app.anonymous().get(&links).send().await.status, 401);
}

#[actix_web::test]
async fn whoever_reads_the_draft_gives_links() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    let (own, others) = (draft(&contributor).await, draft(&author).await);
    let (mine, _) = link(&contributor, &own, json!({})).await;
    let (second, _) = link(&author, &own, json!({})).await;
    for call in [
        contributor.post(&format!("{others}/preview-links"), json!({})),
        contributor.get(&format!("{others}/preview-links")),
        contributor.get(&format!("{others}/preview-links/{mine}")),
        contributor.delete(&format!("{others}/preview-links/{mine}")),
        editor.get(&format!("{others}/preview-links/{mine}")),
        editor.post(&format!("/articles/{}/preview-links", Uuid::nil()), json!({})),
    ] {
        call.refused(404, "not-found").await;
    }
    contributor.delete(&format!("{own}/preview-links/{second}")).refused(403, "forbidden").await;
    author.delete(&format!("{own}/preview-links/{mine}")).refused(403, "forbidden").await;
    editor.delete(&format!("{own}/preview-links/{second}")).expect(204).await;
    contributor.delete(&format!("{own}/preview-links/{mine}")).expect(204).await;
    let page =
        format!("/pages/{}", editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    author.post(&format!("{page}/preview-links"), json!({})).refused(403, "forbidden").await;
    let (id, token) = link(&editor, &page, json!({})).await;
    preview(&app.anonymous(), &page, &token).expect(200).await;
    editor.get(&format!("{page}/preview-links/{id}")).expect(200).await;
    assert_eq!(editor.get(&format!("{page}/preview-links")).expect(200).await.pluck("id"), [json!(id)]);
    editor.delete(&format!("{page}/preview-links/{id}")).expect(204).await;
    preview(&app.anonymous(), &page, &token).refused(404, "preview-invalid").await;
    // Neither the version nor the log knows of it.
    assert_eq!(editor.get(&format!("{own}?edition=draft")).expect(200).await.data()["version"], 1);
}

#[actix_web::test]
async fn what_cannot_be_made() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let path = draft(&editor).await;
    let links = format!("{path}/preview-links");
    for (body, place, code) in [
        (json!({ "expires_in": 59 }), "/expires_in", "out-of-range"),
        (json!({ "expires_in": 2_592_001 }), "/expires_in", "out-of-range"),
        (json!({ "expires_in": "1h" }), "/expires_in", "wrong-type"),
        (json!({ "revision": 0 }), "/revision", "out-of-range"),
        (json!({ "revision": 2 }), "/revision", "unknown-reference"),
        (json!({ "token": "x" }), "/token", "unknown-field"),
    ] {
        let refused = editor.post(&links, body).refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), at(&[(place, code)]), "{refused}");
    }
    for good in [json!({ "expires_in": 60 }), json!({ "expires_in": 2_592_000, "revision": 1 })] {
        editor.post(&links, good).expect(201).await;
    }
    let id = path[10..].parse().unwrap();
    fixtures::publish(&editor, id).await;
    editor.post(&format!("{path}/retract"), json!({ "notice": "Retiré." })).if_match("*").expect(200).await;
    let refused = editor.post(&links, json!({})).refused(409, "illegal-transition").await;
    assert_eq!(refused.json()["article_status"], "retracted");
    editor.delete(&path).if_match("*").expect(204).await;
    editor.post(&links, json!({})).refused(404, "not-found").await;
}
