//! Taking old revisions away.

use diesel::prelude::*;
use griot::db::schema::renderings;
use griot::history::{self, Keep, Pruned};
use serde_json::{Value, json};
use uuid::Uuid;

use super::saved;
use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

async fn numbers(client: &Client, id: Uuid) -> Vec<i64> {
    let list = client.get(&format!("/articles/{id}/revisions?limit=100")).expect(200).await.pluck("number");
    list.iter().rev().map(|number| number.as_i64().unwrap()).collect()
}

async fn prune(app: &TestApp, newest: u16, since: Option<&str>) -> Pruned {
    let keep = Keep { newest, since: since.map(|at| at.parse().unwrap()) };
    let found = history::prunable(&app.state.db, keep).await.unwrap();
    let mut told = Pruned::default();
    let done = history::prune(&app.state.db, keep, |done| told = done).await.unwrap();
    assert_eq!((found, told), (done, done), "what is told before is what is done");
    done
}

#[actix_web::test]
async fn what_readers_see_saw_or_are_to_see_stays() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["1", "2", "3", "4", "5", "6", "7", "8"]).await;
    let few = saved(&editor, &["1", "2"]).await;
    let trashed = saved(&editor, &["1", "2", "3", "4"]).await;
    editor.delete(&format!("/articles/{trashed}")).if_match("*").expect(204).await;
    let path = format!("/articles/{id}");
    for (verb, body) in [
        ("publish", json!({ "revision": 2 })),
        ("publish", json!({ "revision": 4 })),
        ("schedule", json!({ "revision": 5, "publish_at": "2100-01-01T00:00:00Z" })),
    ] {
        app.advance(60);
        editor.post(&format!("{path}/{verb}"), body).if_match("*").expect(200).await;
    }
    let page = editor.post("/pages", json!({ "title": "1" })).expect(201).await.id();
    for title in ["2", "3"] {
        editor.patch(&format!("/pages/{page}"), json!({ "title": title })).if_match("*").expect(200).await;
    }
    assert_eq!(prune(&app, 2, None).await, Pruned { revisions: 3 + 2 + 1, articles: 3 });
    assert_eq!((numbers(&editor, id).await, numbers(&editor, few).await), (vec![2, 4, 5, 7, 8], vec![1, 2]));
    assert_eq!(prune(&app, 2, None).await, Pruned::default());
    assert_eq!(prune(&app, 1, None).await, Pruned { revisions: 4, articles: 4 });
    assert_eq!(numbers(&editor, id).await, [2, 4, 5, 8]);
    // Renderings went along, and no others.
    let left =
        app.state.db.read(|conn| Ok(renderings::table.count().get_result::<i64>(conn)?)).await.unwrap();
    assert_eq!(left, 4 + 1 + 1);
    assert_eq!(app.anonymous().get(&path).expect(200).await.data()["title"], "4");
    editor.post(&format!("/articles/{trashed}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(numbers(&editor, trashed).await, [4]);
}

#[actix_web::test]
async fn what_is_young_stays() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["1", "2", "3"]).await;
    app.advance(3_600);
    for title in ["4", "5"] {
        editor.patch(&format!("/articles/{id}"), json!({ "title": title })).if_match("*").expect(200).await;
    }
    assert_eq!(prune(&app, 1, Some("2026-03-07T09:00:00Z")).await, Pruned::default());
    assert_eq!(prune(&app, 1, Some("2026-03-07T10:00:00Z")).await, Pruned { revisions: 3, articles: 1 });
    assert_eq!(numbers(&editor, id).await, [4, 5]);
}

#[actix_web::test]
async fn what_went_is_not_there_any_more() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["1", "2", "3", "4"]).await;
    let path = format!("/articles/{id}");
    editor.post(&format!("{path}/publish"), json!({ "revision": 2 })).if_match("*").expect(200).await;
    prune(&app, 1, None).await;
    for rest in ["revisions/1", "revisions/3", "revisions/3/diff"] {
        editor.get(&format!("{path}/{rest}")).refused(404, "not-found").await;
    }
    let tag = editor.get(&format!("{path}?edition=draft")).expect(200).await.etag();
    for tag in ["*", &tag] {
        editor
            .post(&format!("{path}/revisions/3/restore"), json!({}))
            .if_match(tag)
            .refused(404, "not-found")
            .await;
    }
    // The one before is the one that is left before.
    let diff = editor.get(&format!("{path}/revisions/4/diff")).expect(200).await.data();
    assert_eq!(diff["against"], 2);
    assert_eq!(
        editor.get(&format!("{path}/revisions/2/diff")).expect(200).await.data()["against"],
        Value::Null
    );
    let merge = json!({ "base_revision": 3, "changes": {} });
    let refused = editor.post(&format!("{path}/merge"), merge).refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/base_revision", "unknown-reference")]));
    let publish = json!({ "revision": 3 });
    let refused = editor
        .post(&format!("{path}/publish"), publish)
        .if_match("*")
        .refused(422, "validation-failed")
        .await;
    assert_eq!(refused.faults(), at(&[("/revision", "unknown-reference")]));
    // Numbers go on.
    editor.patch(&path, json!({ "title": "5" })).if_match("*").expect(200).await;
    assert_eq!(numbers(&editor, id).await, [2, 4, 5]);
}

#[actix_web::test]
async fn many_go_in_small_transactions() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let titles: Vec<String> = (1..=70).map(|number| number.to_string()).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let id = saved(&editor, &titles).await;
    let before = app.state.db.commits();
    assert_eq!(prune(&app, 3, None).await, Pruned { revisions: 67, articles: 1 });
    if let (Some(before), Some(after)) = (before, app.state.db.commits()) {
        assert!(after - before >= 3, "{} commits", after - before);
    }
    assert_eq!(numbers(&editor, id).await, [68, 69, 70]);
}

/// Whoever publishes what is about to go either does, and it stays, or is told that it is gone.
#[actix_web::test]
async fn publishing_and_pruning_at_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for _ in 0..8 {
        let id = saved(&editor, &["1", "2", "3"]).await;
        let publish =
            editor.post(&format!("/articles/{id}/publish"), json!({ "revision": 1 })).if_match("*").send();
        let keep = Keep { newest: 1, since: None };
        let (published, pruned) =
            futures_util::future::join(publish, history::prune(&app.state.db, keep, |_| {})).await;
        pruned.unwrap();
        match published.status {
            200 => assert_eq!(numbers(&editor, id).await, [1, 3]),
            422 => assert_eq!(numbers(&editor, id).await, [3]),
            _ => panic!("{published}"),
        }
        let _ = fixtures::publish(&editor, id).await;
    }
}
