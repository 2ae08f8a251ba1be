//! What the public is told, and how a client goes on where it stopped.

use std::time::Duration;

use griot::auth::UserId;
use griot::events::{Event, EventType};
use serde_json::json;
use uuid::Uuid;

use super::{ids, names, next};
use crate::support::compare::at;
use crate::support::stream::events;
use crate::support::{TestApp, fixtures};

/// So many entries at once, every second of which readers hear of.
async fn many(app: &TestApp, count: u128) {
    let written = app.state.db.write(move |tx| {
        for number in 0..count {
            let kind = if number % 2 == 0 { EventType::TagCreated } else { EventType::ArticleCreated };
            Event::new(kind, Uuid::from_u128(number + 1), None::<UserId>).emit(tx);
        }
        Ok(())
    });
    written.await.unwrap();
}

#[actix_web::test]
async fn what_happens_is_told_as_it_happens() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    fixtures::tag(&editor, "Avant").await;
    app.hear().await;
    let mut stream = reader.get("/events").stream().await;
    assert_eq!(stream.until_live().await, "retry: 2000\n: after 1\n\n: live\n\n");
    let draft = fixtures::article(&editor, "La crue", json!({})).await.id();
    app.hear().await;
    fixtures::publish(&editor, draft).await;
    app.hear().await;
    let told = next(&mut stream, 1).await;
    assert_eq!((told[0].id, told[0].name.as_str()), (2, "article.published"));
    let listed = reader.get("/changes?after=1").expect(200).await.data()[0].clone();
    assert_eq!(told[0].data, listed, "as the list tells it");
    // Several at once, and none without a place in the order.
    fixtures::author(&editor, "Awa").await;
    fixtures::tag(&editor, "Crue").await;
    app.hear().await;
    assert_eq!(ids(&next(&mut stream, 2).await), [3, 4]);
}

#[actix_web::test]
async fn a_stream_is_not_kept_nor_coded() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    let reply = reader.get("/events").header("Accept-Encoding", "br, gzip").expect(200).await;
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("content-encoding"), None);
    assert_eq!(reply.header("x-accel-buffering"), Some("no"));
    assert_eq!(reply.header("vary"), Some("Accept-Encoding"));
    assert_eq!(reply.header("etag"), None);
    let head = reader.request(actix_web::http::Method::HEAD, "/events").expect(200).await;
    assert_eq!((head.header("content-type"), head.body.len()), (Some("text/event-stream"), 0));
}

#[actix_web::test]
async fn a_client_goes_on_where_it_stopped() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    for number in 1..=5 {
        fixtures::tag(&editor, &format!("Sujet {number}")).await;
    }
    let again = reader.get("/events").header("Last-Event-ID", "2").expect(200).await;
    assert_eq!(ids(&events(&String::from_utf8(again.body).unwrap())), [3, 4, 5]);
    let first = reader.get("/events?after=3").expect(200).await;
    assert_eq!(ids(&events(&String::from_utf8(first.body).unwrap())), [4, 5]);
    // Who connects again sends the address it began with, too.
    let both = reader.get("/events?after=0").header("Last-Event-ID", "4").expect(200).await;
    assert_eq!(ids(&events(&String::from_utf8(both.body).unwrap())), [5]);
    let some = reader.get("/events?after=0&types=tag.updated,tag.created").expect(200).await;
    assert_eq!(ids(&events(&String::from_utf8(some.body).unwrap())), [1, 2, 3, 4, 5]);
}

#[actix_web::test]
async fn however_much_lies_between_nothing_is_lost_or_told_twice() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    many(&app, 3_000).await;
    let mut stream = reader.get("/events?after=10").stream().await;
    let mut told = ids(&events(&stream.until_live().await));
    // It does not look while more happens than is kept for it.
    for _ in 0..3 {
        many(&app, 1_000).await;
        app.hear().await;
    }
    while told.last() < Some(&3_000) {
        told.extend(ids(&stream.events().await));
    }
    assert_eq!(told, (11..=3_000).collect::<Vec<_>>());
    // And is as live as before.
    many(&app, 1).await;
    app.hear().await;
    assert_eq!(ids(&next(&mut stream, 1).await), [3_001]);
}

#[actix_web::test]
async fn what_comes_while_a_client_reads_is_in_its_place() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    many(&app, 1_200).await;
    let mut stream = reader.get("/events?after=0").stream().await;
    let mut told = Vec::new();
    // A page at a time, with something new between any two.
    while told.last().is_none_or(|last| *last < 606) {
        told.extend(ids(&events(&stream.chunk().await.unwrap())));
        if told.len() < 600 {
            many(&app, 2).await;
            app.hear().await;
        }
        if told.len() >= 600 && told.last().is_none_or(|last| *last < 606) {
            many(&app, 2).await;
            app.hear().await;
        }
    }
    let expected: Vec<i64> = (1..).take(told.len()).collect();
    assert_eq!(told, expected);
}

#[actix_web::test]
async fn what_was_not_heard_is_read() {
    let app = TestApp::new().await;
    let reader = app.anonymous();
    let mut stream = reader.get("/events").stream().await;
    stream.until_live().await;
    many(&app, 1).await;
    app.hear().await;
    assert_eq!(ids(&next(&mut stream, 1).await), [1]);
    // Nobody listened when it was read, but the numbers tell.
    drop(stream);
    many(&app, 2).await;
    app.hear().await;
    let mut stream = reader.get("/events?after=1").stream().await;
    many(&app, 2).await;
    app.hear().await;
    assert_eq!(ids(&events(&stream.until_live().await)), [2, 3]);
}

#[actix_web::test]
async fn only_what_was_asked_for() {
    let app = TestApp::with(|config| config.events.heartbeat = Duration::from_millis(50)).await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    let mut stream = reader.get("/events?types=author.created,tag.created&types=tag.deleted").stream().await;
    stream.until_live().await;
    fixtures::category(&editor, "Fleuve", None).await;
    fixtures::author(&editor, "Awa").await;
    fixtures::category(&editor, "Sport", None).await;
    app.hear().await;
    let told = next(&mut stream, 1).await;
    assert_eq!((ids(&told), names(&told)), (vec![2], vec!["author.created"]));
    // Where nothing is told, the number is: who connects again need not pass over it once more.
    loop {
        let beat = stream.chunk().await.unwrap();
        assert!(beat.starts_with(": beat\n\n"), "{beat}");
        if beat.contains("id: ") {
            assert_eq!(beat, ": beat\n\nid: 3\n\n");
            break;
        }
    }
    assert_eq!(stream.chunk().await.unwrap(), ": beat\n\n", "told once");
}

#[actix_web::test]
async fn wrong_places_are_named() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    fixtures::article(&editor, "La crue", json!({})).await;
    fixtures::tag(&editor, "Crue").await;
    for id in ["2", "9223372036854775807"] {
        let future = reader.get("/events").header("Last-Event-ID", id).refused(400, "bad-parameter").await;
        assert_eq!(future.faults(), at(&[("Last-Event-ID", "out-of-range")]), "{id}");
        assert_eq!(future.json()["errors"][0]["expected"], "at most 1");
    }
    for id in ["-1", "x", "", "1.5", "+1", "9223372036854775808"] {
        let wrong = reader.get("/events").header("Last-Event-ID", id).refused(400, "bad-parameter").await;
        assert_eq!(wrong.faults(), at(&[("Last-Event-ID", "format")]), "{id}");
    }
    for (query, name, code) in [
        ("after=2", "after", "out-of-range"),
        ("after=-1", "after", "out-of-range"),
        ("types=tag", "types", "format"),
        ("edition=draft", "edition", "format"),
        ("limit=1", "limit", "unknown-parameter"),
    ] {
        let wrong = reader.get(&format!("/events?{query}")).refused(400, "bad-parameter").await;
        assert_eq!(wrong.faults(), at(&[(name, code)]), "{query}");
    }
    // The whole log is longer.
    editor.get("/events").header("Last-Event-ID", "2").expect(200).await;
}
