//! What an article leaves in the content log.

use serde_json::json;

use super::life::{again, turn};
use crate::support::{Client, fixtures};

pub async fn perform(operation: &str, editor: &Client, admin: &Client, name: &str) -> Vec<&'static str> {
    match operation {
        "articles_create" => {
            fixtures::article(editor, name, json!({})).await;
            vec!["article.created"]
        }
        "articles_replace" | "articles_update" => {
            let id = fixtures::article(editor, name, json!({})).await.id();
            let path = format!("/articles/{id}");
            let body = json!({ "title": "Autre titre" });
            let call = if operation == "articles_replace" {
                editor.put(&path, body)
            } else {
                editor.patch(&path, body)
            };
            call.if_match("*").expect(200).await;
            vec!["article.created", "article.updated"]
        }
        "articles_revisions_restore" | "articles_merge" => {
            let id = fixtures::article(editor, name, json!({})).await.id();
            again(operation, editor, &format!("/articles/{id}")).await;
            vec!["article.created", "article.updated"]
        }
        "articles_publish" => {
            fixtures::published(editor, name, json!({})).await;
            vec!["article.created", "article.published"]
        }
        "articles_unpublish" => {
            let id = fixtures::published(editor, name, json!({})).await.id();
            editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").expect(200).await;
            vec!["article.created", "article.published", "article.unpublished"]
        }
        "articles_correct" => {
            let id = fixtures::published(editor, name, json!({})).await.id();
            let body = json!({ "kind": "correction", "note": "Deux mètres et non un." });
            editor.post(&format!("/articles/{id}/correct"), body).if_match("*").expect(200).await;
            vec!["article.created", "article.published", "article.corrected"]
        }
        "articles_delete" => {
            let id = fixtures::article(editor, name, json!({})).await.id();
            editor.delete(&format!("/articles/{id}")).if_match("*").expect(204).await;
            vec!["article.created", "article.trashed"]
        }
        "articles_restore" => {
            let id = fixtures::article(editor, name, json!({})).await.id();
            editor.delete(&format!("/articles/{id}")).if_match("*").expect(204).await;
            editor.post(&format!("/articles/{id}/restore"), json!({})).if_match("*").expect(200).await;
            vec!["article.created", "article.trashed", "article.restored"]
        }
        "articles_schedule"
        | "articles_unschedule"
        | "articles_submit"
        | "articles_return"
        | "articles_retract"
        | "articles_reinstate" => {
            let id = fixtures::article(editor, name, json!({})).await.id();
            let mut left = vec!["article.created"];
            left.extend(turn(operation, editor, admin, &format!("/articles/{id}")).await);
            left
        }
        other => panic!("say what {other} leaves in the content log"),
    }
}
