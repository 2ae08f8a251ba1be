//! Links that show a working copy to somebody without an account.

mod links;
mod refused;
mod shown;

use serde_json::{Value, json};

use crate::support::client::Call;
use crate::support::{Client, fixtures};

pub async fn draft(client: &Client) -> String {
    format!("/articles/{}", fixtures::article(client, "La crue", json!({})).await.id())
}

/// A new link: its id and its token.
pub async fn link(client: &Client, path: &str, body: Value) -> (String, String) {
    let made = client.post(&format!("{path}/preview-links"), body).expect(201).await.data();
    (made["id"].as_str().unwrap().to_owned(), made["token"].as_str().unwrap().to_owned())
}

pub fn preview(client: &Client, path: &str, token: &str) -> Call {
    client.get(&format!("{path}?preview={token}"))
}
