//! Who is told what happens.

mod addresses;
mod again;
mod delivery;
mod keeping;
mod meanwhile;
mod queue;
mod trouble;
mod unseen;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use griot::{jobs, webhooks};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::holds;
use crate::support::receiver::{Receiver, Reply};
use crate::support::{Client, TestApp, fixtures};

/// A newsroom that may call this machine, and does not wait long for an answer.
async fn newsroom() -> TestApp {
    TestApp::with(|config| {
        config.outbound.allow_loopback = true;
        config.outbound.timeout = Duration::from_millis(400);
    })
    .await
}

/// A webhook for these events; its id and its secret.
async fn hook(admin: &Client, receiver: &Receiver, types: Value) -> (Uuid, String) {
    let made = admin.post("/webhooks", json!({ "url": receiver.url(), "types": types })).expect(201).await;
    (made.id(), made.data()["secret"].as_str().unwrap().to_owned())
}

async fn tag(admin: &Client, name: &str) {
    admin.post("/tags", json!({ "name": name })).expect(201).await;
}

/// A receiver that answers as it is told to, from one time to the next.
async fn moody(first: Reply) -> (Receiver, Rc<RefCell<Reply>>) {
    let mood = Rc::new(RefCell::new(first));
    let shown = Rc::clone(&mood);
    (Receiver::answering(move |_| shown.borrow().clone()).await, mood)
}

/// Everything that is due.
async fn work(app: &TestApp) {
    webhooks::wake(&app.state.db).await.unwrap();
    jobs::drain(&app.state).await.unwrap();
}

/// Asks for a message again.
async fn redeliver(admin: &Client, id: Uuid, sent: &Value) {
    let path = format!("/webhooks/{id}/deliveries/{}/redeliver", sent["id"].as_str().unwrap());
    holds(&admin.post(&path, json!({})).expect(200).await.data(), &json!({ "state": "pending" }));
}

/// The same person, signed in again: tries go on for days.
async fn anew(client: &Client) -> Client {
    let (app, user) = (client.app.clone(), client.user_id());
    let token = fixtures::session(&app.state, user).await;
    Client::new(app, Some((user, token)))
}

/// What was sent to a webhook, the oldest first.
async fn deliveries(admin: &Client, id: Uuid) -> Vec<Value> {
    let list = anew(admin).await.get(&format!("/webhooks/{id}/deliveries?limit=100")).expect(200).await;
    let mut all = list.json()["data"].as_array().unwrap().clone();
    all.sort_by_key(|sent| sent["seq"].as_i64());
    all
}
