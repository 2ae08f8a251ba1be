//! The same request many times at once.

use std::time::Duration;

use futures_util::future::{join, join_all};
use griot::auth::UserId;
use griot::db::Tx;
use griot::idempotency::Repeat;
use serde_json::json;

use super::{is_replay_of, kept, total};
use crate::guards::events::log;
use crate::support::database::on_postgres;
use crate::support::{Response, TestApp, fixtures};

/// One of them is the first; the others are its replays.
fn one_of(replies: &[Response]) -> &Response {
    let first: Vec<&Response> =
        replies.iter().filter(|reply| reply.header("idempotency-replayed").is_none()).collect();
    assert_eq!(first.len(), 1, "{} of {} were done", first.len(), replies.len());
    replies
        .iter()
        .filter(|reply| !std::ptr::eq(*reply, first[0]))
        .for_each(|reply| is_replay_of(reply, first[0]));
    first[0]
}

#[actix_web::test]
async fn fifty_are_done_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let call = editor.post("/articles", json!({ "title": "La crue" })).key("k");
    let replies = join_all((0..50).map(|_| call.clone().send())).await;
    assert_eq!(one_of(&replies).status, 201);
    let events = log(&app.state).await.into_iter().filter(|row| row.2 == "article.created");
    assert_eq!(events.count(), 1);
    assert_eq!(total(&app, "/articles?edition=draft").await, 1);
}

#[actix_web::test]
async fn fifty_with_bodies_of_their_own() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let calls = (0..50)
        .map(|number| editor.post("/tags", json!({ "name": format!("Tag {}", number % 5) })).key("k").send());
    let replies = join_all(calls).await;
    let (done, refused): (Vec<Response>, Vec<Response>) =
        replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!((done.len(), refused.len()), (10, 40));
    one_of(&done);
    refused.iter().for_each(|reply| reply.expect_problem(422, "idempotency-key-reused", "another body"));
    assert_eq!(total(&app, "/tags").await, 1);
}

/// Two servers before one database: there, the transaction decides.
#[actix_web::test]
async fn on_two_nodes() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let far = editor.at(&app.another_node().await);
    for round in 0..5 {
        let key = format!("k{round}");
        let calls = (0..20).map(|number| {
            let client = if number % 2 == 0 { &editor } else { &far };
            client.post("/articles", json!({ "title": "La crue" })).key(&key).send()
        });
        assert_eq!(one_of(&join_all(calls).await).status, 201);
    }
    assert_eq!(total(&app, "/articles?edition=draft").await, 5);
}

/// Whoever comes second finds the version of the first, and is answered like the first all the same.
#[actix_web::test]
async fn on_two_nodes_with_a_precondition() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let far = editor.at(&app.another_node().await);
    let mut draft = fixtures::article(&editor, "La crue", json!({})).await;
    let path = format!("/articles/{}", draft.id());
    for round in 0..20 {
        let key = format!("k{round}");
        let calls = [&editor, &far, &editor, &far].map(|client| {
            let call = client.patch(&path, json!({ "kicker": key })).if_match(&draft.etag());
            call.key(&key).send()
        });
        let replies = join_all(calls).await;
        draft = one_of(&replies).clone();
        assert_eq!((draft.status, &draft.data()["version"]), (200, &json!(round + 2)), "{draft}");
    }
}

#[actix_web::test]
async fn whoever_waits_too_long_is_told_to_come_back() {
    // Of this a third is spent waiting.
    let app = TestApp::with(|config| config.server.handler_timeout = Duration::from_millis(1_500)).await;
    let editor = app.editor().await;
    let caller = UserId(editor.user_id());
    let call = editor.post("/tags", json!({ "name": "Crue" })).key("k");
    let first = app.state.flights.take(caller, "k", Duration::from_secs(1)).await.unwrap();
    let refused = call.clone().refused(409, "request-in-flight").await;
    assert_eq!(refused.header("retry-after"), Some("1"));
    editor.post("/tags", json!({ "name": "Fleuve" })).key("other").expect(201).await;
    // And whoever is patient enough gets through.
    let (reply, ()) = join(call.send(), async { drop(first) }).await;
    assert_eq!(reply.status, 201, "{reply}");
    assert_eq!(kept(&app).await.len(), 2);
}

/// SQLite has one writer: there, nobody can be at it beside another.
#[actix_web::test]
async fn whoever_waits_too_long_for_another_node() {
    if !on_postgres() {
        return;
    }
    let app = TestApp::with(|config| config.database.lock_timeout = Duration::from_millis(100)).await;
    let editor = app.editor().await;
    let repeat = Repeat { caller: UserId(editor.user_id()), key: "k".into(), fingerprint: "x".into() };
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let db = app.state.db.clone();
    let elsewhere = actix_web::rt::spawn(async move {
        let work = move |tx: &mut Tx<'_>| {
            repeat.claim(tx)?;
            tell.send(()).unwrap();
            released.recv().unwrap();
            Ok(())
        };
        db.write(work).await.unwrap();
    });
    told.recv().await.unwrap();
    let call = editor.post("/tags", json!({ "name": "Crue" })).key("k");
    let refused = call.clone().refused(409, "request-in-flight").await;
    assert_eq!(refused.header("retry-after"), Some("1"));
    release.send(()).unwrap();
    elsewhere.await.unwrap();
    call.expect(201).await;
}
