//! What is left of it, in the tables and for readers.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use griot::app::AppState;
use griot::db::Conn;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{once_public, purge, trash};
use crate::guards::{assert_dense, log};
use crate::support::{TestApp, fixtures};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

/// In which tables a text stands in any column, whatever the tables are.
async fn tables_with(state: &AppState, text: String) -> Vec<String> {
    let look = move |conn: &mut Conn| {
        let columns = match conn {
            Conn::Sqlite(conn) => sql_query(
                "SELECT t.name AS table_name, c.name AS column_name FROM sqlite_schema t \
                 JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' \
                 AND t.name NOT LIKE 'search_index%' AND t.name NOT LIKE 'search_titles%'",
            )
            .load::<Column>(conn)?,
            Conn::Postgres(conn) => sql_query(
                "SELECT table_name::text, column_name::text FROM information_schema.columns \
                 WHERE table_schema = 'public'",
            )
            .load::<Column>(conn)?,
        };
        let mut tables = Vec::new();
        for Column { table_name, column_name } in columns {
            let ask = format!(
                "SELECT count(*) AS found FROM \"{table_name}\" WHERE CAST(\"{column_name}\" AS TEXT) LIKE '%{text}%'"
            );
            let found = match conn {
                Conn::Sqlite(conn) => sql_query(ask).get_result::<Found>(conn)?,
                Conn::Postgres(conn) => sql_query(ask).get_result::<Found>(conn)?,
            };
            if found.found > 0 && !tables.contains(&table_name) {
                tables.push(table_name);
            }
        }
        tables.sort();
        Ok(tables)
    };
    state.db.read(look).await.unwrap()
}

async fn rows(state: &AppState, table: &'static str) -> i64 {
    let ask = move |conn: &mut Conn| {
        let ask = format!("SELECT count(*) AS found FROM {table}");
        let found = match conn {
            Conn::Sqlite(conn) => sql_query(ask).get_result::<Found>(conn)?,
            Conn::Postgres(conn) => sql_query(ask).get_result::<Found>(conn)?,
        };
        Ok(found.found)
    };
    state.db.read(ask).await.unwrap()
}

/// With everything an article can have, so that every table that may hold something of it does.
async fn rich(app: &TestApp) -> Uuid {
    let editor = app.editor().await;
    let (author, section) =
        (fixtures::author(&editor, "Awa").await, fixtures::category(&editor, "Fleuve", None).await);
    let (tag, series) = (
        fixtures::tag(&editor, "Eau").await,
        editor.post("/series", json!({ "name": "Escales" })).expect(201).await.id(),
    );
    let more = json!({
        "summary": "zibeline", "authors": [{ "id": author }], "primary_category_id": section, "tag_ids": [tag],
        "series": { "id": series, "position": 1 }, "slug": "la-crue",
    });
    let id = fixtures::article(&editor, "La zibeline", more).await.id();
    let path = format!("/articles/{id}");
    editor.post("/notes", json!({ "article_id": id, "text": "Une zibeline." })).expect(201).await;
    editor.post(&format!("{path}/submit"), json!({ "message": "zibeline" })).if_match("*").expect(200).await;
    editor.patch(&path, json!({ "kicker": "zibeline" })).if_match("*").expect(200).await;
    once_public(&editor, &path).await;
    id
}

#[actix_web::test]
async fn no_row_holds_it_but_the_logs_and_its_tombstone() {
    let app = TestApp::new().await;
    let id = rich(&app).await;
    let before = tables_with(&app.state, id.to_string()).await;
    for table in [
        "articles",
        "revisions",
        "renderings",
        "publications",
        "publication_tags",
        "publication_authors",
        "publication_categories",
        "publication_series",
        "notes",
        "article_tags",
        "article_series",
    ] {
        assert!(before.contains(&table.to_owned()), "{table} would not be missed: {before:?}");
    }
    assert!(rows(&app.state, "search_documents").await > 0);
    purge(&app.admin().await, &format!("/articles/{id}"), "la-crue").expect(204).await;
    assert_eq!(tables_with(&app.state, id.to_string()).await, ["audit", "events", "slugs", "tombstones"]);
    // Nor does anything say what it said: single words stay known, and none is told that nothing visible has.
    assert_eq!(tables_with(&app.state, "zibeline".into()).await, ["search_known"]);
    app.anonymous().get("/search/suggest?q=zibel").expect(200).await;
    let slip = app.anonymous().get("/search?q=zibelime").expect(200).await;
    assert!(!String::from_utf8_lossy(&slip.body).contains("zibeline"), "{slip}");
    for table in ["search_documents", "search_index", "notes", "revisions", "publications", "renderings"] {
        assert_eq!(rows(&app.state, table).await, 0, "{table}");
    }
}

#[actix_web::test]
async fn what_was_never_public_leaves_no_trace_for_readers() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    // Even if it was planned.
    let plan = json!({ "publish_at": "2100-01-01T00:00:00Z" });
    editor.post(&format!("{path}/schedule"), plan).if_match("*").expect(200).await;
    editor.post(&format!("{path}/unschedule"), json!({})).if_match("*").expect(200).await;
    trash(&editor, &path).await;
    purge(&admin, &path, "la-crue").expect(204).await;
    assert_eq!(tables_with(&app.state, id.to_string()).await, ["audit", "events"]);
    let reader = app.anonymous();
    reader.get(&path).refused(404, "not-found").await;
    reader.get("/articles/la-crue").refused(404, "not-found").await;
    let events = log(&app.state).await;
    let (_, public, kind) = events.last().unwrap();
    assert_eq!((kind.as_str(), *public), ("article.purged", None), "and no number readers could count");
    assert_dense(&events);
    // The slug is free.
    let again = fixtures::article(&editor, "La crue", json!({})).await;
    assert_eq!(again.data()["slug"], "la-crue");
}

#[actix_web::test]
async fn what_was_public_is_gone_at_every_address_it_had() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    admin.patch("/site", json!({ "public_url": "https://www.example.org" })).if_match("*").expect(200).await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let id = fixtures::published(&editor, "La crue", json!({ "primary_category_id": section })).await.id();
    let path = format!("/articles/{id}");
    editor.patch(&path, json!({ "slug": "la-grande-crue" })).if_match("*").expect(200).await;
    fixtures::publish(&editor, id).await;
    editor.patch(&path, json!({ "slug": "jamais-vue" })).if_match("*").expect(200).await;
    editor.post(&format!("{path}/unpublish"), json!({})).if_match("*").expect(200).await;
    trash(&editor, &path).await;
    let reader = app.anonymous();
    reader.get("/articles/la-crue").refused(404, "not-found").await;
    reader.get("/resolve?path=/fleuve/la-grande-crue").refused(404, "not-found").await;
    purge(&admin, &path, "jamais-vue").expect(204).await;
    for address in [&*path, "/articles/la-crue", "/articles/la-grande-crue"] {
        let told = reader.get(address).refused(410, "gone").await.json();
        assert!(told.get("notice").is_none());
        for below in ["/related", "/json-ld"] {
            reader.get(&format!("{address}{below}")).refused(410, "gone").await;
        }
        // Staff learn no more of it.
        editor.get(&format!("{address}?edition=draft")).refused(404, "not-found").await;
    }
    reader.get("/resolve?path=/fleuve/la-grande-crue").refused(410, "gone").await;
    reader.get("/resolve?path=/fleuve/jamais-vue").refused(404, "not-found").await;
    reader.get("/articles/jamais-vue").refused(404, "not-found").await;
    let events = log(&app.state).await;
    let (_, public, kind) = events.last().unwrap();
    assert!(kind == "article.purged" && public.is_some(), "those who follow the public log are told");
    assert_dense(&events);
}

/// A retraction is real: nothing ends it but an administrator who says so.
#[actix_web::test]
async fn what_was_withdrawn_keeps_its_notice() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    editor.post(&format!("{path}/retract"), json!({ "notice": "Un faux." })).if_match("*").expect(200).await;
    trash(&editor, &path).await;
    let reader = app.anonymous();
    let said = async |path: &str| {
        let mut told = reader.get(path).refused(410, "retracted").await.json();
        told["instance"] = Value::Null;
        told
    };
    let before = said("/articles/la-crue").await;
    purge(&admin, &path, "la-crue").expect(204).await;
    let resolved = reader.get("/resolve?path=/fleuve/la-crue").refused(410, "retracted").await.json();
    for address in [&*path, "/articles/la-crue"] {
        assert_eq!(said(address).await, before, "word for word");
    }
    assert_eq!(resolved["notice"], "Un faux.");
    assert_eq!(before["notice"], "Un faux.");
}

/// Nobody gets a purged address by accident; who asks for it by name takes it over, as any former one.
#[actix_web::test]
async fn whose_the_address_is_afterwards() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    once_public(&editor, &path).await;
    purge(&admin, &path, "la-crue").expect(204).await;
    let by_title = fixtures::published(&editor, "La crue", json!({})).await;
    assert_eq!(by_title.data()["slug"], "la-crue-2");
    let reader = app.anonymous();
    reader.get("/articles/la-crue").refused(410, "gone").await;
    let by_name = fixtures::article(&editor, "Autre", json!({ "slug": "la-crue" })).await.id();
    reader.get("/articles/la-crue").refused(410, "gone").await;
    fixtures::publish(&editor, by_name).await;
    assert_eq!(reader.get("/articles/la-crue").expect(200).await.id(), by_name);
    reader.get(&path).refused(410, "gone").await;
    let other = format!("/articles/{by_name}");
    editor.post(&format!("{other}/unpublish"), json!({})).if_match("*").expect(200).await;
    // It was theirs last.
    reader.get("/articles/la-crue").refused(404, "not-found").await;
    // Purged as well, both have a tombstone for it.
    trash(&editor, &other).await;
    purge(&admin, &other, "la-crue").expect(204).await;
    reader.get("/articles/la-crue").refused(410, "gone").await;
}

/// A draft that had taken over another's former slug gives it back.
#[actix_web::test]
async fn what_it_had_taken_over_goes_back() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let first = fixtures::published(&editor, "La crue", json!({})).await.id();
    editor.patch(&format!("/articles/{first}"), json!({ "slug": "crue" })).if_match("*").expect(200).await;
    fixtures::publish(&editor, first).await;
    let draft = fixtures::article(&editor, "Autre", json!({ "slug": "la-crue" })).await.id();
    let path = format!("/articles/{draft}");
    trash(&editor, &path).await;
    purge(&admin, &path, "la-crue").expect(204).await;
    let moved = app.anonymous().get("/articles/la-crue").expect(301).await;
    assert_eq!(moved.header("location"), Some("/api/v1/articles/crue"));
    assert_eq!(fixtures::article(&editor, "La crue", json!({})).await.data()["slug"], "la-crue-2");
}

#[actix_web::test]
async fn what_referred_to_it_goes_on() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let related = fixtures::article(&editor, "Autre", json!({ "related_ids": [id] })).await.id();
    let english = json!({ "translation_of": id, "locale": "en" });
    let translation = fixtures::article(&editor, "The flood", english).await.id();
    let wolof = json!({ "translation_of": id, "locale": "wo" });
    let other = fixtures::article(&editor, "Mbënd mi", wolof).await.id();
    trash(&editor, &path).await;
    purge(&admin, &path, "la-crue").expect(204).await;
    let reader = app.anonymous();
    fixtures::publish(&editor, related).await;
    assert_eq!(reader.get("/articles/autre/related").expect(200).await.data(), json!([]));
    for id in [translation, other] {
        editor.patch(&format!("/articles/{id}"), json!({ "kicker": "k" })).if_match("*").expect(200).await;
        fixtures::publish(&editor, id).await;
    }
    let shown = reader.get(&format!("/articles/{translation}")).expect(200).await;
    assert_eq!(shown.data()["translations"][0]["id"], json!(other), "they still say the same");
    // As with one that never was.
    editor.post("/articles", json!({ "title": "T", "translation_of": id, "locale": "pt" })).expect(422).await;
    editor.post("/articles", json!({ "title": "T", "related_ids": [id] })).expect(422).await;
}

/// What the clock did and nobody has written down yet comes before the end in the log.
#[actix_web::test]
async fn the_log_is_in_order() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let plan = json!({ "publish_at": "2026-03-07T12:00:00Z", "unpublish_at": "2026-03-07T13:00:00Z" });
    editor.post(&format!("{path}/schedule"), plan).if_match("*").expect(200).await;
    app.advance(8 * 3_600);
    trash(&editor, &path).await;
    purge(&admin, &path, "la-crue").expect(204).await;
    let kinds: Vec<String> = log(&app.state).await.into_iter().map(|row| row.2).collect();
    let expected = ["article.published", "article.unpublished", "article.trashed", "article.purged"];
    assert_eq!(kinds[kinds.len() - 4..], expected);
    assert_dense(&log(&app.state).await);
    app.anonymous().get("/articles/la-crue").refused(410, "gone").await;
    assert_eq!(griot::workflow::announce(&app.state.db, &app.clock).await.unwrap(), 0);
}

/// An account whose every work was purged can go.
#[actix_web::test]
async fn its_maker_is_free() {
    let app = TestApp::new().await;
    let (author, admin) = (app.author().await, app.admin().await);
    let path = format!("/articles/{}", fixtures::article(&author, "La crue", json!({})).await.id());
    let user = format!("/users/{}", author.user_id());
    admin.delete(&user).if_match("*").refused(409, "in-use").await;
    trash(&author, &path).await;
    purge(&admin, &path, "la-crue").expect(204).await;
    admin.delete(&user).if_match("*").expect(204).await;
}
