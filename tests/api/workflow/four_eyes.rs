//! Where nobody publishes what they wrote themselves.

use serde_json::{Value, json};

use crate::support::{TestApp, fixtures};

fn refusal(data: &Value, verb: &str) -> Value {
    let all = data["refused_transitions"].as_array().unwrap().clone();
    all.into_iter().find(|one| one["verb"] == verb).unwrap_or_default()
}

#[actix_web::test]
async fn somebody_else_publishes() {
    let app = TestApp::new().await;
    let (one, other) = (app.editor().await, app.editor().await);
    assert_eq!(app.anonymous().get("/site").expect(200).await.data()["four_eyes"], false);
    app.admin().await.patch("/site", json!({ "four_eyes": true })).if_match("*").expect(200).await;
    let made = fixtures::article(&one, "La crue", json!({})).await;
    let path = format!("/articles/{}", made.id());
    let told = refusal(&made.data(), "publish");
    assert_eq!(
        (&told["code"], &told["because"]),
        (&json!("four-eyes"), &json!("You wrote this revision: somebody else has to publish it."))
    );
    one.post(&format!("{path}/publish"), json!({})).if_match("*").refused(409, "four-eyes").await;
    let plan = json!({ "publish_at": "2100-01-01T00:00:00Z" });
    one.post(&format!("{path}/schedule"), plan.clone()).if_match("*").refused(409, "four-eyes").await;
    let seen = other.get(&format!("{path}?edition=draft")).expect(200).await.data();
    assert_eq!(seen["allowed_transitions"], json!(["submit", "publish", "schedule", "trash"]));
    fixtures::publish(&other, made.id()).await;
    // Whose the revision is counts, not whose the article is.
    other.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    let correction = json!({ "kind": "correction", "note": "Faux." });
    other.post(&format!("{path}/correct"), correction.clone()).if_match("*").refused(409, "four-eyes").await;
    other
        .post(&format!("{path}/publish"), json!({ "revision": 2 }))
        .if_match("*")
        .refused(409, "four-eyes")
        .await;
    one.post(&format!("{path}/correct"), correction).if_match("*").expect(200).await;
    // What is live can be confirmed, and published again, by anybody: nothing new is shown.
    let confirmed = json!({ "kind": "update", "note": "Vérifié.", "revision": 2 });
    other.post(&format!("{path}/correct"), confirmed).if_match("*").expect(200).await;
    other.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
    one.post(&format!("{path}/publish"), json!({ "revision": 1 }))
        .if_match("*")
        .refused(409, "four-eyes")
        .await;
    app.admin().await.patch("/site", json!({ "four_eyes": null })).if_match("*").expect(200).await;
    one.post(&format!("{path}/publish"), json!({ "revision": 1 })).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn pages_too() {
    let app = TestApp::new().await;
    let (one, other) = (app.editor().await, app.editor().await);
    app.admin().await.patch("/site", json!({ "four_eyes": true })).if_match("*").expect(200).await;
    let id = one.post("/pages", json!({ "title": "À propos" })).expect(201).await.id();
    let path = format!("/pages/{id}/publish");
    one.post(&path, json!({})).if_match("*").refused(409, "four-eyes").await;
    other.post(&path, json!({})).if_match("*").expect(200).await;
}
