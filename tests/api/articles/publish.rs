//! `POST /articles/{id}/publish`

use diesel::prelude::*;
use griot::db::schema::events;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::holds;
use crate::support::{Client, Response, TestApp, fixtures};

async fn publish(client: &Client, id: Uuid, how: Value) -> Response {
    client.post(&format!("/articles/{id}/publish"), how).if_match("*").expect(200).await
}

async fn logged(app: &TestApp) -> i64 {
    app.state.db.read(|conn| Ok(events::table.count().get_result(conn)?)).await.unwrap()
}

#[actix_web::test]
async fn the_dates() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "Un", json!({})).await.id();
    let first = publish(&editor, id, json!({})).await.data();
    let start = first["published_at"].clone();
    holds(&first, &json!({ "first_published_at": start, "updated_at": start, "status": "published" }));
    // Substantive: readers are told. Otherwise they are not.
    app.advance(60);
    editor.patch(&format!("/articles/{id}"), json!({ "kicker": "a" })).if_match("*").expect(200).await;
    let second = publish(&editor, id, json!({ "message": "Relu" })).await.data();
    holds(&second, &json!({ "first_published_at": start, "published_at": start }));
    assert!(second["updated_at"].as_str() > start.as_str(), "{second}");
    app.advance(60);
    editor.patch(&format!("/articles/{id}"), json!({ "kicker": "b" })).if_match("*").expect(200).await;
    let third = publish(&editor, id, json!({ "substantive": false })).await.data();
    assert_eq!(third["updated_at"], second["updated_at"]);
    // An earlier date by hand; it stays until another is given.
    let earlier = json!({ "published_at": "2026-03-01T08:00:00Z" });
    let fourth = publish(&editor, id, earlier.clone()).await.data();
    holds(&fourth, &earlier);
    assert_eq!(fourth["first_published_at"], start);
    editor.patch(&format!("/articles/{id}"), json!({ "kicker": "c" })).if_match("*").expect(200).await;
    holds(&publish(&editor, id, json!({})).await.data(), &earlier);
    // Absent and back: a new first day of this publication, never of the very first.
    editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").expect(200).await;
    app.advance(60);
    let back = publish(&editor, id, json!({})).await.data();
    assert_eq!(back["first_published_at"], start);
    assert!(back["published_at"].as_str() > second["updated_at"].as_str(), "{back}");
    assert_eq!(back["published_at"], back["updated_at"]);
}

#[actix_web::test]
async fn not_in_the_future() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "Un", json!({})).await.id();
    let path = format!("/articles/{id}/publish");
    for (future, code) in [("2026-03-07T09:31:00Z", "out-of-range"), ("2026-02-30T00:00:00Z", "format")] {
        let refused = editor.post(&path, json!({ "published_at": future })).if_match("*");
        let refused = refused.refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), [("/published_at".to_owned(), code.to_owned())], "{refused}");
    }
    app.anonymous().get(&format!("/articles/{id}")).refused(404, "not-found").await;
    editor
        .post(&path, json!({ "publish_at": "2026-03-01T00:00:00Z" }))
        .if_match("*")
        .refused(422, "validation-failed")
        .await;
}

#[actix_web::test]
async fn the_same_again_changes_nothing() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let live = fixtures::published(&editor, "Un", json!({})).await;
    let (events, tag) = (logged(&app).await, app.anonymous().get("/articles/un").expect(200).await.etag());
    app.advance(60);
    for how in [json!({}), json!({ "revision": 1 }), json!({ "published_at": live.data()["published_at"] })] {
        let again = publish(&editor, live.id(), how).await;
        assert_eq!((again.data(), again.etag()), (live.data(), live.etag()));
    }
    let bodiless = editor.request(actix_web::http::Method::POST, &format!("/articles/{}/publish", live.id()));
    assert_eq!(bodiless.if_match(&live.etag()).expect(200).await.etag(), live.etag());
    assert_eq!(logged(&app).await, events);
    assert_eq!(app.anonymous().get("/articles/un").expect(200).await.etag(), tag);
}

#[actix_web::test]
async fn over_a_live_one_the_new_shows_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let live = fixtures::published(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}", live.id());
    // Without a tick of the clock in between.
    for title in ["Deux", "Trois", "Quatre"] {
        editor.patch(&path, json!({ "title": title })).if_match("*").expect(200).await;
        fixtures::publish(&editor, live.id()).await;
        assert_eq!(app.anonymous().get(&path).expect(200).await.data()["title"], title);
        assert_eq!(app.anonymous().get("/articles?count=true").expect(200).await.pluck("title"), [title]);
    }
}

#[actix_web::test]
async fn tags_from_before_are_stale() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let draft = fixtures::article(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}/publish", draft.id());
    editor.post(&path, json!({})).refused(428, "precondition-required").await;
    let live = editor.post(&path, json!({})).if_match(&draft.etag()).expect(200).await;
    assert_eq!(live.data()["version"], 2);
    let own = format!("/articles/{}", draft.id());
    let refused =
        editor.patch(&own, json!({ "kicker": "k" })).if_match(&draft.etag()).refused(412, "stale").await;
    assert_eq!(refused.json()["current_etag"], live.etag());
    editor.post(&path, json!({})).if_match(&draft.etag()).refused(412, "stale").await;
    editor.patch(&own, json!({ "kicker": "k" })).if_match(&live.etag()).expect(200).await;
    let nowhere = format!("/articles/{}/publish", app.state.ids.next());
    editor.post(&nowhere, json!({})).if_match("*").refused(412, "stale").await;
}

#[actix_web::test]
async fn an_archive_goes_back_before_1970() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (at, header) in [
        ("1969-07-20T20:17:40Z", "Sun, 20 Jul 1969 20:17:40 GMT"),
        ("1605-01-16T00:00:00Z", "Sun, 16 Jan 1605 00:00:00 GMT"),
        ("0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT"),
    ] {
        let id = fixtures::article(&editor, at, json!({})).await.id();
        publish(&editor, id, json!({ "published_at": at })).await;
        let read = app.anonymous().get(&format!("/articles/{id}")).expect(200).await;
        assert_eq!(read.header("last-modified"), Some(header));
        assert_eq!(read.data()["published_at"], at);
    }
}

#[actix_web::test]
async fn a_revision_names_what_is_gone() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (awa, binta) = (fixtures::author(&editor, "Awa").await, fixtures::author(&editor, "Binta").await);
    let river = fixtures::category(&editor, "Fleuve", None).await;
    fixtures::category(&editor, "Mer", None).await;
    let more = json!({ "authors": [{ "id": binta }, { "id": awa }], "category_ids": [river] });
    let draft = fixtures::article(&editor, "Un", more).await;
    let own = format!("/articles/{}", draft.id());
    editor.patch(&own, json!({ "authors": [] })).if_match("*").expect(200).await;
    editor.delete(&format!("/authors/{awa}")).if_match("*").expect(204).await;
    editor.delete(&format!("/categories/{river}?reassign_to=mer")).if_match("*").expect(204).await;
    let refused = editor.post(&format!("{own}/publish"), json!({ "revision": 1 })).if_match("*");
    let refused = refused.refused(422, "validation-failed").await;
    // The body names the revision and nothing in it.
    let fault = ("/revision".to_owned(), "unknown-reference".to_owned());
    assert_eq!(refused.faults(), [fault.clone(), fault], "{refused}");
    for (index, gone) in [format!("author {awa}"), format!("category {river}")].iter().enumerate() {
        let detail = refused.json()["errors"][index]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(gone) && detail.contains("Revision 1"), "{detail}");
    }
    // The latest lost its author by a save and its section to the heir.
    let live = fixtures::publish(&editor, draft.id()).await.data();
    assert_eq!(live["categories"][0]["slug"], "mer");
}
