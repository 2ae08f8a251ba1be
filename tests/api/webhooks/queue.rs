//! The queue beneath: who takes what, and what is left when somebody dies.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use diesel::prelude::*;
use griot::db::schema::jobs;
use griot::jobs::{JobKind, queue};
use serde_json::json;

use super::{anew, hook, newsroom, work};
use crate::support::receiver::{Receiver, Reply};
use crate::support::{TestApp, fixtures};

/// As a node that died left it: taken, and nobody there.
async fn abandon(app: &TestApp) {
    let until = app.clock.now().plus(chrono::TimeDelta::seconds(30));
    app.state
        .db
        .write(move |tx| {
            let holder = griot::db::AnyId(tx.next_id());
            diesel::update(jobs::table)
                .set((jobs::leased_by.eq(Some(holder)), jobs::leased_until.eq(Some(until))))
                .execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
}

#[actix_web::test]
async fn what_a_dead_node_had_taken_comes_back() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    hook(&admin, &receiver, json!(["tag.created"])).await;
    admin.post("/tags", json!({ "name": "Un" })).expect(201).await;
    griot::webhooks::wake(&app.state.db).await.unwrap();
    abandon(&app).await;
    work(&app).await;
    assert_eq!(receiver.take().len(), 0, "somebody is at it");
    app.advance(31);
    work(&app).await;
    assert_eq!(receiver.take().len(), 1);
}

/// A node that was given up on and is alive after all must not say how far it is.
#[actix_web::test]
async fn whoever_lost_its_place_writes_nothing_down() {
    let app = newsroom().await;
    let stolen = Rc::new(Cell::new(false));
    let (state, once) = (app.state.clone(), Rc::clone(&stolen));
    let receiver = Receiver::answering(move |_| {
        if !once.replace(true) {
            let state = state.clone();
            // While it is being told: somebody else takes the job.
            actix_web::rt::spawn(async move {
                let take = move |tx: &mut griot::db::Tx<'_>| {
                    let holder = griot::db::AnyId(tx.next_id());
                    diesel::update(jobs::table).set(jobs::leased_by.eq(Some(holder))).execute(&mut **tx)?;
                    Ok(())
                };
                state.db.write(take).await.unwrap();
            });
            return Reply::Silence;
        }
        Reply::Status(200)
    })
    .await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    admin.post("/tags", json!({ "name": "Un" })).expect(201).await;
    work(&app).await;
    assert!(stolen.get());
    let list = admin.get(&format!("/webhooks/{id}/deliveries")).expect(200).await;
    assert_eq!(list.data(), json!([]), "what it did is not its to tell");
    app.advance(31);
    work(&app).await;
    assert_eq!(receiver.take().len(), 2, "told twice rather than never");
    let list = admin.get(&format!("/webhooks/{id}/deliveries")).expect(200).await;
    assert_eq!(list.data()[0]["state"], "delivered");
}

#[actix_web::test]
async fn nobody_takes_what_another_has_taken() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    for _ in 0..5 {
        hook(&admin, &receiver, json!(["tag.created"])).await;
    }
    for name in ["Un", "Deux", "Trois", "Quatre"] {
        admin.post("/tags", json!({ "name": name })).expect(201).await;
    }
    griot::webhooks::wake(&app.state.db).await.unwrap();
    let nodes = (0..8).map(|_| griot::jobs::drain(&app.state));
    let done = futures_util::future::join_all(nodes).await;
    assert_eq!(done.into_iter().map(Result::unwrap).sum::<usize>(), 5);
    assert_eq!(receiver.take().len(), 20, "each told each once");
}

#[actix_web::test]
async fn the_same_work_is_queued_once_and_brought_forward() {
    let app = TestApp::new().await;
    let later = app.clock.now().plus(chrono::TimeDelta::hours(3));
    let queued = |app: &TestApp| {
        let db = app.state.db.clone();
        async move { griot::jobs::list(&db).await.unwrap() }
    };
    let enqueue = move |tx: &mut griot::db::Tx<'_>| queue::enqueue_at(tx, JobKind::Reindex, "", later);
    app.state.db.write(enqueue).await.unwrap();
    app.state.db.write(|tx| queue::ensure(tx, JobKind::Reindex, "")).await.unwrap();
    assert_eq!(queued(&app).await.iter().map(|job| job.run_at).collect::<Vec<_>>(), [later]);
    assert_eq!(griot::jobs::drain(&app.state).await.unwrap(), 0);
    app.state.db.write(|tx| queue::enqueue(tx, JobKind::Reindex, "")).await.unwrap();
    assert_eq!(queued(&app).await.len(), 1);
    assert_eq!(griot::jobs::drain(&app.state).await.unwrap(), 1);
    assert_eq!(queued(&app).await.len(), 0);
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let looking = async {
        while !holds().await {
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looking).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// Receivers that never answer take all the places there are for them, and no others.
#[actix_web::test]
async fn what_waits_for_others_holds_up_nothing_of_the_house() {
    let app = TestApp::with(|config| {
        config.outbound.allow_loopback = true;
        config.outbound.timeout = Duration::from_secs(60);
    })
    .await;
    let (admin, receiver) = (app.admin().await, Receiver::answering(|_| Reply::Silence).await);
    // One more than there are places.
    for _ in 0..257 {
        hook(&admin, &receiver, json!(["tag.created"])).await;
    }
    fixtures::tag(&admin, "Un").await;
    griot::webhooks::wake(&app.state.db).await.unwrap();
    actix_web::rt::spawn(app.state.jobs.clone().run(app.state.clone()));
    until("all places are taken", || std::future::ready(receiver.connections() >= 256)).await;
    app.state.db.write(|tx| queue::enqueue(tx, JobKind::Reindex, "")).await.unwrap();
    app.state.jobs.wake();
    let left = || async { griot::jobs::list(&app.state.db).await.unwrap() };
    let reindexed = || async { left().await.iter().all(|job| job.kind != JobKind::Reindex.as_str()) };
    until("the house's own work is done", reindexed).await;
    assert_eq!(receiver.connections(), 256, "the last one waits for a place");
    assert_eq!(left().await.len(), 257, "and nobody was answered yet");
}

#[actix_web::test]
async fn what_fails_too_often_lies_there_until_somebody_says_otherwise() {
    let app = TestApp::new().await;
    // Of a version of griot to come.
    app.state
        .db
        .write(|tx| {
            queue::enqueue(tx, JobKind::Upkeep, "deliveries")?;
            diesel::update(jobs::table).set(jobs::key.eq("another")).execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
    for _ in 0..10 {
        assert_eq!(griot::jobs::drain(&app.state).await.unwrap(), 1);
        app.advance(30 * 3_600);
    }
    let dead = griot::jobs::list(&app.state.db).await.unwrap().remove(0);
    assert!(dead.dead_at.is_some() && dead.attempts == 10, "{dead:?}");
    assert_eq!(griot::jobs::drain(&app.state).await.unwrap(), 0);
    assert_eq!(griot::jobs::retry(&app.state.db, Some(dead.id)).await.unwrap(), 1);
    assert_eq!(griot::jobs::drain(&app.state).await.unwrap(), 1);
    let job = griot::jobs::list(&app.state.db).await.unwrap().remove(0);
    assert_eq!((job.attempts, job.dead_at), (1, None));
    let unknown = griot::jobs::JobId(app.state.ids.next());
    assert!(griot::jobs::retry(&app.state.db, Some(unknown)).await.is_err());
}

#[actix_web::test]
async fn old_entries_go_but_for_what_somebody_has_yet_to_be_told() {
    const DAY: i64 = 86_400;
    let app = TestApp::with(|config| {
        config.outbound.allow_loopback = true;
        config.events.retention = Some(Duration::from_secs(86_400));
        config.auth.access_token_ttl = Duration::from_secs(86_400);
    });
    let app = app.await;
    let admin = app.admin().await;
    let receiver = Receiver::start().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    fixtures::tag(&admin, "Un").await;
    app.advance(2 * DAY);
    griot::jobs::begin(&app.state).await.unwrap();
    // Nobody wakes the webhook meanwhile.
    griot::jobs::drain(&app.state).await.unwrap();
    app.anonymous().get("/changes").expect(200).await;
    let admin = anew(&admin).await;
    let path = format!("/webhooks/{id}");
    admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    app.advance(3_600);
    griot::jobs::drain(&app.state).await.unwrap();
    let pruned = app.anonymous().get("/changes").refused(410, "log-pruned").await;
    assert_eq!(pruned.json()["oldest"], 2);
}
