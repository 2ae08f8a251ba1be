//! `GET /articles/{id}/revisions` and the same of pages.

use diesel::prelude::*;
use griot::articles::Kind;
use griot::auth::{Principal, Role, SessionId, UserId};
use griot::db::page::{PageRequest, Seek};
use griot::history;
use griot::text::slug::IdOrSlug;
use serde_json::{Value, json};

use super::saved;
use crate::support::compare::walk_by;
use crate::support::plan::{listen, plan};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn every_save_is_told_with_who_when_and_why() {
    let app = TestApp::new().await;
    let (author, editor) = (app.author().await, app.editor().await);
    let id = fixtures::article(&author, "La crue", json!({ "message": "Premier jet" })).await.id();
    app.advance(60);
    let patch = json!({ "title": "La crue monte", "message": null });
    editor.patch(&format!("/articles/{id}"), patch).if_match("*").expect(200).await;
    let reply = author.get(&format!("/articles/{id}/revisions?count=true")).expect(200).await;
    let at = |index: usize| reply.data()[index]["saved_at"].as_str().unwrap()[..19].to_owned();
    assert_eq!((at(0).as_str(), at(1).as_str()), ("2026-03-07T09:31:00", "2026-03-07T09:30:00"));
    assert_eq!(reply.header("cache-control"), Some("private, no-store"));
    assert_eq!(
        reply.data(),
        json!([
            {
                "number": 2, "title": "La crue monte", "saved_at": reply.data()[0]["saved_at"],
                "saved_by": { "id": editor.user_id(), "name": "La editor" }, "message": null, "word_count": 5,
                "first_public_at": null, "public_until": null, "live": false,
            },
            {
                "number": 1, "title": "La crue", "saved_at": reply.data()[1]["saved_at"],
                "saved_by": { "id": author.user_id(), "name": "La author" }, "message": "Premier jet", "word_count": 5,
                "first_public_at": null, "public_until": null, "live": false,
            },
        ])
    );
    assert_eq!(reply.json()["meta"]["total"], 2);
}

#[actix_web::test]
async fn when_each_was_public_is_told() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["Un", "Deux", "Trois", "Quatre"]).await;
    let path = format!("/articles/{id}");
    let publish = async |revision: i32| {
        app.advance(60);
        let body = json!({ "revision": revision });
        editor.post(&format!("{path}/publish"), body).if_match("*").expect(200).await;
        app.state.clock.now().to_string()
    };
    let told = async || -> Vec<(Value, Value, Value)> {
        let list = editor.get(&format!("{path}/revisions")).expect(200).await.data();
        let one =
            |one: &Value| (one["first_public_at"].clone(), one["public_until"].clone(), one["live"].clone());
        list.as_array().unwrap().iter().rev().map(one).collect()
    };
    let nothing = (Value::Null, Value::Null, json!(false));
    let (first, second, third) = (publish(1).await, publish(2).await, publish(1).await);
    let same = |told: &Value, at: &str| assert_eq!(told.as_str().unwrap()[..19], at[..19]);
    let now = told().await;
    same(&now[0].0, &first);
    assert_eq!((&now[0].1, &now[0].2), (&Value::Null, &json!(true)));
    same(&now[1].0, &second);
    same(&now[1].1, &third);
    assert_eq!(now[1].2, json!(false));
    assert_eq!(now[2..], [nothing.clone(), nothing.clone()]);
    // What is planned was not public yet, and ends what is.
    app.advance(60);
    let plan = json!({ "revision": 3, "publish_at": "2026-03-07T10:30:00Z" });
    editor.post(&format!("{path}/schedule"), plan).if_match("*").expect(200).await;
    let now = told().await;
    assert_eq!((&now[0].1, &now[0].2), (&json!("2026-03-07T10:30:00Z"), &json!(true)));
    assert_eq!(now[2], nothing);
    app.advance(7_200);
    let now = told().await;
    assert_eq!(
        (&now[0].2, &now[2].0, &now[2].2),
        (&json!(false), &json!("2026-03-07T10:30:00Z"), &json!(true))
    );
    // Withdrawn: readers see none.
    app.advance(60);
    editor.post(&format!("{path}/retract"), json!({ "notice": "Faux." })).if_match("*").expect(200).await;
    assert!(told().await.iter().all(|(_, _, live)| *live == json!(false)));
}

#[actix_web::test]
async fn it_is_walked_by_cursors_of_its_own() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let titles: Vec<String> = (1..=11).map(|number| format!("Crue {number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let (id, other) = (saved(&editor, &titles).await, saved(&editor, &["Un", "Deux", "Trois"]).await);
    let path = format!("/articles/{id}/revisions");
    let numbers = walk_by(&editor, &path, 4, "number").await;
    assert_eq!(numbers, (1..=11).rev().map(|number| json!(number)).collect::<Vec<_>>());
    let page = editor.get(&format!("{path}?limit=2")).expect(200).await;
    let cursor = page.json()["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let stolen = format!("/articles/{other}/revisions?limit=2&cursor={cursor}");
    editor.get(&stolen).refused(400, "invalid-cursor").await;
    let numbered = editor.get(&format!("{path}?limit=4&page=3&count=true")).expect(200).await;
    assert_eq!(numbered.pluck("number"), [3, 2, 1].map(|number| json!(number)));
    assert_eq!(numbered.json()["meta"]["pages"], 3);
    for (query, status) in [("?limit=0", 400), ("?status=draft", 400), ("?page=1&cursor=x", 422)] {
        editor.get(&format!("{path}{query}")).expect(status).await;
    }
}

#[actix_web::test]
async fn the_past_is_for_whoever_may_read_the_working_copy() {
    let app = TestApp::new().await;
    let (contributor, other) = (app.contributor().await, app.contributor().await);
    let (author, editor) = (app.author().await, app.editor().await);
    let own = fixtures::article(&contributor, "Mon brouillon", json!({})).await.id();
    let page = editor.post("/pages", json!({ "title": "Mentions légales" })).expect(201).await.id();
    for end in ["", "/1", "/1/diff"] {
        let path = format!("/articles/{own}/revisions{end}");
        for (client, status) in [(&contributor, 200), (&author, 200), (&editor, 200), (&other, 404)] {
            client.get(&path).expect(status).await;
        }
        app.anonymous().get(&path).refused(401, "unauthenticated").await;
        let path = format!("/pages/{page}/revisions{end}");
        author.get(&path).refused(403, "forbidden").await;
        editor.get(&path).expect(200).await;
        // Each kind has its own.
        editor.get(&format!("/articles/{page}/revisions{end}")).refused(404, "not-found").await;
        editor.get(&format!("/pages/{own}/revisions{end}")).refused(404, "not-found").await;
    }
    // Somebody else's answers as one that never was.
    let said = async |id: uuid::Uuid| {
        let mut problem = other.get(&format!("/articles/{id}/revisions")).expect(404).await.json();
        problem["instance"] = Value::Null;
        problem
    };
    assert_eq!(said(own).await, said(app.state.ids.next()).await);
    // What lies in the trash is not read.
    editor.delete(&format!("/articles/{own}")).if_match("*").expect(204).await;
    editor.get(&format!("/articles/{own}/revisions")).expect(404).await;
}

#[actix_web::test]
async fn a_list_costs_the_same_however_long_it_is() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (short, long) = (saved(&editor, &["Un"]).await, saved(&editor, &["Un"; 20]).await);
    let cost = async |id: uuid::Uuid| {
        let list = editor.get(&format!("/articles/{id}/revisions?limit=100&count=true")).expect(200).await;
        list.statements()
    };
    assert_eq!(cost(short).await, cost(long).await);
    assert!(cost(long).await <= 4, "{}", cost(long).await);
    // So does a save.
    let save = async |id: uuid::Uuid| {
        let call = editor.patch(&format!("/articles/{id}"), json!({ "kicker": "Eau" })).if_match("*");
        call.expect(200).await.statements()
    };
    assert_eq!(save(short).await, save(long).await);
}

#[actix_web::test]
async fn an_index_answers() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = saved(&editor, &["Un", "Deux"]).await;
    let by = editor.user_id();
    let now = app.state.clock.now();
    let steps = app.state.db.read(move |conn| {
        let run = listen(conn);
        let by =
            Principal { user: UserId(by), session: SessionId(id), name: String::new(), role: Role::Editor };
        let (name, page) = (IdOrSlug::Id(id), PageRequest { limit: 20, seek: Seek::Start });
        history::list(conn, Kind::Article, &by, &name, &page, true, now)?;
        history::find(conn, Kind::Article, &by, &name, 2, now)?;
        history::two(conn, Kind::Article, &by, &name, 2, None)?;
        history::two(conn, Kind::Article, &by, &name, 2, Some(1))?;
        let statements = std::mem::take(&mut *run.lock().unwrap());
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        Ok(statements.iter().map(|one| (one.clone(), plan(conn, one))).collect::<Vec<_>>())
    });
    for (statement, steps) in steps.await.unwrap() {
        let bad = |step: &String| {
            ["SCAN revisions", "SCAN publications", "Seq Scan", "TEMP B-TREE"]
                .iter()
                .any(|bad| step.contains(bad))
        };
        assert!(!steps.iter().any(bad), "{statement}: {steps:#?}");
    }
}
