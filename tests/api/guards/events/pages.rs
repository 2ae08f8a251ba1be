//! A page lives as an article does, under another name.

use serde_json::json;

use super::life::{again, turn};
use crate::support::Client;

pub async fn perform(operation: &str, editor: &Client, admin: &Client, title: &str) -> Vec<&'static str> {
    let id = editor.post("/pages", json!({ "title": title })).expect(201).await.id();
    let path = format!("/pages/{id}");
    let mut left = vec!["page.created"];
    let body = json!({ "title": "Autre titre" });
    match operation {
        "pages_create" => {}
        "pages_revisions_restore" | "pages_merge" => {
            again(operation, editor, &path).await;
            left.push("page.updated");
        }
        "pages_replace" => {
            editor.put(&path, body).if_match("*").expect(200).await;
            left.push("page.updated");
        }
        "pages_update" => {
            editor.patch(&path, body).if_match("*").expect(200).await;
            left.push("page.updated");
        }
        "pages_publish" | "pages_unpublish" => {
            editor.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
            left.push("page.published");
            if operation == "pages_unpublish" {
                editor.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
                left.push("page.unpublished");
            }
        }
        "pages_correct" => {
            editor.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
            let body = json!({ "kind": "update", "note": "Une adresse a changé." });
            editor.post(&format!("{path}/correct"), body).if_match("*").expect(200).await;
            left.extend(["page.published", "page.corrected"]);
        }
        "pages_schedule" | "pages_unschedule" | "pages_submit" | "pages_return" | "pages_retract"
        | "pages_reinstate" => {
            left.extend(turn(operation, editor, admin, &path).await);
        }
        "pages_delete" | "pages_restore" => {
            editor.delete(&path).if_match("*").expect(204).await;
            left.push("page.trashed");
            if operation == "pages_restore" {
                editor.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
                left.push("page.restored");
            }
        }
        other => panic!("say what {other} leaves in the content log"),
    }
    left
}
