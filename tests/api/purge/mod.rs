//! `DELETE /articles/{id}?permanently=true`: what goes, what stays, and what readers are told.

mod gone;
mod over_http;

use diesel::prelude::*;
use griot::articles::ArticleId;
use griot::db::schema::articles;
use uuid::Uuid;

use crate::support::{Call, Client, Response};

/// The slug of a working copy, wherever it lies.
pub async fn slug(client: &Client, id: Uuid) -> String {
    let read = move |conn: &mut _| {
        Ok(articles::table.find(ArticleId(id)).select(articles::slug).first::<String>(conn)?)
    };
    client.app.state.db.read(read).await.unwrap()
}

pub async fn trash(client: &Client, path: &str) {
    client.delete(path).if_match("*").expect(204).await;
}

/// The request that removes it for good, confirmed.
pub fn purge(client: &Client, path: &str, slug: &str) -> Call {
    client.delete(&format!("{path}?permanently=true&confirm={slug}")).if_match("*")
}

/// Publishes, unpublishes, and throws away.
pub async fn once_public(client: &Client, path: &str) -> Response {
    use serde_json::json;
    client.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
    let back = client.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
    trash(client, path).await;
    back
}
