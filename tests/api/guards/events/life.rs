//! The way of articles and pages alike.

use serde_json::{Value, json};

use crate::support::Client;

/// Saves again what was saved before, or changes that were made to it.
pub async fn again(operation: &str, editor: &Client, path: &str) {
    let call = if operation.ends_with("_merge") {
        let body = json!({ "base_revision": 1, "changes": { "title": "Autre titre" } });
        editor.post(&format!("{path}/merge"), body)
    } else {
        editor.post(&format!("{path}/revisions/1/restore"), json!({})).if_match("*")
    };
    call.expect(200).await;
}

/// Leads a draft as far as the operation, and says what that leaves.
pub async fn turn(operation: &str, editor: &Client, admin: &Client, path: &str) -> Vec<&'static str> {
    let (steps, left): (&[(&str, Value)], Vec<&str>) = match operation {
        "articles_submit" => (&[("submit", json!({}))], vec!["article.submitted"]),
        "pages_submit" => (&[("submit", json!({}))], vec!["page.submitted"]),
        "articles_return" | "pages_return" => (
            &[("submit", json!({})), ("return", json!({ "note": "À revoir." }))],
            if operation.starts_with("pages") {
                vec!["page.submitted", "page.returned"]
            } else {
                vec!["article.submitted", "article.returned"]
            },
        ),
        "articles_schedule" | "articles_unschedule" | "pages_schedule" | "pages_unschedule" => (
            &[("schedule", json!({ "publish_at": "2100-01-01T00:00:00Z" })), ("unschedule", json!({}))],
            if operation.starts_with("pages") {
                vec!["page.scheduled", "page.unscheduled"]
            } else {
                vec!["article.scheduled", "article.unscheduled"]
            },
        ),
        _ => (
            &[("publish", json!({})), ("retract", json!({ "notice": "Retiré." })), ("reinstate", json!({}))],
            if operation.starts_with("pages") {
                vec!["page.published", "page.retracted", "page.reinstated"]
            } else {
                vec!["article.published", "article.retracted", "article.reinstated"]
            },
        ),
    };
    let most = match operation.split_once('_') {
        Some((_, "retract")) => 2,
        Some((_, "schedule")) => 1,
        _ => steps.len(),
    };
    for (verb, body) in &steps[..most] {
        let client = if *verb == "reinstate" { admin } else { editor };
        client.post(&format!("{path}/{verb}"), body.clone()).if_match("*").expect(200).await;
    }
    left[..most].to_vec()
}
