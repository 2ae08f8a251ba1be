//! `dry_run=true`: the answer of every write, and nothing of its effect.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;

use crate::guards::authz::operations;
use crate::guards::events::log;
use crate::support::database::on_postgres;
use crate::support::{TestApp, fixtures};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many rows each table has, and the versions of all things together.
async fn rows(app: &TestApp) -> Vec<(String, i64)> {
    let names = if on_postgres() {
        "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() \
            AND table_type = 'BASE TABLE' ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
    };
    let read = move |conn: &mut griot::db::Conn| {
        let tables: Vec<Name> = diesel::sql_query(names).load(conn)?;
        let mut found = Vec::new();
        for Name { name } in tables {
            let count: Count =
                diesel::sql_query(format!("SELECT count(*) AS count FROM \"{name}\"")).get_result(conn)?;
            found.push((name, count.count));
        }
        let versions = "SELECT CAST((SELECT sum(version) FROM articles) + (SELECT sum(version) FROM site) AS bigint) AS count";
        let versions: Count = diesel::sql_query(versions).get_result(conn)?;
        found.push(("versions".to_owned(), versions.count));
        Ok(found)
    };
    app.state.db.read(read).await.unwrap()
}

/// Every operation of the spec that writes, with its example: whatever it answers, nothing has changed.
#[actix_web::test]
async fn no_write_leaves_anything() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    fixtures::published(&admin, "La crue", json!({})).await;
    let (before, events) = (rows(&app).await, log(&app.state).await);
    let mut rehearsed = 0;
    for operation in operations(&app).iter().filter(|operation| operation.mutates) {
        let path = format!("{}?dry_run=true", operation.path);
        let mut call = admin.request(operation.method.clone(), &path).if_match("*");
        if let Some(example) = &operation.example {
            call = call.json(example.clone());
        }
        let reply = call.send().await;
        // What is there to call somebody else cannot be rehearsed, and says so.
        if operation.id == "webhooks_ping" {
            reply.expect_problem(400, "bad-parameter", "a ping");
            assert_eq!(rows(&app).await, before);
            continue;
        }
        assert!(
            !reply.faults().contains(&("dry_run".into(), "unknown-parameter".into())),
            "{}: {reply}",
            operation.id
        );
        rehearsed += usize::from(reply.status < 300);
        assert_eq!(rows(&app).await, before, "{}", operation.id);
    }
    assert!(rehearsed >= 8, "{rehearsed} would have been done");
    assert_eq!(log(&app.state).await, events);
}

#[actix_web::test]
async fn what_would_come_of_it() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let made = editor.post("/articles?dry_run=true", json!({ "title": "La crue" })).expect(201).await;
    assert_eq!(made.data()["slug"], "la-crue");
    editor.get(&format!("/articles/{}?edition=draft", made.id())).expect(404).await;
    let draft = fixtures::article(&editor, "La crue", json!({})).await;
    assert_eq!(draft.data()["slug"], "la-crue", "the address is still free");
    let path = format!("/articles/{}", draft.id());
    let published = editor.post(&format!("{path}/publish?dry_run=true"), json!({})).if_match(&draft.etag());
    let published = published.expect(200).await;
    assert_eq!((&published.data()["status"], &published.data()["version"]), (&json!("published"), &json!(2)));
    reader.get(&path).expect(404).await;
    let saved = editor
        .patch(&format!("{path}?dry_run=true"), json!({ "kicker": "Crue" }))
        .if_match("*")
        .expect(200)
        .await;
    assert_eq!(saved.data()["kicker"], "Crue");
    editor.delete(&format!("{path}?dry_run=true")).if_match("*").expect(204).await;
    let still = editor.get(&format!("{path}?edition=draft")).expect(200).await;
    assert_eq!((&still.data()["kicker"], still.etag()), (&json!(null), draft.etag()));
    // All that is wrong is told as it would be.
    editor
        .post(&format!("{path}/unpublish?dry_run=true"), json!({}))
        .if_match("*")
        .refused(409, "illegal-transition")
        .await;
    editor
        .patch(&format!("{path}?dry_run=true"), json!({ "titre": 1 }))
        .if_match("*")
        .refused(422, "validation-failed")
        .await;
    editor.patch(&format!("{path}?dry_run=true"), json!({})).refused(428, "precondition-required").await;
    reader.post("/articles?dry_run=true", json!({ "title": "X" })).refused(401, "unauthenticated").await;
    let operations = json!([{ "verb": "create", "resource": "tags", "body": { "name": "Crue" } }]);
    editor.post("/batch?dry_run=true", json!({ "operations": operations })).expect(200).await;
    reader.get("/tags/crue").expect(404).await;
    // And without it, it is done.
    editor.post(&format!("{path}/publish?dry_run=false"), json!({})).if_match("*").expect(200).await;
    reader.get(&path).expect(200).await;
}

#[actix_web::test]
async fn only_writes_take_it() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for path in ["/articles?dry_run=true", "/site?dry_run=true"] {
        editor.get(path).refused(400, "bad-parameter").await;
    }
    editor.post("/auth/logout?dry_run=true", json!({})).refused(400, "bad-parameter").await;
    for wrong in ["dry_run", "dry_run=1", "dry_run=true&dry_run=true", "dry_run=oui"] {
        editor
            .post(&format!("/articles?{wrong}"), json!({ "title": "X" }))
            .refused(400, "bad-parameter")
            .await;
    }
    let list = editor.get("/articles?edition=draft&count=true").expect(200).await;
    assert_eq!(list.json()["meta"]["total"], 0);
}
