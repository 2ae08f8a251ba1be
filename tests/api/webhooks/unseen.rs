//! What somebody is about to write down counts, though nobody can see it yet.

use diesel::prelude::*;
use griot::clock::Timestamp;
use griot::db::Tx;
use griot::db::schema::{webhook_deliveries, webhooks};
use griot::error::Result;
use serde_json::json;

use super::{deliveries, hook, moody, newsroom, redeliver, tag, work};
use crate::support::compare::holds;
use crate::support::held::{hold, until_waited_for};
use crate::support::receiver::Reply;

/// Nothing is to be tried of any message any more.
fn settle(tx: &mut Tx<'_>, state: &str) -> Result<()> {
    let nothing = webhook_deliveries::next_attempt_at.eq(None::<Timestamp>);
    let changes = (webhook_deliveries::state.eq(state), nothing);
    diesel::update(webhook_deliveries::table).set(changes).execute(&mut **tx)?;
    Ok(())
}

#[actix_web::test]
async fn asked_for_again_while_its_arrival_is_written_down() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(500)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    work(&app).await;
    let sent = deliveries(&admin, id).await.remove(0);
    holds(&sent, &json!({ "state": "pending" }));
    *mood.borrow_mut() = Reply::Status(200);
    receiver.take();
    let seq = sent["seq"].as_i64().unwrap();
    let arrived = move |tx: &mut Tx<'_>| {
        diesel::update(webhooks::table).set(webhooks::position.eq(seq)).execute(&mut **tx)?;
        settle(tx, "delivered")
    };
    let writing = hold(&app.state.db, arrived, until_waited_for).await;
    redeliver(&admin, id, &sent).await;
    writing.await.unwrap().unwrap();
    work(&app).await;
    assert_eq!(receiver.take().len(), 1);
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "delivered" }));
}

#[actix_web::test]
async fn switched_off_while_it_is_sent_again() {
    let app = newsroom().await;
    let (receiver, mood) = moody(Reply::Status(200)).await;
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    tag(&admin, "Un").await;
    work(&app).await;
    let sent = deliveries(&admin, id).await.remove(0);
    *mood.borrow_mut() = Reply::Status(500);
    redeliver(&admin, id, &sent).await;
    let off = |tx: &mut Tx<'_>| {
        diesel::update(webhooks::table).set(webhooks::active.eq(false)).execute(&mut **tx)?;
        settle(tx, "skipped")
    };
    let writing = hold(&app.state.db, off, until_waited_for).await;
    griot::jobs::drain(&app.state).await.unwrap();
    writing.await.unwrap().unwrap();
    holds(&deliveries(&admin, id).await[0], &json!({ "state": "skipped", "next_attempt_at": null }));
}
