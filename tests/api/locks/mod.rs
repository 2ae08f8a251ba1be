//! Sitting down at a working copy, and what that means to others.

mod clock;
mod others;
mod races;
mod take;

use serde_json::json;

use crate::support::client::Call;
use crate::support::{Client, Response, TestApp, fixtures};

/// The address of a new draft.
pub async fn draft(client: &Client) -> String {
    format!("/articles/{}", fixtures::article(client, "La crue", json!({})).await.id())
}

pub fn lock(client: &Client, path: &str) -> Call {
    client.put(&format!("{path}/lock"), json!({}))
}

pub fn unlock(client: &Client, path: &str) -> Call {
    client.delete(&format!("{path}/lock"))
}

/// The working copy as its readers see it.
pub async fn shown(client: &Client, path: &str) -> Response {
    client.get(&format!("{path}?edition=draft")).expect(200).await
}

/// Two who may write the same.
pub async fn desk() -> (TestApp, Client, Client) {
    let app = TestApp::new().await;
    let (one, two) = (app.editor().await, app.editor().await);
    (app, one, two)
}
