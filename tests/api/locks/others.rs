//! What is held off while somebody is at it, and how an editor goes ahead.

use serde_json::{Value, json};

use super::{desk, draft, lock, shown, unlock};
use crate::support::client::Call;
use crate::support::{Client, TestApp, fixtures};

/// Everything that changes a working copy, from the state it needs.
const CHANGES: [(&str, &[&str]); 13] = [
    ("PUT", &[]),
    ("PATCH", &[]),
    ("DELETE", &[]),
    ("submit", &[]),
    ("return", &["submit"]),
    ("publish", &[]),
    ("schedule", &[]),
    ("unschedule", &["schedule"]),
    ("unpublish", &["publish"]),
    ("retract", &["publish"]),
    ("reinstate", &["publish", "retract"]),
    ("retract", &["publish", "retract"]),
    ("publish", &["publish"]),
];

fn body(verb: &str) -> Value {
    match verb {
        "PUT" | "PATCH" => json!({ "title": "Autre" }),
        "return" => json!({ "note": "Il manque la réponse." }),
        "retract" => json!({ "notice": "Retiré." }),
        "schedule" => json!({ "publish_at": "2100-01-01T00:00:00Z" }),
        _ => json!({}),
    }
}

fn change(client: &Client, path: &str, verb: &str, query: &str) -> Call {
    let at = format!("{path}{query}");
    match verb {
        "PUT" => client.put(&at, body(verb)),
        "PATCH" => client.patch(&at, body(verb)),
        "DELETE" => client.delete(&at),
        _ => client.post(&format!("{path}/{verb}{query}"), body(verb)),
    }
}

#[actix_web::test]
async fn every_change_is_held_off_and_every_one_can_go_ahead() {
    let app = TestApp::new().await;
    let (holder, other) = (app.admin().await, app.admin().await);
    for collection in ["articles", "pages"] {
        for (verb, before) in CHANGES {
            let what = format!("{collection} {verb} after {before:?}");
            let made =
                holder.post(&format!("/{collection}"), json!({ "title": "La crue" })).expect(201).await;
            let path = format!("/{collection}/{}", made.id());
            for step in before {
                change(&holder, &path, step, "").if_match("*").expect(200).await;
            }
            let held = lock(&holder, &path).expect(200).await.data();
            let seen = shown(&other, &path).await;
            let refused = change(&other, &path, verb, "").if_match("*").send().await;
            refused.expect_problem(409, "locked", &what);
            assert_eq!(refused.json()["lock"], held, "{what}");
            assert_eq!(shown(&other, &path).await.body, seen.body, "{what}: nothing changed");
            // Whoever names an old version is told that first, and whoever names none is told that.
            change(&other, &path, verb, "")
                .if_match("\"99.x\"")
                .send()
                .await
                .expect_problem(412, "stale", &what);
            let unnamed = change(&other, &path, verb, "").send().await;
            unnamed.expect_problem(428, "precondition-required", &what);
            let off = change(&other, &path, verb, "?override_lock=false").if_match("*").send().await;
            off.expect_problem(409, "locked", &what);
            let ahead =
                change(&other, &path, verb, "?override_lock=true").if_match(&seen.etag()).send().await;
            assert!(ahead.status < 300, "{what}: {ahead}");
            if verb != "DELETE" {
                assert_eq!(shown(&other, &path).await.data()["lock"], held, "{what}: the lock stays");
                // The holder is held off by nobody.
                let free = change(&holder, &path, "PATCH", "").if_match("*").send().await;
                assert_eq!(free.status, 200, "{what}: {free}");
            }
        }
    }
}

#[actix_web::test]
async fn only_editors_go_ahead() {
    let app = TestApp::new().await;
    let (editor, author) = (app.editor().await, app.author().await);
    for held in [false, true] {
        let path = draft(&author).await;
        if held {
            lock(&editor, &path).expect(200).await;
            author.patch(&path, json!({ "kicker": "Crue" })).if_match("*").refused(409, "locked").await;
            let shown = shown(&author, &path).await.data();
            assert_eq!(shown["allowed_transitions"], json!([]));
            let refused = shown["refused_transitions"].as_array().unwrap();
            let submit = refused.iter().find(|refused| refused["verb"] == "submit").unwrap();
            assert_eq!(submit["code"], "locked");
        }
        for verb in ["PUT", "PATCH", "DELETE", "submit", "publish"] {
            // Before any version is looked at.
            let refused =
                change(&author, &path, verb, "?override_lock=true").if_match("\"99.x\"").send().await;
            refused.expect_problem(403, "forbidden", verb);
            assert_eq!(refused.json()["permission"], "articles:edit");
        }
    }
    let path = draft(&author).await;
    for wrong in ["?override_lock=maybe", "?override_lock", "?override_lock=true&override_lock=true"] {
        change(&editor, &path, "PATCH", wrong).if_match("*").refused(400, "bad-parameter").await;
    }
    // Where nobody is to know of it, they do not learn of it so.
    let contributor = app.contributor().await;
    let hidden = change(&contributor, &path, "PATCH", "?override_lock=true").if_match("\"1.x\"").send().await;
    hidden.expect_problem(404, "not-found", "hidden");
}

#[actix_web::test]
async fn the_trash_keeps_no_lock() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    lock(&one, &path).expect(200).await;
    one.delete(&path).if_match("*").expect(204).await;
    two.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(shown(&two, &path).await.data()["lock"], Value::Null);
    // What is done by the clock asks nobody.
    let at = "2026-03-07T10:00:00Z";
    two.post(&format!("{path}/schedule"), json!({ "publish_at": at })).if_match("*").expect(200).await;
    app.advance(29 * 60);
    lock(&one, &path).expect(200).await;
    app.advance(60);
    app.anonymous().get(&path).expect(200).await;
    unlock(&one, &path).expect(204).await;
}

#[actix_web::test]
async fn what_is_not_the_working_copys_own_goes_on() {
    let (app, one, two) = desk().await;
    let path = draft(&one).await;
    lock(&one, &path).expect(200).await;
    let id = path.rsplit('/').next().unwrap();
    two.post("/notes", json!({ "article_id": id, "text": "Un mot." })).expect(201).await;
    two.put(&format!("{path}/assignment"), json!({ "due_at": "2026-04-01T00:00:00Z" })).expect(200).await;
    two.post(&format!("{path}/preview-links"), json!({})).expect(201).await;
    // Nor is another article.
    let other = fixtures::article(&two, "Le port", json!({})).await.id();
    two.patch(&format!("/articles/{other}"), json!({ "kicker": "Port" })).if_match("*").expect(200).await;
    assert_eq!(shown(&app.author().await, &path).await.data()["lock"]["owner"]["id"], json!(one.user_id()));
}
