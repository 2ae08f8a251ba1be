//! Every operation that writes, done once, and what it leaves in the content log.

use serde_json::json;

use super::{articles, desk, pages, webhooks};
use crate::support::Client;

/// Does something by the name of its operation, and says which events that leaves.
pub async fn perform(operation: &str, editor: &Client, admin: &Client) -> Vec<&'static str> {
    let name = format!("Pour {operation}");
    match operation {
        beside if desk::has(beside) => desk::perform(beside, editor, admin, &name).await,
        article if article.starts_with("articles_") => articles::perform(article, editor, admin, &name).await,
        page if page.starts_with("pages_") => pages::perform(page, editor, admin, &name).await,
        "authors_create" | "categories_create" | "tags_create" | "series_create" => {
            let (path, event) = collection(operation);
            editor.post(path, json!({ "name": name })).expect(201).await;
            vec![event[0]]
        }
        "authors_replace" | "categories_replace" | "tags_replace" | "series_replace" | "series_update"
        | "authors_update" | "categories_update" | "tags_update" => {
            let (path, event) = collection(operation);
            let id = editor.post(path, json!({ "name": name })).expect(201).await.id();
            let (path, body) = (format!("{path}/{id}"), json!({ "name": "Autre" }));
            let call = if operation.ends_with("replace") {
                editor.put(&path, body)
            } else {
                editor.patch(&path, body)
            };
            call.if_match("*").expect(200).await;
            vec![event[0], event[1]]
        }
        "authors_delete" | "categories_delete" | "tags_delete" | "series_delete" => {
            let (path, event) = collection(operation);
            let id = editor.post(path, json!({ "name": name })).expect(201).await.id();
            editor.delete(&format!("{path}/{id}")).if_match("*").expect(204).await;
            vec![event[0], event[2]]
        }
        "tags_merge" => {
            let into = editor.post("/tags", json!({ "name": name })).expect(201).await.id();
            let from = editor.post("/tags", json!({ "name": name })).expect(201).await.id();
            let path = format!("/tags/{from}/merge");
            editor.post(&path, json!({ "into": into })).if_match("*").expect(200).await;
            vec!["tag.created", "tag.created", "tag.deleted", "tag.updated"]
        }
        "batch_write" => {
            let operations = json!([
                { "verb": "create", "resource": "tags", "temp_id": "@un", "body": { "name": name } },
                { "verb": "delete", "resource": "tags", "id": "@un" },
            ]);
            editor.post("/batch", json!({ "operations": operations })).expect(200).await;
            vec!["tag.created", "tag.deleted"]
        }
        "menus_create" => {
            editor.post("/menus", json!({ "slug": "un", "name": name })).expect(201).await;
            vec!["menu.created"]
        }
        "menus_replace" | "menus_update" | "menus_delete" => {
            let path = format!("/menus/{}", operation.replace('_', "-"));
            let body = json!({ "name": name, "items": [{ "label": "Accueil", "url": "/" }] });
            editor.put(&path, body.clone()).header("If-None-Match", "*").expect(201).await;
            match operation {
                "menus_replace" => drop(editor.put(&path, body).if_match("*").expect(200).await),
                "menus_update" => {
                    drop(editor.patch(&path, json!({ "items": [] })).if_match("*").expect(200).await)
                }
                _ => drop(editor.delete(&path).if_match("*").expect(204).await),
            }
            vec!["menu.created", if operation == "menus_delete" { "menu.deleted" } else { "menu.updated" }]
        }
        "redirects_create" => {
            editor.post("/redirects", json!({ "from": "/un", "to": "/deux" })).expect(201).await;
            vec!["redirect.created"]
        }
        "redirects_import" => {
            editor.post("/redirects", json!({ "from": "/cinq", "to": "/deux" })).expect(201).await;
            let call =
                editor.post("/redirects.csv", json!(null)).raw("from,to\n/quatre,/deux\n/cinq,/trois\n");
            call.header("Content-Type", "text/csv").expect(200).await;
            vec!["redirect.created", "redirect.created", "redirect.updated"]
        }
        "redirects_replace" | "redirects_update" | "redirects_delete" => {
            let body = json!({ "from": format!("/{operation}"), "to": "/ailleurs" });
            let id = editor.post("/redirects", body.clone()).expect(201).await.id();
            let path = format!("/redirects/{id}");
            match operation {
                "redirects_replace" => drop(editor.put(&path, body).if_match("*").expect(200).await),
                "redirects_update" => {
                    drop(editor.patch(&path, json!({ "note": name })).if_match("*").expect(200).await)
                }
                _ => drop(editor.delete(&path).if_match("*").expect(204).await),
            }
            let after = if operation == "redirects_delete" { "redirect.deleted" } else { "redirect.updated" };
            vec!["redirect.created", after]
        }
        "site_update" => {
            admin.patch("/site", json!({ "tagline": name })).if_match("*").expect(200).await;
            vec!["site.updated"]
        }
        "users_create" | "users_replace" | "users_update" | "users_delete" | "users_suspend"
        | "users_restore" => {
            let email = format!("{operation}@example.org");
            let input = json!({ "email": email, "name": name, "role": "author", "password": "lanterne ocre du marché 9" });
            let path = format!("/users/{}", admin.post("/users", input).expect(201).await.id());
            let mut left = vec!["user.created"];
            match operation {
                "users_replace" => {
                    let body = json!({ "email": email, "name": "Autre", "role": "author" });
                    admin.put(&path, body).if_match("*").expect(200).await;
                }
                "users_update" => {
                    drop(admin.patch(&path, json!({ "name": "Autre" })).if_match("*").expect(200).await)
                }
                "users_delete" => drop(admin.delete(&path).if_match("*").expect(204).await),
                "users_suspend" | "users_restore" => {
                    admin.post(&format!("{path}/suspend"), json!({})).if_match("*").expect(200).await;
                }
                _ => return left,
            }
            left.push(if operation == "users_delete" { "user.deleted" } else { "user.updated" });
            if operation == "users_restore" {
                admin.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
                left.push("user.updated");
            }
            left
        }
        hooks if hooks.starts_with("webhooks_") => webhooks::perform(hooks, admin).await,
        other => panic!("say what {other} leaves in the content log"),
    }
}

fn collection(operation: &str) -> (&'static str, [&'static str; 3]) {
    match operation.split('_').next() {
        Some("authors") => ("/authors", ["author.created", "author.updated", "author.deleted"]),
        Some("series") => ("/series", ["series.created", "series.updated", "series.deleted"]),
        Some("tags") => ("/tags", ["tag.created", "tag.updated", "tag.deleted"]),
        _ => ("/categories", ["category.created", "category.updated", "category.deleted"]),
    }
}
