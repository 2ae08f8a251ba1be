//! What must not be public before an instant, whoever publishes it.

use griot::clock::Timestamp;
use serde_json::json;

use crate::guards::events::log;
use crate::support::compare::at;
use crate::support::{TestApp, fixtures};

fn reach(app: &TestApp, instant: &str) {
    let instant: Timestamp = instant.parse().unwrap();
    app.clock.advance(instant.since(app.clock.now()));
}

#[actix_web::test]
async fn publishing_under_embargo_is_planning() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let site = json!({ "time_zone": "Europe/Paris" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    // Local time of the site: an hour ahead of UTC.
    let made = fixtures::article(&editor, "La crue", json!({ "embargo_until": "2026-03-07T12:00" })).await;
    let path = format!("/articles/{}", made.id());
    assert_eq!(made.data()["embargo_until"], "2026-03-07T11:00:00Z");
    let published = fixtures::publish(&editor, made.id()).await.data();
    assert_eq!(
        (&published["status"], &published["publish_at"]),
        (&json!("scheduled"), &json!("2026-03-07T11:00:00Z"))
    );
    let events = log(&app.state).await;
    assert_eq!(events.last().unwrap().2, "article.scheduled");
    let again = fixtures::publish(&editor, made.id()).await.data();
    assert_eq!((&again["version"], log(&app.state).await.len()), (&published["version"], events.len()));
    reach(&app, "2026-03-07T10:59:59.999999Z");
    reader.get("/articles/la-crue").expect(404).await;
    reach(&app, "2026-03-07T11:00:00Z");
    let shown = reader.get("/articles/la-crue").expect(200).await.data();
    assert!(shown.get("embargo_until").is_none());
    // Over, it holds nobody up.
    editor.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    assert_eq!(fixtures::publish(&editor, made.id()).await.data()["status"], "published");
}

#[actix_web::test]
async fn what_is_live_is_not_replaced_by_what_is_under_embargo() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let until = json!({ "embargo_until": "2026-03-08T00:00:00Z" });
    let saved = editor.patch(&path, until).if_match("*").expect(200).await.data();
    assert_eq!(saved["allowed_transitions"], json!(["schedule", "unpublish", "retract"]));
    for (verb, body) in [("publish", json!({})), ("correct", json!({ "kind": "update", "note": "Suite." }))] {
        let refused =
            editor.post(&format!("{path}/{verb}"), body).if_match("*").refused(409, "illegal-transition");
        let refused = refused.await.json();
        assert!(
            refused["detail"].as_str().unwrap().contains("embargo until 2026-03-08T00:00:00Z"),
            "{refused}"
        );
    }
    let plan = json!({ "publish_at": "2026-03-08T00:00:00Z" });
    editor.post(&format!("{path}/schedule"), plan).if_match("*").expect(200).await;
    // An older revision does not get round it.
    let older = json!({ "revision": 1 });
    editor.post(&format!("{path}/publish"), older).if_match("*").refused(409, "illegal-transition").await;
}

#[actix_web::test]
async fn a_running_embargo_is_for_editors_to_end() {
    let app = TestApp::new().await;
    let (editor, author) = (app.editor().await, app.author().await);
    let made = fixtures::article(&author, "La crue", json!({})).await;
    let path = format!("/articles/{}", made.id());
    author.patch(&path, json!({ "embargo_until": "2026-03-07T00:00:00Z" })).if_match("*").expect(200).await;
    editor.patch(&path, json!({ "embargo_until": "2026-03-08T00:00:00Z" })).if_match("*").expect(200).await;
    // A client that knows nothing of embargoes leaves the member out.
    author.put(&path, json!({ "title": "La crue" })).if_match("*").refused(403, "forbidden").await;
    for ended in [json!(null), json!("2026-03-07T23:59:59Z")] {
        author.patch(&path, json!({ "embargo_until": ended })).if_match("*").refused(403, "forbidden").await;
    }
    let operation = json!({ "verb": "update", "resource": "articles", "id": made.id(), "if_match": "*", "body": { "embargo_until": null } });
    let refused =
        author.post("/batch", json!({ "operations": [operation] })).refused(422, "batch-failed").await;
    assert_eq!(refused.json()["operations"][0]["code"], "forbidden");
    let later = json!({ "embargo_until": "2026-03-09T00:00:00Z", "kicker": "Crue" });
    author.patch(&path, later).if_match("*").expect(200).await;
    editor.patch(&path, json!({ "embargo_until": null })).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn embargo_and_plan_agree() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let draft = json!({ "embargo_until": "2026-03-08T00:00:00Z" });
    let id = fixtures::article(&editor, "La crue", draft).await.id();
    let path = format!("/articles/{id}");
    let early = json!({ "publish_at": "2026-03-07T23:59:59Z" });
    let refused =
        editor.post(&format!("{path}/schedule"), early).if_match("*").refused(422, "validation-failed");
    assert_eq!(refused.await.faults(), at(&[("/publish_at", "out-of-range")]));
    let plan = json!({ "publish_at": "2026-03-08T06:00:00Z" });
    editor.post(&format!("{path}/schedule"), plan).if_match("*").expect(200).await;
    // Up to the plan it can be moved, not beyond; other changes are nobody's business.
    editor.patch(&path, json!({ "embargo_until": "2026-03-08T06:00:00Z" })).if_match("*").expect(200).await;
    let late = json!({ "embargo_until": "2026-03-08T06:00:01Z" });
    let refused = editor.patch(&path, late).if_match("*").refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/embargo_until", "rule")]));
    editor.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    let lifted = editor.patch(&path, json!({ "embargo_until": null })).if_match("*").expect(200).await.data();
    assert_eq!((&lifted["embargo_until"], &lifted["status"]), (&json!(null), &json!("scheduled")));
    // As for plans, a local time must exist, once.
    app.admin().await.patch("/site", json!({ "time_zone": "Europe/Paris" })).if_match("*").expect(200).await;
    for wrong in ["2026-03-29T02:30", "2026-10-25T02:30"] {
        let refused = editor.patch(&path, json!({ "embargo_until": wrong })).if_match("*").expect(422).await;
        assert_eq!(refused.faults(), at(&[("/embargo_until", "rule")]), "{wrong}");
    }
    let refused = editor.patch(&path, json!({ "embargo_until": "demain" })).if_match("*").expect(422).await;
    assert_eq!(refused.faults()[0].0, "/embargo_until");
}
