//! How a stream shows that it lives, and when it ends.

use std::time::Duration;

use serde_json::json;

use super::{ids, names, next};
use crate::support::{Client, Stream, TestApp, fixtures};

async fn listening(client: &Client) -> Stream {
    let mut stream = client.get("/events").stream().await;
    stream.until_live().await;
    stream
}

async fn happens(app: &TestApp, editor: &Client) {
    fixtures::tag(editor, &format!("Sujet {}", app.state.ids.next())).await;
    app.hear().await;
}

#[actix_web::test]
async fn silence_is_broken() {
    let app = TestApp::with(|config| config.events.heartbeat = Duration::from_millis(20)).await;
    for client in [app.anonymous(), app.editor().await] {
        let mut stream = listening(&client).await;
        for _ in 0..3 {
            assert_eq!(stream.chunk().await.unwrap(), ": beat\n\n");
        }
    }
}

#[actix_web::test]
async fn whose_session_is_over_hears_no_more() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let endings: [(&str, bool); 3] = [("suspended", true), ("demoted", true), ("untouched", false)];
    for (what, ends) in endings {
        let client = app.author().await;
        let mut stream = listening(&client).await;
        happens(&app, &editor).await;
        next(&mut stream, 1).await;
        let account = format!("/users/{}", client.user_id());
        match what {
            "suspended" => {
                admin.post(&format!("{account}/suspend"), json!({})).if_match("*").expect(200).await;
            }
            "demoted" => {
                admin.patch(&account, json!({ "role": "contributor" })).if_match("*").expect(200).await;
            }
            _ => {}
        }
        // The check of a second ago counts no longer.
        app.advance(1);
        happens(&app, &editor).await;
        assert_eq!(stream.chunk().await.is_none(), ends, "{what}");
    }
}

#[actix_web::test]
async fn whose_session_is_over_is_let_go_though_nothing_happens() {
    let app = TestApp::with(|config| config.events.heartbeat = Duration::from_millis(20)).await;
    let client = app.author().await;
    let mut stream = listening(&client).await;
    client.post("/auth/logout", json!({})).expect(204).await;
    while let Some(beat) = stream.chunk().await {
        assert_eq!(beat, ": beat\n\n", "one that was on its way");
    }
}

#[actix_web::test]
async fn a_stream_ends_with_its_token() {
    let app = TestApp::with(|config| config.auth.access_token_ttl = Duration::from_secs(900)).await;
    let (editor, client) = (app.editor().await, app.author().await);
    let mut stream = listening(&client).await;
    let reader = app.anonymous();
    let mut public = listening(&reader).await;
    app.advance(899);
    happens(&app, &editor).await;
    assert_eq!(names(&next(&mut stream, 1).await), ["tag.created"]);
    app.advance(1);
    let admin = app.admin().await;
    happens(&app, &admin).await;
    assert_eq!(stream.chunk().await, None);
    // Who sent none has none that ends.
    assert_eq!(ids(&next(&mut public, 2).await), [1, 2]);
}

#[actix_web::test]
async fn a_stream_does_not_live_for_ever() {
    let app = TestApp::with(|config| config.events.lifetime = Duration::from_millis(100)).await;
    let mut stream = listening(&app.anonymous()).await;
    assert_eq!(stream.chunk().await, None);
}

#[actix_web::test]
async fn a_server_that_stops_ends_all_streams() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    let mut streams = [listening(&reader).await, listening(&editor).await];
    let waiting = async { (streams[0].chunk().await, streams[1].chunk().await) };
    let stop = async { app.state.readiness.stop() };
    let (ended, ()) = tokio::join!(waiting, stop);
    assert_eq!(ended, (None, None));
}
