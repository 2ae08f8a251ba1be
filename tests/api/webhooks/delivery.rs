//! What receivers get, when all goes well.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use super::{deliveries, hook, newsroom, work};
use crate::support::compare::holds;
use crate::support::fixtures;
use crate::support::receiver::{Received, Receiver};

/// As a receiver verifies (Standard Webhooks), by a secret as it was shown.
fn signature(received: &Received, secret: &str) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let said = format!("{}.{}.", received.header("webhook-id"), received.header("webhook-timestamp"));
    let mac =
        Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap().chain_update(said).chain_update(&received.body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[actix_web::test]
async fn signed_in_order_and_only_what_is_wanted() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let (admin, editor) = (app.admin().await, app.editor().await);
    let before = fixtures::published(&editor, "Avant", json!({})).await.id();
    let (id, secret) =
        hook(&admin, &receiver, json!(["article.published", "article.retracted", "tag.created"])).await;
    let article = fixtures::published(&editor, "La crue", json!({})).await.id();
    editor.post("/tags", json!({ "name": "Fleuve" })).expect(201).await;
    let notice = json!({ "notice": "Retiré à la demande de la rédaction." });
    editor.post(&format!("/articles/{article}/retract"), notice).if_match("*").expect(200).await;
    work(&app).await;
    let received = receiver.take();
    let kinds: Vec<String> = received.iter().map(Received::kind).collect();
    assert_eq!(kinds, ["article.published", "tag.created", "article.retracted"]);
    for message in &received {
        assert_eq!(message.header("content-type"), "application/json");
        assert_eq!(message.header("webhook-signature"), signature(message, &secret));
        assert_eq!(message.header("webhook-timestamp"), app.clock.now().unix_seconds().to_string());
        assert!(message.body.len() < 20_000);
        assert_eq!(message.path, "/hook");
    }
    let told = &received[2].json()["data"];
    let details = json!({ "slug": "la-crue", "notice": "Retiré à la demande de la rédaction." });
    let expected = json!({ "resource": "article", "resource_id": article, "actor": editor.user_id(), "details": details });
    holds(told, &expected);
    let tags = received[2].json()["data"]["tags"].clone();
    assert_eq!((tags.as_array().unwrap().len(), &tags[1]), (2, &json!("articles")));
    let text = format!("{received:?}");
    assert!(!text.contains(&before.to_string()), "what happened before is not told");

    // What was sent, as it is told afterwards.
    let sent = deliveries(&admin, id).await;
    let seen: Vec<&str> = sent.iter().map(|one| one["event_id"].as_str().unwrap()).collect();
    assert_eq!(seen, received.iter().map(|one| one.header("webhook-id")).collect::<Vec<_>>());
    for one in &sent {
        holds(
            one,
            &json!({ "state": "delivered", "attempts": 1, "response_status": 200, "error": null, "next_attempt_at": null }),
        );
    }
    let path = format!("/webhooks/{id}/deliveries");
    let one = admin.get(&format!("{path}/{}", sent[0]["id"].as_str().unwrap())).expect(200).await;
    assert_eq!(one.data(), sent[0]);
    assert_eq!(admin.get(&format!("{path}?state=dead,pending")).expect(200).await.data(), json!([]));
    assert_eq!(
        admin.get(&format!("{path}?types=tag.created")).expect(200).await.pluck("seq"),
        [sent[1]["seq"].clone()]
    );
    // Nothing is left to do, and nothing is sent twice.
    work(&app).await;
    assert_eq!(receiver.kinds(), [""; 0]);
    assert_eq!(griot::jobs::list(&app.state.db).await.unwrap().len(), 0);
}

#[actix_web::test]
async fn drafts_and_accounts_only_for_who_wants_every_event() {
    let (app, some, all) = (newsroom().await, Receiver::start().await, Receiver::start().await);
    let (admin, editor) = (app.admin().await, app.editor().await);
    hook(&admin, &some, json!(["article.published"])).await;
    hook(&admin, &all, Value::Null).await;
    fixtures::article(&editor, "Un secret", json!({})).await;
    let user = json!({ "email": "awa@example.org", "name": "Awa", "role": "author", "password": "pirogue tambour acacia" });
    admin.post("/users", user).expect(201).await;
    work(&app).await;
    assert_eq!(some.kinds(), [""; 0]);
    let told = all.take();
    let kinds: Vec<String> = told.iter().map(Received::kind).collect();
    assert_eq!(kinds, ["webhook.created", "article.created", "user.created"]);
    assert_eq!(told[1].json()["data"]["public_seq"], Value::Null);
    assert_eq!(told[1].json()["data"]["tags"], json!([]));
    // Facts, and never words of anybody.
    let text: String = told.iter().map(|one| String::from_utf8(one.body.clone()).unwrap()).collect();
    assert!(!text.contains("awa@example.org") && !text.contains("password") && !text.contains("Un secret"));
}

#[actix_web::test]
async fn both_secrets_sign_while_one_is_being_replaced() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, first) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let path = format!("/webhooks/{id}/rotate-secret");
    let rotated = admin.post(&path, json!({ "keep_previous_hours": 1 })).if_match("*").expect(200).await;
    let second = rotated.data()["secret"].as_str().unwrap().to_owned();
    let told = async |name: &str| {
        admin.post("/tags", json!({ "name": name })).expect(201).await;
        work(&app).await;
        receiver.take().remove(0)
    };
    let message = told("Un").await;
    let both = format!("{} {}", signature(&message, &second), signature(&message, &first));
    assert_eq!(message.header("webhook-signature"), both);
    app.advance(3_601);
    let message = told("Deux").await;
    assert_eq!(message.header("webhook-signature"), signature(&message, &second));
}

#[actix_web::test]
async fn a_ping_is_sent_at_once_and_told() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, secret) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let ping = admin.post(&format!("/webhooks/{id}/ping"), json!({})).expect(200).await;
    holds(
        &ping.data(),
        &json!({ "type": "webhook.ping", "state": "delivered", "attempts": 1, "seq": null, "response_status": 200 }),
    );
    let message = receiver.take().remove(0);
    assert_eq!(message.header("webhook-signature"), signature(&message, &secret));
    assert_eq!(message.header("webhook-id"), ping.data()["event_id"].as_str().unwrap());
    assert_eq!(message.kind(), "webhook.ping");
    holds(&message.json()["data"], &json!({ "seq": null, "resource": "webhook", "resource_id": id }));
    let again = format!("/webhooks/{id}/deliveries/{}/redeliver", ping.id());
    admin.post(&again, json!({})).refused(409, "not-deliverable").await;
}

#[actix_web::test]
async fn told_again_from_anywhere_in_the_log() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    for name in ["Un", "Deux", "Trois"] {
        admin.post("/tags", json!({ "name": name })).expect(201).await;
    }
    work(&app).await;
    let first = receiver.take();
    let sent = deliveries(&admin, id).await;
    let replay = async |after: &Value| {
        admin.post(&format!("/webhooks/{id}/replay"), json!({ "after": after })).expect(200).await;
        work(&app).await;
        receiver.take()
    };
    let again = replay(&sent[0]["seq"]).await;
    let ids =
        |all: &[Received]| all.iter().map(|one| one.header("webhook-id").to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&first[1..]));
    assert_eq!(again[0].body, first[1].body);
    assert_eq!(replay(&json!(0)).await.len(), 3);
    let newest = admin.get(&format!("/webhooks/{id}")).expect(200).await.data()["position"].clone();
    assert_eq!(replay(&newest).await.len(), 0);
    // One alone, beside the others.
    let one = format!("/webhooks/{id}/deliveries/{}", sent[1]["id"].as_str().unwrap());
    holds(
        &admin.post(&format!("{one}/redeliver"), json!({})).expect(200).await.data(),
        &json!({ "state": "pending" }),
    );
    work(&app).await;
    assert_eq!(ids(&receiver.take()), ids(&first[1..2]));
    holds(&admin.get(&one).expect(200).await.data(), &json!({ "state": "delivered", "attempts": 1 }));
    assert_eq!(deliveries(&admin, id).await.len(), 3, "one row for each message");
}

/// As a newsroom leaves it that writes much and publishes little.
#[actix_web::test]
async fn what_is_rarely_wanted_is_found_in_a_long_log() {
    use diesel::prelude::*;
    use griot::db::AnyId;
    use griot::db::schema::{event_sequence, events};

    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    let start = admin.get(&format!("/webhooks/{id}")).expect(200).await.data()["position"].as_i64().unwrap();
    let fill = move |tx: &mut griot::db::Tx<'_>| {
        let newest: i64 = event_sequence::table.select(event_sequence::seq).first(&mut **tx)?;
        for seq in newest + 1..=start + 12_000 {
            let (event, at) = (AnyId(tx.next_id()), tx.now());
            let row = (
                events::seq.eq(seq),
                events::id.eq(event),
                events::type_.eq("article.updated"),
                events::resource.eq("article"),
                events::resource_id.eq(event),
                events::at.eq(at),
                events::data.eq("{}"),
            );
            diesel::insert_into(events::table).values(row).execute(&mut **tx)?;
        }
        diesel::update(event_sequence::table)
            .set(event_sequence::seq.eq(start + 12_000))
            .execute(&mut **tx)?;
        Ok(())
    };
    app.state.db.write(fill).await.unwrap();
    admin.post("/tags", json!({ "name": "Rare" })).expect(201).await;
    work(&app).await;
    assert_eq!(receiver.kinds(), ["tag.created"]);
    let end = admin.get(&format!("/webhooks/{id}")).expect(200).await.data()["position"].as_i64();
    assert_eq!(end, Some(start + 12_001));
}

#[actix_web::test]
async fn what_was_delivered_is_forgotten_after_a_while() {
    let (app, receiver) = (newsroom().await, Receiver::start().await);
    let admin = app.admin().await;
    let (id, _) = hook(&admin, &receiver, json!(["tag.created"])).await;
    admin.post("/tags", json!({ "name": "Un" })).expect(201).await;
    griot::jobs::begin(&app.state).await.unwrap();
    work(&app).await;
    app.advance(29 * 24 * 3_600);
    work(&app).await;
    assert_eq!(deliveries(&admin, id).await.len(), 1);
    app.advance(24 * 3_600);
    work(&app).await;
    assert_eq!(deliveries(&admin, id).await.len(), 0);
    // It goes on for ever, once an hour.
    let all = griot::jobs::list(&app.state.db).await.unwrap();
    let upkeep = all.iter().find(|job| job.key == "deliveries").unwrap();
    assert_eq!(upkeep.kind, "upkeep");
    assert!(upkeep.run_at > app.clock.now());
}
