//! What happens while a message is on its way.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use diesel::prelude::*;
use griot::db::schema::webhooks;
use serde_json::json;
use uuid::Uuid;

use super::{deliveries, hook, newsroom, tag, work};
use crate::support::TestApp;
use crate::support::compare::holds;
use crate::support::database::on_postgres;
use crate::support::receiver::{Receiver, Reply};

/// Waits until somebody has called.
async fn called(receiver: &Receiver) {
    while receiver.connections() == 0 {
        actix_web::rt::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Puts something into the column of the secrets that is none.
async fn spoil(app: &TestApp, current: Option<Vec<u8>>, previous: Option<Vec<u8>>) {
    let until = app.clock.now().plus(chrono::TimeDelta::days(30));
    let work = move |tx: &mut griot::db::Tx<'_>| {
        if let Some(current) = &current {
            diesel::update(webhooks::table).set(webhooks::secret.eq(current)).execute(&mut **tx)?;
        }
        if let Some(previous) = &previous {
            diesel::update(webhooks::table)
                .set((
                    webhooks::previous_secret.eq(Some(previous)),
                    webhooks::previous_secret_until.eq(Some(until)),
                ))
                .execute(&mut **tx)?;
        }
        Ok(())
    };
    app.state.db.write(work).await.unwrap();
}

async fn secret(app: &TestApp) -> Vec<u8> {
    app.state.db.read(|conn| Ok(webhooks::table.select(webhooks::secret).first(conn)?)).await.unwrap()
}

#[actix_web::test]
async fn whoever_is_put_elsewhere_is_told_there_at_once() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let silent = Receiver::answering(|_| Reply::Silence).await;
    let well = Receiver::start().await;
    let (id, _) = hook(&admin, &silent, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    let change = async {
        called(&silent).await;
        let body = json!({ "url": well.url() });
        admin.patch(&format!("/webhooks/{id}"), body).if_match("*").expect(200).await;
    };
    tokio::join!(work(&app), change);
    // The try at the old address failed after the change, and its wait is not the new one's.
    assert_eq!(well.take().len(), 1);
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "delivered" }));
    assert_eq!(griot::jobs::list(&app.state.db).await.unwrap().len(), 0);
}

#[actix_web::test]
async fn what_is_changed_holds_for_the_next_message() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let late = Receiver::answering(|_| Reply::Late(Duration::from_millis(300))).await;
    let other = Receiver::start().await;
    let (id, _) = hook(&admin, &late, json!(["tag.created"])).await;
    for name in ["Un", "Deux", "Trois"] {
        tag(&admin, name).await;
    }
    let change = async {
        called(&late).await;
        let body = json!({ "url": other.url() });
        admin.patch(&format!("/webhooks/{id}"), body).if_match("*").expect(200).await;
    };
    tokio::join!(work(&app), change);
    assert_eq!((late.take().len(), other.take().len()), (1, 2), "each told once");
}

#[actix_web::test]
async fn whoever_is_switched_off_meanwhile_loses_and_repeats_nothing() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let late = Receiver::answering(|_| Reply::Late(Duration::from_millis(300))).await;
    let (id, _) = hook(&admin, &late, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    tag(&admin, "Un").await;
    tag(&admin, "Deux").await;
    let change = async {
        called(&late).await;
        admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    };
    tokio::join!(work(&app), change);
    assert_eq!(late.take().len(), 1);
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "delivered" }));
    admin.patch(&path, json!({ "active": true })).if_match("*").expect(200).await;
    work(&app).await;
    assert_eq!(late.take().len(), 1);
}

#[actix_web::test]
async fn who_is_deleted_meanwhile_is_gone() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let late = Receiver::answering(|_| Reply::Late(Duration::from_millis(200))).await;
    let (id, _) = hook(&admin, &late, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    let change = async {
        called(&late).await;
        admin.delete(&format!("/webhooks/{id}")).if_match("*").expect(204).await;
    };
    tokio::join!(work(&app), change);
    assert_eq!(griot::jobs::list(&app.state.db).await.unwrap().len(), 0);
    // And by a ping, whose answer comes when there is nobody to write it down for.
    let late = Receiver::answering(|_| Reply::Late(Duration::from_millis(200))).await;
    let (id, _) = hook(&admin, &late, json!(["tag.created"])).await;
    let change = async {
        called(&late).await;
        admin.delete(&format!("/webhooks/{id}")).if_match("*").expect(204).await;
    };
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).refused(404, "not-found");
    tokio::join!(ping, change);
}

/// The tries of a message are the receiver's; those of the work are the database's.
#[actix_web::test]
async fn a_fault_of_our_own_is_no_failed_try() {
    let app = newsroom().await;
    let refusing = Rc::new(Cell::new(true));
    let mood = Rc::clone(&refusing);
    let receiver = Receiver::answering(move |_| Reply::Status(if mood.get() { 500 } else { 204 })).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    for _ in 0..9 {
        work(&app).await;
        app.advance(30 * 3_600);
    }
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "pending", "attempts": 9 }));
    // The tenth cannot be made.
    let kept = secret(&app).await;
    spoil(&app, Some(vec![0]), None).await;
    work(&app).await;
    let job = griot::jobs::list(&app.state.db).await.unwrap().remove(0);
    assert_eq!((job.dead_at, job.attempts), (None, 1), "{job:?}");
    spoil(&app, Some(kept), None).await;
    refusing.set(false);
    app.advance(7);
    work(&app).await;
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "delivered" }));
}

#[actix_web::test]
async fn a_secret_that_is_lost_is_replaced() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    spoil(&app, Some(vec![0; 60]), None).await;
    tag(&admin, "Un").await;
    work(&app).await;
    assert_eq!(receiver.take().len(), 0, "nothing goes out unsigned");
    let path = format!("/webhooks/{id}/rotate-secret");
    admin.post(&path, json!({})).if_match("*").expect(200).await;
    work(&app).await;
    let sent = receiver.take();
    assert_eq!(sent.len(), 1, "at once");
    assert_eq!(sent[0].header("webhook-signature").split(' ').count(), 1, "the lost one signs nothing");
}

#[actix_web::test]
async fn time_is_counted_from_the_answer() {
    let app = newsroom().await;
    let clock = app.clock.clone();
    // Fourteen seconds until it says: not within ten.
    let receiver = Receiver::answering(move |_| {
        clock.advance(chrono::TimeDelta::seconds(14));
        Reply::With(429, "retry-after", "10".into())
    })
    .await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    work(&app).await;
    assert_eq!(receiver.take().len(), 1);
    let sent = deliveries(&admin, id).await.pop().unwrap();
    let next = sent["next_attempt_at"].as_str().unwrap().parse::<griot::clock::Timestamp>().unwrap();
    assert!((9..=10).contains(&next.since(app.clock.now()).num_seconds()), "{sent}");
}

/// A message that is passed by is not said to be tried again.
#[actix_web::test]
async fn nothing_waits_that_nobody_tries() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let receiver = Receiver::answering(|_| Reply::Status(500)).await;
    let pending = async || {
        let (id, _) = hook(&admin, &receiver, json!(["tag.created", "author.created"])).await;
        tag(&admin, &format!("Mot {id}")).await;
        work(&app).await;
        holds(&deliveries(&admin, id).await[0], &json!({ "state": "pending", "attempts": 1 }));
        id
    };
    let skipped = async |id: Uuid| {
        let expected = json!({ "state": "skipped", "attempts": 1, "next_attempt_at": null });
        holds(&deliveries(&admin, id).await[0], &expected);
        admin.delete(&format!("/webhooks/{id}")).if_match("*").expect(204).await;
    };
    // The webhook is put beyond it.
    let id = pending().await;
    let newest = deliveries(&admin, id).await[0]["seq"].clone();
    admin.post(&format!("/webhooks/{id}/replay"), json!({ "after": newest })).expect(200).await;
    skipped(id).await;
    // It is wanted no longer.
    let id = pending().await;
    let body = json!({ "types": ["author.created"] });
    admin.patch(&format!("/webhooks/{id}"), body).if_match("*").expect(200).await;
    work(&app).await;
    skipped(id).await;
}

/// Whoever changes a webhook and whoever tells it come to the same rows in the same order.
#[actix_web::test]
async fn nobody_waits_for_each_other_in_a_circle() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    let done = Cell::new(false);
    let tell = async {
        while !done.get() {
            work(&app).await;
        }
    };
    let write = async {
        for number in 0.. {
            tag(&admin, &format!("Mot {number}")).await;
            if done.get() {
                break;
            }
        }
    };
    let change = async {
        for round in 0..40 {
            admin.post(&format!("{path}/replay"), json!({ "after": 0 })).expect(200).await;
            let active = round % 2 == 1;
            admin.patch(&path, json!({ "active": active })).if_match("*").expect(200).await;
            admin.post(&format!("{path}/rotate-secret"), json!({})).if_match("*").expect(200).await;
            let sent = admin.get(&format!("{path}/deliveries?limit=1")).expect(200).await;
            if let Some(one) = sent.data()[0]["id"].as_str().filter(|_| active) {
                admin.post(&format!("{path}/deliveries/{one}/redeliver"), json!({})).expect(200).await;
            }
        }
        done.set(true);
    };
    tokio::join!(tell, write, change);
    assert_eq!(deadlocks(&app).await, 0);
}

/// How often PostgreSQL had to end somebody's transaction because two waited for each other.
async fn deadlocks(app: &TestApp) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        value: i64,
    }
    if !on_postgres() {
        return 0;
    }
    // It counts what it was told of, and it is told once a second.
    actix_web::rt::time::sleep(Duration::from_millis(1_500)).await;
    let ask = "SELECT deadlocks AS value FROM pg_stat_database WHERE datname = current_database()";
    let count = app.state.db.read(move |conn| {
        let found: Count = diesel::sql_query(ask).get_result(conn)?;
        Ok(found.value)
    });
    count.await.unwrap()
}

/// What somebody says of the address they had is not said of another.
#[actix_web::test]
async fn a_late_word_of_the_old_address_ends_nothing_at_the_new_one() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let gone = Receiver::answering(|_| Reply::LateStatus(Duration::from_millis(200), 410)).await;
    let well = Receiver::start().await;
    let (id, _) = hook(&admin, &gone, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}");
    tag(&admin, "Un").await;
    let change = async {
        called(&gone).await;
        admin.patch(&path, json!({ "url": well.url() })).if_match("*").expect(200).await;
    };
    tokio::join!(work(&app), change);
    holds(&admin.get(&path).expect(200).await.data(), &json!({ "active": true, "disabled_reason": null }));
    assert_eq!(well.take().len(), 1);
    // And so when it is sent again.
    let gone = Receiver::answering(|_| Reply::LateStatus(Duration::from_millis(200), 410)).await;
    let sent = deliveries(&admin, id).await.remove(0);
    admin.patch(&path, json!({ "url": gone.url() })).if_match("*").expect(200).await;
    let again = format!("{path}/deliveries/{}/redeliver", sent["id"].as_str().unwrap());
    admin.post(&again, json!({})).expect(200).await;
    let change = async {
        called(&gone).await;
        admin.patch(&path, json!({ "url": well.url() })).if_match("*").expect(200).await;
    };
    tokio::join!(work(&app), change);
    work(&app).await;
    holds(&admin.get(&path).expect(200).await.data(), &json!({ "active": true, "disabled_reason": null }));
    assert_eq!(well.take().len(), 1);
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "delivered" }));
}
