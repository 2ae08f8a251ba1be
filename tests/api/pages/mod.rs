//! `/pages`: static texts, which share everything with articles but their addresses.

mod apart;
mod elsewhere;
mod life;
mod list;
mod permissions;
mod translations;

use serde_json::{Value, json};

use crate::support::{Client, Response};

/// A draft with these members beside the title.
async fn page(client: &Client, title: &str, more: Value) -> Response {
    let mut input = json!({
        "title": title,
        "summary": "Un chapô.",
        "body": { "format": "markdown", "source": "Un **premier** paragraphe." },
    });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    client.post("/pages", input).expect(201).await
}

/// The same, published.
async fn published(client: &Client, title: &str, more: Value) -> Response {
    let id = page(client, title, more).await.id();
    client.post(&format!("/pages/{id}/publish"), json!({})).if_match("*").expect(200).await
}
