//! Making, reading, changing and removing webhooks.

use serde_json::{Value, json};

use super::newsroom;
use crate::support::TestApp;
use crate::support::compare::holds;

const URL: &str = "https://hooks.example.org/griot";

#[actix_web::test]
async fn made_read_changed_and_removed() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let body = json!({ "url": URL, "types": ["article.unpublished", "article.published"], "description": "Le site" });
    let made = admin.post("/webhooks", body).expect(201).await;
    let path = format!("/webhooks/{}", made.id());
    assert_eq!(made.header("location"), Some(format!("/api/v1{path}").as_str()));
    let secret = made.data()["secret"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), "whsec_".len() + 44);
    // In the order of the table of events, whatever the order they were named in.
    let expected = json!({
        "url": URL, "description": "Le site", "types": ["article.published", "article.unpublished"], "active": true,
        "disabled_reason": null, "previous_secret_until": null,
    });
    holds(&made.data(), &expected);
    let found = admin.get(&path).expect(200).await;
    holds(&found.data(), &expected);
    assert!(found.data().get("secret").is_none());
    assert_eq!(found.etag().split('.').next(), made.etag().split('.').next());
    admin.get(&path).header("If-None-Match", &found.etag()).expect(304).await;
    let list = admin.get("/webhooks?count=true").expect(200).await;
    assert_eq!(list.json()["meta"]["total"], 1);
    assert_eq!(list.data()[0], found.data());
    assert!(!String::from_utf8(list.body).unwrap().contains("secret\":"));

    admin.patch(&path, json!({ "active": false })).expect(428).await;
    admin.patch(&path, json!({ "active": false })).if_match("\"9.x\"").expect(412).await;
    let off = admin
        .patch(&path, json!({ "active": false, "types": null }))
        .if_match(&found.etag())
        .expect(200)
        .await;
    holds(&off.data(), &json!({ "active": false, "types": null, "url": URL }));
    assert_eq!(admin.get("/webhooks?active=true").expect(200).await.data(), json!([]));
    assert_eq!(admin.get("/webhooks?active=false").expect(200).await.pluck("id"), [json!(made.id())]);
    let replaced = admin.put(&path, json!({ "url": format!("{URL}/2") })).if_match("*").expect(200).await;
    holds(&replaced.data(), &json!({ "active": true, "description": null, "url": format!("{URL}/2") }));
    admin.delete(&path).if_match("*").expect(204).await;
    admin.get(&path).refused(404, "not-found").await;
    admin.get(&format!("{path}/deliveries")).refused(404, "not-found").await;
}

#[actix_web::test]
async fn a_secret_is_shown_once_and_kept_sealed() {
    use diesel::prelude::*;
    use griot::db::schema::webhooks;

    let app = TestApp::new().await;
    let admin = app.admin().await;
    let made = admin.post("/webhooks", json!({ "url": URL })).expect(201).await;
    let path = format!("/webhooks/{}", made.id());
    let first = made.data()["secret"].as_str().unwrap().to_owned();
    admin.post(&format!("{path}/rotate-secret"), json!({})).expect(428).await;
    let call = admin
        .post(&format!("{path}/rotate-secret"), json!({ "keep_previous_hours": 2 }))
        .if_match(&made.etag());
    let rotated = call.clone().expect(200).await;
    call.refused(412, "stale").await;
    let second = rotated.data()["secret"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    let until =
        rotated.data()["previous_secret_until"].as_str().unwrap().parse::<griot::clock::Timestamp>().unwrap();
    assert_eq!(until.since(app.clock.now()).num_minutes(), 119);
    let read = |conn: &mut griot::db::Conn| {
        Ok(webhooks::table
            .select((webhooks::secret, webhooks::previous_secret))
            .first::<(Vec<u8>, Option<Vec<u8>>)>(conn)?)
    };
    let (current, previous) = app.state.db.read(read).await.unwrap();
    use base64::Engine;
    for (sealed, shown) in [(current, second), (previous.unwrap(), first)] {
        let plain = base64::engine::general_purpose::STANDARD.decode(&shown["whsec_".len()..]).unwrap();
        assert!(sealed.len() > plain.len() && !sealed.windows(plain.len()).any(|part| part == plain));
    }
}

#[actix_web::test]
async fn what_is_no_webhook() {
    let app = newsroom().await;
    let admin = app.admin().await;
    let refused = async |body: Value, faults: &[(&str, &str)]| {
        let reply = admin.post("/webhooks", body.clone()).refused(422, "validation-failed").await;
        let found = reply.faults();
        let found: Vec<(&str, &str)> = found.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
        assert_eq!(found, faults, "{body}");
    };
    refused(json!({}), &[("/url", "required")]).await;
    refused(json!({ "url": URL, "types": ["article.sneezed"] }), &[("/types/0", "not-allowed")]).await;
    refused(json!({ "url": URL, "types": [] }), &[("/types", "too-short")]).await;
    refused(
        json!({ "url": URL, "types": ["page.published", "page.published"] }),
        &[("/types/1", "duplicate")],
    )
    .await;
    refused(json!({ "url": URL, "secret": "whsec_x" }), &[("/secret", "unknown-field")]).await;
    refused(json!({ "url": "gopher://example.org" }), &[("/url", "format")]).await;
    let path = format!("/webhooks/{}", admin.post("/webhooks", json!({ "url": URL })).expect(201).await.id());
    let replay = async |after: i64, fault: &str| {
        let reply = admin
            .post(&format!("{path}/replay"), json!({ "after": after }))
            .refused(422, "validation-failed")
            .await;
        assert_eq!(reply.faults(), [("/after".to_owned(), fault.to_owned())]);
    };
    replay(-1, "out-of-range").await;
    replay(1_000_000, "out-of-range").await;
    let body = json!({ "keep_previous_hours": 169 });
    admin.post(&format!("{path}/rotate-secret"), body).if_match("*").refused(422, "validation-failed").await;
    admin.get("/webhooks/x").refused(404, "not-found").await;
    admin.get(&format!("{path}/deliveries?state=lost")).refused(400, "bad-parameter").await;
    admin.get(&format!("{path}/deliveries?types=x.y")).refused(400, "bad-parameter").await;
    admin.post(&format!("{path}/ping?dry_run=true"), json!({})).refused(400, "bad-parameter").await;
}

/// Under the settings of then; it can be switched off all the same.
#[actix_web::test]
async fn an_address_that_may_not_be_called_any_more() {
    use diesel::prelude::*;
    use griot::db::schema::webhooks;

    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/webhooks/{}", admin.post("/webhooks", json!({ "url": URL })).expect(201).await.id());
    let old = "http://127.0.0.1:4711/";
    let change = move |tx: &mut griot::db::Tx<'_>| {
        Ok(diesel::update(webhooks::table).set(webhooks::url.eq(old)).execute(&mut **tx)?)
    };
    app.state.db.write(change).await.unwrap();
    admin.patch(&path, json!({ "description": "Le site" })).if_match("*").expect(200).await;
    let off = admin.patch(&path, json!({ "active": false })).if_match("*").expect(200).await;
    holds(&off.data(), &json!({ "active": false, "url": old, "description": "Le site" }));
    let on =
        admin.patch(&path, json!({ "active": true })).if_match("*").refused(422, "validation-failed").await;
    assert_eq!(on.faults(), [("/url".to_owned(), "not-allowed".to_owned())]);
    admin.patch(&path, json!({ "active": true, "url": URL })).if_match("*").expect(200).await;
}
