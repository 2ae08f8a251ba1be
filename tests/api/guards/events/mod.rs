//! Every mutation leaves its row in the content log, numbered without a gap; a refused one leaves
//! none.

mod articles;
mod desk;
mod life;
mod pages;
mod perform;
mod webhooks;

use diesel::prelude::*;
use griot::app::AppState;
use griot::db::schema::events;
use griot::events::EventType;
use serde_json::json;

pub use perform::perform;

use super::authz::operations;
use crate::audit;
use crate::support::{TestApp, fixtures};

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
