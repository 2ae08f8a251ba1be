//! Every write of the specification.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{is_replay_of, kept};
use crate::audit;
use crate::guards::authz::operations;
use crate::guards::events::{log, perform};
use crate::support::{Repeats, Response, TestApp};

/// Whatever it is: done twice under one key, it is done once and answered twice.
#[actix_web::test]
async fn every_write_is_answered_again_and_done_once() {
    let app = TestApp::new().await;
    let repeats = Repeats::default();
    let (editor, admin) = (app.editor().await.repeating(&repeats), app.admin().await.repeating(&repeats));
    let mut wanted = BTreeSet::new();
    for operation in operations(&app).into_iter().filter(|operation| operation.mutates) {
        let (before, audited) = (log(&app.state).await.len(), audit::entries(&app.state).await.len());
        let sent = repeats.borrow().len();
        let expected = perform(&operation.id, &editor, &admin).await;
        let left: Vec<String> = log(&app.state).await.into_iter().skip(before).map(|row| row.2).collect();
        assert_eq!(left, expected, "{}", operation.id);
        // Nor does the audit log say that anything was done to one thing more often than was asked.
        let times = repeats.borrow()[sent..].iter().filter(|(id, ..)| *id == operation.id).count();
        let entries = audit::entries(&app.state).await.split_off(audited);
        let mut told: BTreeMap<_, usize> = BTreeMap::new();
        for entry in entries.into_iter().filter(|entry| entry.action == operation.id) {
            *told.entry(entry.target_id).or_default() += 1;
        }
        let right = !told.is_empty() && told.values().all(|count| *count <= times);
        assert!(right, "{} was asked {times} times: {told:?}", operation.id);
        wanted.insert(operation.id);
    }
    for (operation, first, again) in repeats.borrow().iter() {
        match secrets(operation) {
            [] => is_replay_of(again, first),
            secrets => is_replay_of(again, &blanked(first, secrets)),
        }
        wanted.remove(operation);
    }
    assert!(wanted.is_empty(), "never sent twice: {wanted:?}");
    for body in kept(&app).await.iter().flatten() {
        let secret = ["grp_", "whsec_", "password"].iter().find(|secret| body.contains(*secret));
        assert_eq!(secret, None, "a secret is kept: {body}");
    }
}

/// The members that are shown once.
fn secrets(operation: &str) -> &'static [&'static str] {
    match operation {
        "articles_preview_links_create" | "pages_preview_links_create" => &["token", "url"],
        "webhooks_create" | "webhooks_rotate_secret" => &["secret"],
        _ => &[],
    }
}

fn blanked(reply: &Response, secrets: &[&str]) -> Response {
    let mut body = reply.json();
    for secret in secrets {
        assert!(body["data"][secret].is_string(), "{reply}");
        body["data"][secret] = Value::Null;
    }
    Response { body: serde_json::to_vec(&body).unwrap(), ..reply.clone() }
}

#[actix_web::test]
async fn the_specification_says_which_take_a_key() {
    let app = TestApp::new().await;
    let document = app.state.spec.document();
    let key = json!({ "$ref": "#/components/parameters/idempotency_key" });
    for operation in operations(&app) {
        let found = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|item| item.as_object().unwrap().values());
        let declared = found.into_iter().find(|one| one["operationId"] == operation.id.as_str()).unwrap();
        let takes = declared["parameters"].as_array().is_some_and(|all| all.contains(&key));
        assert_eq!(takes, operation.mutates, "{}", operation.id);
        for status in ["409", "422"] {
            assert!(!takes || declared["responses"].get(status).is_some(), "{}: {status}", operation.id);
        }
    }
}
