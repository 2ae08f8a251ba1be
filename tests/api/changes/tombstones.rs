//! What stands where something was, and that nothing withdrawn can be read there.

use serde_json::{Value, json};

use super::{last, types, whole};
use crate::support::{Client, TestApp, fixtures};

async fn act(client: &Client, path: &str, verb: &str, body: Value) {
    client.post(&format!("{path}/{verb}"), body).if_match("*").expect(200).await;
}

fn gone(reason: &str) -> Value {
    json!({ "reason": reason, "notice": null, "replaced_by": null })
}

#[actix_web::test]
async fn each_end_has_its_reason() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    for collection in ["articles", "pages"] {
        let input = json!({ "title": "La crue", "summary": "Un secret." });
        let made = editor.post(&format!("/{collection}"), input).expect(201).await;
        let (id, slug) = (made.id(), made.data()["slug"].as_str().unwrap().to_owned());
        let path = format!("/{collection}/{id}");
        let now = async || last(&app, "include=data&limit=100").await;
        act(&editor, &path, "publish", json!({})).await;
        let shown = now().await;
        assert_eq!((&shown["tombstone"], &shown["data"]["id"]), (&Value::Null, &json!(id)));
        act(&editor, &path, "unpublish", json!({ "message": "Trop tôt" })).await;
        let unpublished = now().await;
        assert_eq!(unpublished["tombstone"], gone("unpublished"));
        act(&editor, &path, "publish", json!({})).await;
        act(&editor, &path, "retract", json!({ "notice": "Un document falsifié." })).await;
        let notice = json!({ "reason": "retracted", "notice": "Un document falsifié.", "replaced_by": null });
        assert_eq!(now().await["tombstone"], notice);
        // Nothing that was said before shows it again.
        for change in whole(&app.anonymous(), "include=data&limit=100").await {
            assert!(change["resource_id"] != json!(id) || change["data"].is_null(), "{change}");
        }
        act(&admin, &path, "reinstate", json!({})).await;
        assert_eq!(now().await["tombstone"], gone("unpublished"));
        // The withdrawal is over, and so is what was said of it.
        let everything = whole(&app.anonymous(), "include=data&limit=100").await;
        assert!(!json!(everything).to_string().contains("falsifi"), "{everything:?}");
        editor.delete(&path).if_match("*").expect(204).await;
        admin.delete(&format!("{path}?permanently=true&confirm={slug}")).if_match("*").expect(204).await;
        let purged = now().await;
        assert!(purged["type"].as_str().unwrap().ends_with(".purged"), "{purged}");
        assert_eq!(purged["tombstone"], gone("deleted"));
        assert!(!json!(whole(&app.anonymous(), "include=data").await).to_string().contains("secret"));
    }
}

#[actix_web::test]
async fn another_notice_takes_the_place_of_the_first() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let path = format!("/articles/{}", fixtures::published(&editor, "La crue", json!({})).await.id());
    act(&editor, &path, "retract", json!({ "notice": "Une première raison." })).await;
    act(&editor, &path, "retract", json!({ "notice": "Une autre." })).await;
    let changes = whole(&app.anonymous(), "types=article.retracted").await;
    let notices: Vec<&Value> = changes.iter().map(|change| &change["tombstone"]["notice"]).collect();
    assert_eq!(notices, ["Une autre.", "Une autre."]);
}

#[actix_web::test]
async fn who_takes_the_place_of_what_is_gone_is_named() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (crue, eau) = (fixtures::tag(&editor, "Crue").await, fixtures::tag(&editor, "Eau").await);
    editor.post(&format!("/tags/{crue}/merge"), json!({ "into": eau })).if_match("*").expect(200).await;
    let merged = whole(&app.anonymous(), "types=tag.deleted").await;
    assert_eq!(merged[0]["tombstone"], json!({ "reason": "deleted", "notice": null, "replaced_by": eau }));
    let (old, new) =
        (fixtures::category(&editor, "Fleuve", None).await, fixtures::category(&editor, "Eaux", None).await);
    editor.delete(&format!("/categories/{old}?reassign_to={new}")).if_match("*").expect(204).await;
    let handed = last(&app, "include=data").await;
    assert_eq!(handed["tombstone"], json!({ "reason": "deleted", "notice": null, "replaced_by": new }));
    assert_eq!(handed["data"], Value::Null);
    editor.delete(&format!("/tags/{eau}")).if_match("*").expect(204).await;
    assert_eq!(last(&app, "").await["tombstone"], gone("deleted"));
}

#[actix_web::test]
async fn what_was_never_public_is_never_told() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::article(&editor, "Un secret", json!({ "slug": "un-secret" })).await.id();
    let path = format!("/articles/{id}");
    act(&editor, &path, "submit", json!({})).await;
    act(&editor, &path, "return", json!({ "note": "Encore." })).await;
    act(&editor, &path, "schedule", json!({ "publish_at": "2026-03-09T06:00:00Z" })).await;
    act(&editor, &path, "unschedule", json!({})).await;
    editor.delete(&path).if_match("*").expect(204).await;
    admin.delete(&format!("{path}?permanently=true&confirm=un-secret")).if_match("*").expect(204).await;
    let nothing = app.anonymous().get("/changes").expect(200).await;
    assert_eq!(nothing.json()["meta"]["seq"], 0);
    assert_eq!(types(&whole(&app.anonymous(), "").await), Vec::<&str>::new());
    // Staff are told no more by this.
    assert_eq!(admin.get("/changes").expect(200).await.data(), json!([]));
}

#[actix_web::test]
async fn the_clock_is_heard_of_when_it_is_written_down() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let plan = json!({ "publish_at": "2026-03-07T10:00:00Z", "unpublish_at": "2026-03-07T11:00:00Z" });
    act(&editor, &format!("/articles/{id}"), "schedule", plan).await;
    assert_eq!(whole(&app.anonymous(), "").await.len(), 0);
    for (kind, reason) in [("article.published", Value::Null), ("article.unpublished", json!("unpublished"))]
    {
        app.advance(3_600);
        griot::workflow::announce(&app.state.db, &app.clock).await.unwrap();
        let told = last(&app, "include=data").await;
        assert_eq!((&told["type"], &told["tombstone"]["reason"]), (&json!(kind), &reason));
        assert_eq!(told["data"].is_null(), !reason.is_null());
    }
}
