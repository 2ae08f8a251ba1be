//! Sending again, and how far back.

use std::time::Duration;

use griot::events::retention::{self, Keep};
use serde_json::json;

use super::{deliveries, hook, moody, newsroom, redeliver, tag, work};
use crate::support::compare::holds;
use crate::support::receiver::{Receiver, Reply};
use crate::support::{Client, TestApp};

async fn tags(admin: &Client, names: &[&str]) {
    for name in names {
        tag(admin, name).await;
    }
}

/// Takes the whole log away.
async fn prune(app: &TestApp) -> i64 {
    app.advance(1);
    let keep = Keep::younger_than(Duration::ZERO, &app.clock, |_| Ok(None));
    retention::prune(&app.state.db, keep, |_| {}).await.unwrap();
    app.state.db.read(|conn| Ok(griot::db::log_ends(conn)?.pruned_seq)).await.unwrap()
}

fn ids(receiver: &Receiver) -> Vec<String> {
    receiver.take().iter().map(|one| one.header("webhook-id").to_owned()).collect()
}

#[actix_web::test]
async fn many_are_one_piece_of_work() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(200)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tags(&admin, &["Un", "Deux", "Trois"]).await;
    work(&app).await;
    let first = ids(&receiver);
    let sent = deliveries(&admin, id).await;
    for one in sent.iter().rev() {
        redeliver(&admin, id, one).await;
        app.advance(1);
    }
    let jobs = griot::jobs::list(&app.state.db).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["redelivery"]);
    work(&app).await;
    // Who asked first is first.
    assert_eq!(ids(&receiver), first.iter().rev().cloned().collect::<Vec<_>>());
    // What fails is tried again at its own time.
    *mood.borrow_mut() = Reply::Status(500);
    redeliver(&admin, id, &sent[0]).await;
    app.advance(3);
    redeliver(&admin, id, &sent[1]).await;
    work(&app).await;
    assert_eq!(ids(&receiver).len(), 2);
    for one in &deliveries(&admin, id).await[..2] {
        holds(one, &json!({ "state": "pending", "attempts": 1, "error": "refused" }));
    }
    *mood.borrow_mut() = Reply::Status(200);
    app.advance(2);
    work(&app).await;
    assert_eq!(ids(&receiver).len(), 0, "not yet");
    app.advance(4);
    work(&app).await;
    assert_eq!(ids(&receiver).len(), 2);
    assert_eq!(griot::jobs::list(&app.state.db).await.unwrap().len(), 0);
}

#[actix_web::test]
async fn asked_for_again_while_it_is_sent_it_is_not_forgotten() {
    let app = newsroom().await;
    let receiver = Receiver::answering(|_| Reply::Late(Duration::from_millis(200))).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tags(&admin, &["Un", "Deux"]).await;
    work(&app).await;
    assert_eq!(ids(&receiver).len(), 2);
    let sent = deliveries(&admin, id).await;
    redeliver(&admin, id, &sent[0]).await;
    let meanwhile = async {
        while receiver.kinds().is_empty() {
            actix_web::rt::time::sleep(Duration::from_millis(1)).await;
        }
        redeliver(&admin, id, &sent[1]).await;
    };
    tokio::join!(work(&app), meanwhile);
    work(&app).await;
    for one in deliveries(&admin, id).await {
        holds(&one, &json!({ "state": "delivered" }));
    }
    assert_eq!(ids(&receiver).len(), 1);
}

#[actix_web::test]
async fn switched_off_nothing_is_sent_again() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(200)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tags(&admin, &["Un"]).await;
    work(&app).await;
    *mood.borrow_mut() = Reply::Status(500);
    redeliver(&admin, id, &deliveries(&admin, id).await[0]).await;
    work(&app).await;
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "pending", "attempts": 1 }));
    let path = format!("/webhooks/{id}");
    admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "skipped", "next_attempt_at": null }));
    receiver.take();
    admin.patch(&path, json!({ "active": true })).if_match("*").expect(200).await;
    app.advance(3_600);
    work(&app).await;
    assert_eq!(receiver.take().len(), 0);
    assert_eq!(griot::jobs::list(&app.state.db).await.unwrap().len(), 0);
}

#[actix_web::test]
async fn what_the_log_no_longer_has_is_refused() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    tags(&admin, &["Un", "Deux"]).await;
    work(&app).await;
    let sent = deliveries(&admin, id).await;
    // Asked for before, and taken away before its turn.
    redeliver(&admin, id, &sent[0]).await;
    admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    admin.patch(&path, json!({ "active": true })).if_match("*").expect(200).await;
    work(&app).await;
    redeliver(&admin, id, &sent[1]).await;
    let pruned = prune(&app).await;
    receiver.take();
    work(&app).await;
    assert_eq!(receiver.take().len(), 0);
    for one in deliveries(&admin, id).await {
        holds(&one, &json!({ "state": "skipped", "next_attempt_at": null }));
    }
    let again = format!("{path}/deliveries/{}/redeliver", sent[0]["id"].as_str().unwrap());
    let refused = admin.post(&again, json!({})).refused(410, "log-pruned").await;
    assert_eq!(refused.json()["oldest"], pruned + 1);
    // Nor does it go on from there.
    for after in [0, pruned - 1] {
        let body = json!({ "after": after });
        let refused = admin.post(&format!("{path}/replay"), body).refused(410, "log-pruned").await;
        assert_eq!(refused.json()["oldest"], pruned + 1);
    }
    holds(&admin.get(&path).expect(200).await.data(), &json!({ "position": pruned }));
    admin.post(&format!("{path}/replay"), json!({ "after": pruned })).expect(200).await;
}

#[actix_web::test]
async fn whoever_was_off_for_too_long_is_not_switched_on_as_if_nothing_were_missing() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    tags(&admin, &["Un"]).await;
    let pruned = prune(&app).await;
    tags(&admin, &["Deux"]).await;
    let refused =
        admin.patch(&path, json!({ "active": true })).if_match("*").refused(410, "log-pruned").await;
    assert_eq!(refused.json()["oldest"], pruned + 1);
    holds(&admin.get(&path).expect(200).await.data(), &json!({ "active": false }));
    // What is not switched on may be changed, and put where the log begins.
    admin.patch(&path, json!({ "description": "Cache" })).if_match("*").expect(200).await;
    admin.post(&format!("{path}/replay"), json!({ "after": pruned })).expect(200).await;
    admin.patch(&path, json!({ "active": true })).if_match("*").expect(200).await;
    work(&app).await;
    assert_eq!(receiver.kinds(), ["tag.created"]);
}

#[actix_web::test]
async fn pings_are_forgotten_and_nobodys_dead_letters() {
    let app = newsroom().await;
    let receiver = Receiver::answering(|_| Reply::Status(500)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    assert_eq!(deliveries(&admin, id).await[0]["state"], "dead");
    griot::jobs::begin(&app.state).await.unwrap();
    work(&app).await;
    app.advance(31 * 24 * 3_600);
    work(&app).await;
    assert_eq!(deliveries(&admin, id).await.len(), 0);
}
