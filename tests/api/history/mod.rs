//! What was ever saved of articles and pages.

mod diff;
mod find;
mod list;
mod merge;
mod message;
mod packed;
mod prune;
mod restore;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, fixtures};

/// An article that was saved once for each of these titles.
async fn saved(client: &Client, titles: &[&str]) -> Uuid {
    let id = fixtures::article(client, titles[0], json!({})).await.id();
    for title in &titles[1..] {
        client.patch(&format!("/articles/{id}"), json!({ "title": title })).if_match("*").expect(200).await;
    }
    id
}

/// The texts of an operation list that are not of this kind, put together.
fn without(operations: &Value, op: &str) -> String {
    let all = operations.as_array().expect("operations").iter();
    all.filter(|one| one["op"] != op).map(|one| one["text"].as_str().unwrap()).collect()
}
