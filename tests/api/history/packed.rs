//! How bodies are kept: packed, exact to the byte, and no danger when damaged.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use griot::articles::{ArticleId, rerender_outdated};
use griot::db::schema::{renderings, revisions};
use serde_json::json;
use uuid::Uuid;

use crate::support::database::on_postgres;
use crate::support::{TestApp, fixtures};

async fn stored(app: &TestApp, id: Uuid) -> Vec<u8> {
    let row = revisions::table.find((ArticleId(id), 1)).select(revisions::body_packed.assume_not_null());
    app.state.db.read(move |conn| Ok(row.first(conn)?)).await.unwrap()
}

async fn store(app: &TestApp, id: Uuid, bytes: Vec<u8>) {
    let work = move |tx: &mut griot::db::Tx<'_>| {
        let row = diesel::update(revisions::table.find((ArticleId(id), 1)));
        row.set(revisions::body_packed.eq(&bytes)).execute(&mut **tx)?;
        Ok(())
    };
    app.state.db.write(work).await.unwrap();
}

fn long() -> String {
    "Le marché rouvre à Sor ; les étals attendent encore le poisson. ".repeat(60)
}

#[actix_web::test]
async fn a_long_text_takes_little_room_and_is_read_everywhere() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let body = json!({ "body": { "format": "markdown", "source": long() } });
    let id = fixtures::published(&editor, "Le marché", body).await.id();
    let bytes = stored(&app, id).await;
    assert!(bytes[0] == 1 && bytes.len() * 5 < long().len(), "{}", bytes.len());
    let path = format!("/articles/{id}");
    for path in [path.clone(), format!("{path}?edition=draft"), format!("{path}/revisions/1")] {
        assert_eq!(editor.get(&path).expect(200).await.data()["body"]["source"], long(), "{path}");
    }
    let list = editor.get("/articles?include=body").expect(200).await.data();
    assert_eq!(list[0]["body"]["source"], long());
    // What an older policy made is made again from it.
    let outdate = |tx: &mut griot::db::Tx<'_>| {
        let old = (renderings::policy_version.eq(0), renderings::html.eq(""));
        diesel::update(renderings::table).set(old).execute(&mut **tx)?;
        Ok(())
    };
    app.state.db.write(outdate).await.unwrap();
    assert_eq!(rerender_outdated(&app.state.db).await.unwrap(), 1);
    assert!(editor.get(&path).expect(200).await.data()["body"]["html"].as_str().unwrap().len() > 1_000);
}

#[actix_web::test]
async fn a_damaged_row_is_our_fault_and_no_more() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let body = json!({ "body": { "format": "text", "source": long() } });
    let id = fixtures::published(&editor, "Le marché", body).await.id();
    let good = stored(&app, id).await;
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let path = format!("/articles/{id}");
    for damaged in [flipped, good[..middle].to_vec(), vec![], vec![9, 9], vec![1], vec![0, 0xff]] {
        store(&app, id, damaged).await;
        for path in [
            &path,
            &format!("{path}?edition=draft"),
            &format!("{path}/revisions/1"),
            &format!("{path}/revisions/1/diff"),
        ] {
            editor.get(path).refused(500, "internal-error").await;
        }
        editor.patch(&path, json!({ "kicker": "x" })).if_match("*").refused(500, "internal-error").await;
    }
    // A list without bodies does not need it.
    app.anonymous().get("/articles").expect(200).await;
    store(&app, id, good).await;
    assert_eq!(editor.get(&path).expect(200).await.data()["body"]["source"], long());
}

macro_rules! migration {
    ($engine:literal, $way:literal) => {
        include_str!(concat!(
            "../../../migrations/",
            $engine,
            "/2026-11-29-000101_packed_revisions/",
            $way,
            ".sql"
        ))
    };
}

async fn run(app: &TestApp, sqlite: &'static str, postgres: &'static str) -> griot::error::Result<()> {
    let sql = if on_postgres() { postgres } else { sqlite };
    app.state.db.write(move |tx| Ok(tx.batch_execute(sql)?)).await
}

#[actix_web::test]
async fn what_was_there_before_keeps_every_byte() {
    #[derive(QueryableByName)]
    struct Source {
        #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
        body_source: Option<String>,
    }
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let texts = ["", "Sor", "« Oui »,\r\n\u{a0}dit-il 🛶 \t\r", "\\x00 \\000 ''\"", "\u{feff}é"];
    let mut ids = Vec::new();
    for text in texts {
        let body = json!({ "body": { "format": "text", "source": text } });
        ids.push(fixtures::article(&editor, "La crue", body).await.id());
    }
    let bare = editor.post("/articles", json!({ "title": "Sans texte" })).expect(201).await.id();
    run(&app, migration!("sqlite", "down"), migration!("postgres", "down")).await.unwrap();
    let read = |conn: &mut griot::db::Conn| {
        let rows = diesel::sql_query("SELECT body_source FROM revisions ORDER BY article_id");
        let rows = rows.load::<Source>(conn)?;
        Ok(rows.into_iter().map(|row| row.body_source).collect::<Vec<_>>())
    };
    let mut wanted: Vec<Option<String>> = texts.iter().map(|text| Some((*text).to_owned())).collect();
    wanted.push(None);
    assert_eq!(app.state.db.read(read).await.unwrap(), wanted);
    run(&app, migration!("sqlite", "up"), migration!("postgres", "up")).await.unwrap();
    for (id, text) in ids.iter().zip(texts) {
        assert_eq!(stored(&app, *id).await, [b"\0", text.as_bytes()].concat());
        let draft = editor.get(&format!("/articles/{id}?edition=draft")).expect(200).await.data();
        assert_eq!(draft["body"]["source"], text);
        // Nothing was known of the slug it had.
        let revision = editor.get(&format!("/articles/{id}/revisions/1")).expect(200).await.data();
        assert_eq!(revision["slug"], serde_json::Value::Null);
        let merge = json!({ "base_revision": 1, "changes": { "slug": format!("autre-{id}") } });
        editor.post(&format!("/articles/{id}/merge"), merge).expect(200).await;
    }
    assert_eq!(
        editor.get(&format!("/articles/{bare}?edition=draft")).expect(200).await.data()["body"],
        json!(null)
    );
}

#[actix_web::test]
async fn what_is_compressed_does_not_go_back_in_silence() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let body = json!({ "body": { "format": "text", "source": long() } });
    let id = fixtures::article(&editor, "Le marché", body).await.id();
    assert!(run(&app, migration!("sqlite", "down"), migration!("postgres", "down")).await.is_err());
    let draft = editor.get(&format!("/articles/{id}?edition=draft")).expect(200).await.data();
    assert_eq!(draft["body"]["source"], long());
}
