//! `wait`: the reply is held back until there is something.

use std::time::{Duration, Instant};

use serde_json::json;

use super::seqs;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn a_write_ends_the_wait() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    let begun = Instant::now();
    let write = async {
        fixtures::article(&editor, "Un brouillon", json!({})).await;
        app.hear().await;
        fixtures::tag(&editor, "Crue").await;
        app.hear().await;
        fixtures::author(&editor, "Awa").await;
        app.hear().await;
    };
    let (told, ()) = tokio::join!(reader.get("/changes?types=author.created&wait=30").expect(200), write);
    assert!(begun.elapsed() < Duration::from_secs(25), "it waited to the end");
    // What was passed over while it waited is not looked at again.
    assert_eq!(seqs(&told), [2]);
    assert_eq!(told.json()["meta"], json!({ "limit": 20, "seq": 2, "next_after": 2, "has_more": false }));
    assert_eq!(told.header("cache-control"), Some("private, no-store"));
    // Where there is something already, nobody waits.
    assert_eq!(seqs(&reader.get("/changes?wait=30").expect(200).await), [1, 2]);
}

#[actix_web::test]
async fn time_ends_the_wait_though_nothing_else_may_take_so_long() {
    let app = TestApp::with(|config| config.server.handler_timeout = Duration::from_millis(500)).await;
    fixtures::tag(&app.editor().await, "Crue").await;
    let begun = Instant::now();
    let nothing = app.anonymous().get("/changes?after=1&wait=1").expect(200).await;
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(nothing.json()["meta"], json!({ "limit": 20, "seq": 1, "next_after": 1, "has_more": false }));
}

#[actix_web::test]
async fn what_readers_cannot_see_wakes_nobody() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    let write = async {
        for name in ["Un", "Deux", "Trois", "Quatre"] {
            fixtures::article(&editor, name, json!({})).await;
            app.hear().await;
        }
        fixtures::tag(&editor, "Crue").await;
        app.hear().await;
    };
    let (told, ()) = tokio::join!(reader.get("/changes?wait=30").expect(200), write);
    assert_eq!(seqs(&told), [1]);
    // Once at the beginning, and twice for what came.
    assert_eq!(told.header("server-timing"), Some("db;desc=\"3 stmts\""));
}

#[actix_web::test]
async fn the_public_may_not_take_every_place() {
    let app = TestApp::with(|config| config.events.streams = 10).await;
    let mut open = Vec::new();
    for _ in 0..9 {
        open.push(app.anonymous().get("/events").stream().await);
    }
    app.anonymous().get("/events").refused(503, "unavailable").await;
    app.anonymous().get("/changes?wait=1").refused(503, "unavailable").await;
    let editor = app.editor().await;
    open.push(editor.get("/events").stream().await);
    editor.get("/events").refused(503, "unavailable").await;
}

#[actix_web::test]
async fn a_server_that_stops_lets_go() {
    let app = TestApp::new().await;
    let begun = Instant::now();
    let stop = async {
        // Once it waits.
        while app.state.tail.newest().borrow().seq == 0 {
            fixtures::author(&app.editor().await, "Awa").await;
            app.hear().await;
        }
        app.state.readiness.stop();
    };
    let reader = app.anonymous();
    let (told, ()) = tokio::join!(reader.get("/changes?types=tag.created&wait=30").expect(200), stop);
    assert_eq!(told.data(), json!([]));
    assert!(begun.elapsed() < Duration::from_secs(25));
}

#[actix_web::test]
async fn there_is_room_for_so_many() {
    let app = TestApp::with(|config| config.events.streams = 1).await;
    let reader = app.anonymous();
    let stream = reader.get("/events").stream().await;
    let full = reader.get("/changes?wait=1").refused(503, "unavailable").await;
    assert_eq!(full.header("retry-after"), Some("5"));
    reader.get("/events").refused(503, "unavailable").await;
    reader.get("/changes").expect(200).await;
    drop(stream);
    reader.get("/events").expect(200).await;
}
