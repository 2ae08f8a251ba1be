//! Where messages never go.

use std::cell::Cell;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use griot::outbound::Outbound;
use serde_json::json;

use super::{deliveries, hook, work};
use crate::support::TestApp;
use crate::support::compare::holds;
use crate::support::receiver::{Receiver, Reply};

/// A newsroom in which names mean what the test says.
async fn with_names(names: &'static [(&'static str, &'static [&'static str])]) -> TestApp {
    TestApp::customised(
        |_| {},
        |state| {
            let lookup: griot::outbound::Lookup = Arc::new(|name: String| {
                let known = names.iter().find(|(known, _)| *known == name);
                let found: std::io::Result<Vec<IpAddr>> = match known {
                    Some((_, addresses)) => Ok(addresses.iter().map(|one| one.parse().unwrap()).collect()),
                    None => Err(std::io::ErrorKind::NotFound.into()),
                };
                Box::pin(std::future::ready(found))
            });
            state.outbound = Outbound::with_names(&state.config.outbound, lookup).unwrap();
        },
    )
    .await
}

#[actix_web::test]
async fn this_machine_and_its_neighbours_in_every_spelling() {
    let (app, listener) = (TestApp::new().await, Receiver::start().await);
    let admin = app.admin().await;
    let id = admin.post("/webhooks", json!({ "url": "https://hooks.example.org/" })).expect(201).await.id();
    let port = listener.port;
    for url in [
        format!("http://127.0.0.1:{port}/"),
        "http://127.0.0.1/".to_owned(),
        "http://127.1/".to_owned(),
        "http://0x7f000001/".to_owned(),
        "http://2130706433/".to_owned(),
        "http://0177.0.0.1/".to_owned(),
        "http://[::1]/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "http://[64:ff9b::7f00:1]/".to_owned(),
        "http://[2002:7f00:1::]/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "http://192.168.1.1/".to_owned(),
        "http://0.0.0.0/".to_owned(),
        "https://hooks.example.org:22/".to_owned(),
        format!("https://hooks.example.org:{port}/"),
        "https://user@hooks.example.org/".to_owned(),
        "https://user:pw@hooks.example.org/".to_owned(),
        "https://hooks.example.org/#f".to_owned(),
    ] {
        let refused = admin.post("/webhooks", json!({ "url": url })).refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), [("/url".to_owned(), "not-allowed".to_owned())], "{url}");
        let path = format!("/webhooks/{id}");
        admin.patch(&path, json!({ "url": url })).if_match("*").refused(422, "validation-failed").await;
    }
    assert_eq!(listener.connections(), 0);
}

#[actix_web::test]
async fn a_name_all_of_whose_addresses_are_public_or_none() {
    let app = with_names(&[
        ("both.example", &["93.184.215.14", "127.0.0.1"]),
        ("inside.example", &["10.1.2.3"]),
        ("metadata.example", &["fd00:ec2::254"]),
        ("mapped.example", &["::ffff:169.254.169.254"]),
        ("public.example", &["93.184.215.14"]),
    ])
    .await;
    let admin = app.admin().await;
    let public = json!({ "url": "https://public.example/" });
    let path = format!("/webhooks/{}", admin.post("/webhooks", public).expect(201).await.id());
    for name in ["both.example", "inside.example", "metadata.example", "mapped.example"] {
        let body = json!({ "url": format!("https://{name}/") });
        let calls =
            [admin.post("/webhooks", body.clone()), admin.put(&path, body.clone()), admin.patch(&path, body)];
        for call in calls {
            let refused = call.if_match("*").refused(422, "validation-failed").await;
            assert_eq!(refused.faults(), [("/url".to_owned(), "not-allowed".to_owned())], "{name}");
        }
    }
    // What is not known yet may become known.
    let id = admin.post("/webhooks", json!({ "url": "https://tomorrow.example/" })).expect(201).await.id();
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(&ping.data(), &json!({ "state": "dead", "error": "name-not-resolved" }));
}

/// The rules hold when a message is sent, not only when the address is given.
#[actix_web::test]
async fn a_name_that_changes_its_mind() {
    use diesel::prelude::*;
    use griot::db::schema::webhooks;

    let listener = Receiver::start().await;
    let app =
        with_names(&[("rebound.example", &["127.0.0.1"]), ("public.example", &["93.184.215.14"])]).await;
    let admin = app.admin().await;
    let id = admin.post("/webhooks", json!({ "url": "http://public.example/" })).expect(201).await.id();
    for url in ["http://rebound.example/".to_owned(), listener.url(), "http://169.254.169.254/".to_owned()] {
        let stored = url.clone();
        app.state
            .db
            .write(move |tx| {
                diesel::update(webhooks::table).set(webhooks::url.eq(&stored)).execute(&mut **tx)?;
                Ok(())
            })
            .await
            .unwrap();
        let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
        holds(&ping.data(), &json!({ "state": "dead", "error": "address-not-allowed" }));
    }
    work(&app).await;
    assert_eq!(deliveries(&admin, id).await.iter().filter(|one| one["state"] == "delivered").count(), 0);
    assert_eq!(listener.connections(), 0);
}

#[actix_web::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let app = TestApp::with(|config| config.outbound.allow_loopback = true).await;
    let admin = app.admin().await;
    let taken = Rc::new(Cell::new(0));
    let shown = Rc::clone(&taken);
    let receiver = Receiver::answering(move |_| Reply::Endless(Rc::clone(&shown))).await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(&ping.data(), &json!({ "state": "delivered" }));
    // What is in buffers on the way comes on top of the 64 KiB that are read.
    assert!((65_536..32 * 1024 * 1024).contains(&taken.get()), "{}", taken.get());
}
