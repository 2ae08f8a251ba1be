//! What becomes of messages when receivers do not take them.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::{anew, deliveries, hook, moody, newsroom, tag, work};
use crate::support::compare::holds;
use crate::support::receiver::{Receiver, Reply};
use crate::support::{Client, TestApp};

async fn last(admin: &Client, id: Uuid) -> Value {
    deliveries(admin, id).await.pop().unwrap()
}

/// Seconds until the next try.
fn wait(app: &TestApp, sent: &Value) -> i64 {
    let at = sent["next_attempt_at"].as_str().unwrap().parse::<griot::clock::Timestamp>().unwrap();
    at.since(app.clock.now()).num_seconds()
}

#[actix_web::test]
async fn tried_ten_times_in_three_days_and_then_a_dead_letter() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(500)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    tag(&admin, "Deux").await;
    work(&app).await;
    let first = receiver.take();
    assert_eq!(first.len(), 1, "the second has to wait for the first");
    for (attempts, seconds) in
        [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].into_iter().enumerate()
    {
        let sent = last(&admin, id).await;
        let expected = json!({ "state": "pending", "attempts": attempts + 1, "response_status": 500, "error": "refused" });
        holds(&sent, &expected);
        let due = wait(&app, &sent);
        assert!((seconds - 1..=seconds + seconds / 10 + 1).contains(&due), "{attempts}: {due} s");
        app.advance(due - 2);
        work(&app).await;
        assert_eq!(receiver.take().len(), 0, "not before its time");
        app.advance(3);
        // The tenth is the last, and the turn of the second comes.
        if attempts == 8 {
            *mood.borrow_mut() = Reply::Status(404);
        }
        work(&app).await;
        let again = receiver.take();
        assert_eq!(again[0].header("webhook-id"), first[0].header("webhook-id"));
        assert_eq!(again[0].body, first[0].body);
        assert_ne!(again[0].header("webhook-timestamp"), first[0].header("webhook-timestamp"));
        assert_eq!(again.len(), if attempts == 8 { 2 } else { 1 });
    }
    let all = deliveries(&admin, id).await;
    holds(
        &all[0],
        &json!({ "state": "dead", "attempts": 10, "response_status": 404, "next_attempt_at": null }),
    );
    holds(&all[1], &json!({ "state": "pending", "attempts": 1 }));
    let admin = anew(&admin).await;
    let dead = admin.get(&format!("/webhooks/{id}/deliveries?state=dead")).expect(200).await;
    assert_eq!(dead.pluck("id"), [all[0]["id"].clone()]);
    // By hand, once the receiver is well again.
    *mood.borrow_mut() = Reply::Status(204);
    for sent in &all {
        let path = format!("/webhooks/{id}/deliveries/{}/redeliver", sent["id"].as_str().unwrap());
        admin.post(&path, json!({})).expect(200).await;
    }
    work(&app).await;
    assert_eq!(receiver.take().len(), 2);
    for sent in deliveries(&admin, id).await {
        holds(&sent, &json!({ "state": "delivered", "response_status": 204, "error": null }));
    }
}

#[actix_web::test]
async fn every_kind_of_failure_is_told() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let elsewhere = Receiver::start().await;
    for (reply, status, error) in [
        (Reply::Status(500), json!(500), "refused"),
        (Reply::Status(404), json!(404), "refused"),
        (Reply::With(302, "location", elsewhere.url()), json!(302), "redirected"),
        (Reply::With(307, "location", elsewhere.url()), json!(307), "redirected"),
        (Reply::Reset, Value::Null, "connection-broken"),
        (Reply::Silence, Value::Null, "timeout"),
    ] {
        let receiver = Receiver::answering(move |_| reply.clone()).await;
        let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
        tag(&admin, &format!("Pour {status} {error}")).await;
        work(&app).await;
        let sent = last(&admin, id).await;
        holds(
            &sent,
            &json!({ "state": "pending", "attempts": 1, "response_status": status, "error": error }),
        );
        let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
        holds(&ping.data(), &json!({ "state": "dead", "response_status": status, "error": error }));
        admin.delete(&format!("/webhooks/{id}")).if_match("*").expect(204).await;
    }
    assert_eq!(elsewhere.connections(), 0, "nobody follows a redirect");
    let body = json!({ "url": format!("http://127.0.0.1:{nobody}/") });
    let id = admin.post("/webhooks", body).expect(201).await.id();
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(&ping.data(), &json!({ "state": "dead", "response_status": null, "error": "connection-failed" }));
}

#[actix_web::test]
async fn without_tls_there_is_none() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let body = json!({ "url": format!("https://{}/", plain.local_addr().unwrap()) });
    actix_web::rt::spawn(async move {
        let (mut called, _) = plain.accept().await.unwrap();
        called.write_all(b"HTTP/1.1 400 X\r\n\r\n").await.unwrap();
        std::future::pending::<()>().await;
    });
    let id = admin.post("/webhooks", body).expect(201).await.id();
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(&ping.data(), &json!({ "state": "dead", "response_status": null, "error": "tls-failed" }));
}

/// What a receiver takes to answer is not held against whoever asked.
#[actix_web::test]
async fn a_ping_may_take_as_long_as_a_receiver() {
    let app = TestApp::with(|config| {
        config.outbound.allow_loopback = true;
        config.outbound.timeout = Duration::from_millis(900);
        config.server.handler_timeout = Duration::from_millis(500);
    });
    let app = app.await;
    let admin = app.admin().await;
    let receiver = Receiver::answering(|_| Reply::Silence).await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(&ping.data(), &json!({ "state": "dead", "error": "timeout" }));
}

/// The status says all there is to know.
#[actix_web::test]
async fn the_rest_of_an_answer_is_not_waited_for() {
    let app = TestApp::with(|config| {
        config.outbound.allow_loopback = true;
        config.outbound.timeout = Duration::from_secs(60);
        config.server.handler_timeout = Duration::from_secs(120);
    });
    let app = app.await;
    let admin = app.admin().await;
    let receiver = Receiver::answering(|_| Reply::Unfinished).await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(&ping.data(), &json!({ "state": "delivered" }));
    assert!(ping.data()["duration_ms"].as_i64().unwrap() < 60_000, "{ping}");
}

#[actix_web::test]
async fn who_asks_for_time_gets_it() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let receiver = Receiver::answering(|_| Reply::With(429, "retry-after", "120".into())).await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    work(&app).await;
    let sent = last(&admin, id).await;
    holds(&sent, &json!({ "response_status": 429, "error": "refused" }));
    assert!((119..=120).contains(&wait(&app, &sent)));
}

#[actix_web::test]
async fn who_is_gone_is_told_nothing_more() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(410)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    tag(&admin, "Un").await;
    tag(&admin, "Deux").await;
    work(&app).await;
    assert_eq!(receiver.take().len(), 1);
    let off = admin.get(&path).expect(200).await;
    holds(&off.data(), &json!({ "active": false, "disabled_reason": "gone" }));
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "dead", "attempts": 1, "error": "gone" }));
    app.advance(1_000_000);
    let admin = anew(&admin).await;
    work(&app).await;
    assert_eq!(receiver.take().len(), 0);
    let one =
        format!("{path}/deliveries/{}/redeliver", deliveries(&admin, id).await[0]["id"].as_str().unwrap());
    admin.post(&one, json!({})).refused(409, "not-deliverable").await;
    // Whoever switches it on again is told what happened meanwhile.
    *mood.borrow_mut() = Reply::Status(200);
    let on = admin.patch(&path, json!({ "active": true })).if_match(&off.etag()).expect(200).await;
    holds(&on.data(), &json!({ "active": true, "disabled_reason": null }));
    work(&app).await;
    assert_eq!(receiver.kinds(), ["tag.created", "tag.created"]);
}

#[actix_web::test]
async fn one_broken_receiver_delays_no_other() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let broken = Receiver::answering(|_| Reply::Status(503)).await;
    let well = Receiver::start().await;
    hook(&admin, &broken, json!(["tag.created"])).await;
    hook(&admin, &well, json!(["tag.created"])).await;
    for name in ["Un", "Deux", "Trois"] {
        tag(&admin, name).await;
        work(&app).await;
    }
    assert_eq!((broken.take().len(), well.take().len()), (1, 3));
}

#[actix_web::test]
async fn a_ping_that_arrives_ends_the_wait() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(500)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    work(&app).await;
    app.advance(10);
    work(&app).await;
    assert_eq!(receiver.take().len(), 2);
    *mood.borrow_mut() = Reply::Status(200);
    admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    work(&app).await;
    assert_eq!(receiver.kinds(), ["webhook.ping", "tag.created"]);
}

#[actix_web::test]
async fn whoever_is_switched_off_is_told_afterwards() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    tag(&admin, "Un").await;
    work(&app).await;
    assert_eq!(receiver.take().len(), 0);
    // A ping goes through all the same: it is how to find out whether it may be switched on.
    admin.post(&format!("{path}/ping"), json!({})).expect(200).await;
    admin.patch(&path, json!({ "active": true })).if_match("*").expect(200).await;
    work(&app).await;
    assert_eq!(receiver.kinds(), ["webhook.ping", "tag.created"]);
}
