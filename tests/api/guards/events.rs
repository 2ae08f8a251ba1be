//! Every mutation leaves its row in the content log, numbered without a gap; a refused one leaves
//! none.

use diesel::prelude::*;
use griot::app::AppState;
use griot::db::schema::events;
use griot::events::EventType;
use serde_json::{Value, json};

use super::authz::operations;
use crate::audit;
use crate::support::{Client, TestApp, fixtures};

type Row = (i64, Option<i64>, String);

/// The whole content log.
pub async fn log(state: &AppState) -> Vec<Row> {
    let columns = (events::seq, events::public_seq, events::type_);
    state.db.read(move |conn| Ok(events::table.select(columns).order(events::seq).load(conn)?)).await.unwrap()
}

/// Numbers without gaps, the public ones too, and only for what the public may know.
pub fn assert_dense(log: &[Row]) {
    let mut public = 0;
    for (index, (seq, number, kind)) in log.iter().enumerate() {
        assert_eq!(*seq, i64::try_from(index).unwrap() + 1, "{log:#?}");
        let known = EventType::ALL.iter().find(|known| known.as_str() == kind).expect(kind);
        // A purge is public only of what once was.
        let is_public = known.is_public() && (number.is_some() || !kind.ends_with(".purged"));
        public += i64::from(is_public);
        assert_eq!(*number, is_public.then_some(public), "{kind}");
    }
}

/// Does something by the name of its operation, and says which events that leaves.
pub async fn perform(operation: &str, editor: &Client, admin: &Client) -> Vec<&'static str> {
    let name = format!("Pour {operation}");
    match operation {
        "articles_create" => {
            fixtures::article(editor, &name, json!({})).await;
            vec!["article.created"]
        }
        "articles_replace" | "articles_update" => {
            let id = fixtures::article(editor, &name, json!({})).await.id();
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
            let id = fixtures::article(editor, &name, json!({})).await.id();
            again(operation, editor, &format!("/articles/{id}")).await;
            vec!["article.created", "article.updated"]
        }
        "articles_publish" => {
            fixtures::published(editor, &name, json!({})).await;
            vec!["article.created", "article.published"]
        }
        "articles_unpublish" => {
            let id = fixtures::published(editor, &name, json!({})).await.id();
            editor.post(&format!("/articles/{id}/unpublish"), json!({})).if_match("*").expect(200).await;
            vec!["article.created", "article.published", "article.unpublished"]
        }
        "articles_correct" => {
            let id = fixtures::published(editor, &name, json!({})).await.id();
            let body = json!({ "kind": "correction", "note": "Deux mètres et non un." });
            editor.post(&format!("/articles/{id}/correct"), body).if_match("*").expect(200).await;
            vec!["article.created", "article.published", "article.corrected"]
        }
        "articles_delete" => {
            let id = fixtures::article(editor, &name, json!({})).await.id();
            editor.delete(&format!("/articles/{id}")).if_match("*").expect(204).await;
            vec!["article.created", "article.trashed"]
        }
        "articles_restore" => {
            let id = fixtures::article(editor, &name, json!({})).await.id();
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
            let id = fixtures::article(editor, &name, json!({})).await.id();
            let mut left = vec!["article.created"];
            left.extend(turn(operation, editor, admin, &format!("/articles/{id}")).await);
            left
        }
        together if together.contains("_preview_links_") || is_of_the_desk(together) => {
            let (kind, verb) = together.split_once('_').unwrap();
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
            // None of this is the working copy's.
            vec![if kind == "pages" { "page.created" } else { "article.created" }]
        }
        "notes_create" | "notes_update" | "notes_delete" => {
            let id = fixtures::article(editor, &name, json!({})).await.id();
            let note =
                editor.post("/notes", json!({ "article_id": id, "text": name })).expect(201).await.id();
            let path = format!("/notes/{note}");
            match operation {
                "notes_update" => {
                    drop(editor.patch(&path, json!({ "resolved": true })).if_match("*").expect(200).await)
                }
                "notes_delete" => drop(editor.delete(&path).if_match("*").expect(204).await),
                _ => {}
            }
            // Nobody saved anything.
            vec!["article.created"]
        }
        page if page.starts_with("pages_") => pages(page, editor, admin, &name).await,
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
        hooks if hooks.starts_with("webhooks_") => webhooks(hooks, admin).await,
        other => panic!("say what {other} leaves in the content log"),
    }
}

/// What happens to whoever is told what happens.
async fn webhooks(operation: &str, admin: &Client) -> Vec<&'static str> {
    let body = json!({ "url": "https://hooks.example.org/", "types": ["webhook.created"] });
    let id = admin.post("/webhooks", body.clone()).expect(201).await.id();
    let path = format!("/webhooks/{id}");
    let mut left = vec!["webhook.created"];
    match operation {
        "webhooks_replace" => drop(admin.put(&path, body).if_match("*").expect(200).await),
        "webhooks_update" => {
            drop(admin.patch(&path, json!({ "description": "Autre" })).if_match("*").expect(200).await);
        }
        "webhooks_delete" => drop(admin.delete(&path).if_match("*").expect(204).await),
        "webhooks_rotate_secret" => {
            drop(admin.post(&format!("{path}/rotate-secret"), json!({})).if_match("*").expect(200).await);
        }
        "webhooks_replay" => {
            admin.post(&format!("{path}/replay"), json!({ "after": 0 })).expect(200).await;
            return left;
        }
        "webhooks_ping" => {
            admin.post(&format!("{path}/ping"), json!({})).expect(200).await;
            return left;
        }
        "webhooks_deliveries_redeliver" => {
            griot::webhooks::wake(&admin.app.state.db).await.unwrap();
            griot::jobs::drain(&admin.app.state).await.unwrap();
            let list = admin.get(&format!("{path}/deliveries")).expect(200).await;
            let sent = list.data()[0]["id"].as_str().unwrap().to_owned();
            admin.post(&format!("{path}/deliveries/{sent}/redeliver"), json!({})).expect(200).await;
            return left;
        }
        _ => return left,
    }
    left.push(if operation == "webhooks_delete" { "webhook.deleted" } else { "webhook.updated" });
    left
}

/// Saves again what was saved before, or changes that were made to it.
async fn again(operation: &str, editor: &Client, path: &str) {
    let call = if operation.ends_with("_merge") {
        let body = json!({ "base_revision": 1, "changes": { "title": "Autre titre" } });
        editor.post(&format!("{path}/merge"), body)
    } else {
        editor.post(&format!("{path}/revisions/1/restore"), json!({})).if_match("*")
    };
    call.expect(200).await;
}

fn is_of_the_desk(operation: &str) -> bool {
    ["_lock", "_unlock", "_assign", "_unassign"].iter().any(|verb| operation.ends_with(verb))
}

/// Leads a draft as far as the operation, and says what that leaves.
async fn turn(operation: &str, editor: &Client, admin: &Client, path: &str) -> Vec<&'static str> {
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

/// A page lives as an article does, under another name.
async fn pages(operation: &str, editor: &Client, admin: &Client, title: &str) -> Vec<&'static str> {
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

fn collection(operation: &str) -> (&'static str, [&'static str; 3]) {
    match operation.split('_').next() {
        Some("authors") => ("/authors", ["author.created", "author.updated", "author.deleted"]),
        Some("series") => ("/series", ["series.created", "series.updated", "series.deleted"]),
        Some("tags") => ("/tags", ["tag.created", "tag.updated", "tag.deleted"]),
        _ => ("/categories", ["category.created", "category.updated", "category.deleted"]),
    }
}

#[actix_web::test]
async fn every_mutation_leaves_its_rows() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    for operation in operations(&app).into_iter().filter(|operation| operation.mutates) {
        let before = log(&app.state).await.len();
        let audited = audit::entries(&app.state).await.len();
        let expected = perform(&operation.id, &editor, &admin).await;
        let left: Vec<String> = log(&app.state).await.into_iter().skip(before).map(|row| row.2).collect();
        assert_eq!(left, expected, "{}", operation.id);
        // And the audit log says who did it, by the name of the operation.
        let entries = audit::entries(&app.state).await;
        let done =
            entries[audited..].iter().any(|entry| entry.action == operation.id && entry.outcome == "done");
        assert!(done, "{} leaves no entry in the audit log", operation.id);
        assert!(entries[audited..].iter().all(|entry| entry.actor.is_some() && entry.target_id.is_some()));
    }
    assert_dense(&log(&app.state).await);
    audit::expect_whole(&app.state).await;
}

#[actix_web::test]
async fn what_is_refused_leaves_nothing() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    fixtures::author(&editor, "Awa Diop").await;
    let before = log(&app.state).await;
    editor.post("/authors", json!({ "name": "Autre", "slug": "awa-diop" })).refused(409, "slug-taken").await;
    editor
        .post("/articles", json!({ "title": "x", "authors": [{ "id": uuid::Uuid::nil() }] }))
        .expect(422)
        .await;
    editor.patch("/authors/binta", json!({})).if_match("*").refused(412, "stale").await;
    assert_eq!(log(&app.state).await, before);
    assert_eq!(audit::entries(&app.state).await.len(), 1, "nor an entry in the audit log but the author's");
}

#[actix_web::test]
async fn parallel_writers_number_without_a_gap() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for _ in 0..4 {
        let calls = (0..16).map(|_| editor.post("/authors", json!({ "name": "Même nom" })).send());
        for reply in futures_util::future::join_all(calls).await {
            assert_eq!(reply.status, 201, "{reply}");
        }
    }
    assert_dense(&log(&app.state).await);
    assert_eq!(audit::expect_whole(&app.state).await, 64, "and they made one chain");
    if let Some(commits) = app.state.db.commits() {
        assert!(commits <= 4 + 64 * 3 / 10, "64 creates took {commits} commits");
    }
}
