//! Locks, assignments, links for a preview and notes: what people leave beside a working copy. None of it saves
//! one.

use serde_json::json;

use crate::support::{Client, fixtures};

/// Whether it is one of these.
pub fn has(operation: &str) -> bool {
    let verbs = ["_lock", "_unlock", "_assign", "_unassign"];
    operation.starts_with("notes_")
        || operation.contains("_preview_links_")
        || verbs.iter().any(|verb| operation.ends_with(verb))
}

pub async fn perform(operation: &str, editor: &Client, admin: &Client, name: &str) -> Vec<&'static str> {
    if operation.starts_with("notes_") {
        return notes(operation, editor, name).await;
    }
    let (kind, verb) = operation.split_once('_').unwrap();
    let path = format!("/{kind}");
    let id = editor.post(&path, json!({ "title": name })).expect(201).await.id();
    let path = format!("{path}/{id}");
    match verb {
        "lock" | "unlock" => {
            editor.put(&format!("{path}/lock"), json!({})).expect(200).await;
            if verb == "unlock" {
                editor.delete(&format!("{path}/lock")).expect(204).await;
            }
        }
        "assign" | "unassign" => {
            let body = json!({ "assignee_id": admin.user_id() });
            editor.put(&format!("{path}/assignment"), body).expect(200).await;
            if verb == "unassign" {
                editor.delete(&format!("{path}/assignment")).expect(204).await;
            }
        }
        _ => {
            let links = format!("{path}/preview-links");
            let link = editor.post(&links, json!({})).expect(201).await.id();
            if verb == "preview_links_delete" {
                editor.delete(&format!("{links}/{link}")).expect(204).await;
            }
        }
    }
    vec![if kind == "pages" { "page.created" } else { "article.created" }]
}

async fn notes(operation: &str, editor: &Client, name: &str) -> Vec<&'static str> {
    let id = fixtures::article(editor, name, json!({})).await.id();
    let note = editor.post("/notes", json!({ "article_id": id, "text": name })).expect(201).await.id();
    let path = format!("/notes/{note}");
    match operation {
        "notes_update" => {
            drop(editor.patch(&path, json!({ "resolved": true })).if_match("*").expect(200).await)
        }
        "notes_delete" => drop(editor.delete(&path).if_match("*").expect(204).await),
        _ => {}
    }
    vec!["article.created"]
}
