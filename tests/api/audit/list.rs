//! `GET /audit`

use diesel::prelude::*;
use griot::db::Conn;
use serde_json::{Value, json};

use super::entries;
use crate::support::plan::{listen, plan};
use crate::support::{Client, TestApp, fixtures};

async fn numbers(client: &Client, query: &str) -> Vec<i64> {
    let reply = client.get(&format!("/audit{query}")).expect(200).await;
    reply.pluck("seq").iter().map(|seq| seq.as_i64().unwrap()).collect()
}

/// Seven deeds, some of them refused.
async fn story(app: &TestApp) -> (Client, Client, uuid::Uuid) {
    let (editor, contributor) = (app.editor().await, app.contributor().await);
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    app.advance(60);
    fixtures::publish(&editor, id).await;
    contributor.post(&format!("/articles/{id}/publish"), json!({})).if_match("*").expect(403).await;
    app.advance(60);
    for name in ["Awa", "Binta", "Coumba", "Dado"] {
        fixtures::author(&editor, name).await;
    }
    (editor, contributor, id)
}

#[actix_web::test]
async fn an_entry_as_it_is_shown() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (editor, contributor, id) = story(&app).await;
    let list = admin.get("/audit?count=true").expect(200).await;
    assert!(list.statements() <= 2, "{}", list.statements());
    assert_eq!(list.json()["meta"]["total"], 7);
    let stored = entries(&app.state).await;
    let shown = list.data();
    for (shown, stored) in shown.as_array().unwrap().iter().rev().zip(&stored) {
        assert_eq!((&shown["seq"], &shown["hash"]), (&json!(stored.seq), &json!(stored.hash)));
        assert_eq!(shown["previous_hash"], stored.previous_hash.as_str());
        // So that the hash can be computed from what is shown.
        assert_eq!(shown["detail"].to_string(), stored.detail);
    }
    let published = &shown[5];
    assert_eq!(published["actor"], json!({ "id": editor.user_id(), "name": "La editor" }));
    assert_eq!(published["target"], json!({ "type": "article", "id": id }));
    assert_eq!((&published["action"], &published["outcome"]), (&json!("articles_publish"), &json!("done")));
    let refused = &shown[4];
    assert_eq!(refused["actor"]["id"], json!(contributor.user_id()));
    assert_eq!(refused["target"], json!({ "type": null, "id": id }));
    for below in [editor, app.author().await, contributor] {
        below.get("/audit").refused(403, "forbidden").await;
    }
}

#[actix_web::test]
async fn filters() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (editor, contributor, id) = story(&app).await;
    let of = async |query: String| numbers(&admin, &query).await;
    assert_eq!(of(String::new()).await, [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(of(format!("?actor={}", contributor.user_id())).await, [3]);
    assert_eq!(of(format!("?actor={}&limit=2", editor.user_id())).await, [7, 6]);
    assert_eq!(of(format!("?target={id}")).await, [3, 2, 1]);
    assert_eq!(of(format!("?target={id}&target_type=article")).await, [2, 1]);
    assert_eq!(of("?action=articles_publish,articles_create".into()).await, [3, 2, 1]);
    assert_eq!(of("?action=articles_publish&action=articles_create&outcome=done".into()).await, [2, 1]);
    assert_eq!(of("?outcome=refused".into()).await, [3]);
    assert_eq!(of("?outcome=failed".into()).await, Vec::<i64>::new());
    assert_eq!(of("?action=nothing".into()).await, Vec::<i64>::new());
    assert_eq!(of(format!("?actor={}", uuid::Uuid::nil())).await, Vec::<i64>::new());
    let second: Value = serde_json::from_str(&format!("\"{}\"", entries(&app.state).await[1].at)).unwrap();
    let second = second.as_str().unwrap();
    assert_eq!(of(format!("?before={second}")).await, [1]);
    assert_eq!(of(format!("?after={second}&limit=3")).await, [7, 6, 5]);
    assert_eq!(of(format!("?after={second}&before=2026-03-07T09:31:30Z")).await, [3, 2]);
    for wrong in
        ["actor=moi", "outcome=maybe", "after=hier", "target=la-crue", "page=0", "limit=101", "sort=seq"]
    {
        admin.get(&format!("/audit?{wrong}")).refused(400, "bad-parameter").await;
    }
}

#[actix_web::test]
async fn forward_and_back() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    story(&app).await;
    for query in
        ["", "&action=authors_create,articles_create,articles_publish", "&after=2026-03-07T09:30:00Z"]
    {
        let mut page = admin.get(&format!("/audit?limit=3{query}")).expect(200).await;
        let mut seen = vec![page.pluck("seq")];
        while let Some(cursor) = page.json()["meta"]["next_cursor"].as_str() {
            page = admin.get(&format!("/audit?limit=3{query}&cursor={cursor}")).expect(200).await;
            seen.push(page.pluck("seq"));
        }
        assert_eq!(seen.concat(), [7, 6, 5, 4, 3, 2, 1].map(|seq| json!(seq)), "{query}");
        for earlier in seen.iter().rev().skip(1) {
            let cursor = page.json()["meta"]["prev_cursor"].as_str().unwrap().to_owned();
            page = admin.get(&format!("/audit?limit=3{query}&cursor={cursor}")).expect(200).await;
            assert_eq!(&page.pluck("seq"), earlier);
        }
        let second = admin.get(&format!("/audit?limit=3{query}&page=2")).expect(200).await;
        assert_eq!(second.pluck("seq"), seen[1]);
    }
    // A cursor belongs to its filters.
    let page = admin.get("/audit?limit=3").expect(200).await;
    let cursor = page.json()["meta"]["next_cursor"].as_str().unwrap().to_owned();
    admin.get(&format!("/audit?limit=3&outcome=done&cursor={cursor}")).refused(400, "invalid-cursor").await;
}

/// A log that only grows is never read from end to end, nor sorted.
#[actix_web::test]
async fn an_index_answers() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    story(&app).await;
    let id = uuid::Uuid::nil();
    let queries = [
        String::new(),
        format!("?actor={id}"),
        "?action=auth_login".to_owned(),
        format!("?target={id}"),
        "?outcome=refused".to_owned(),
        "?after=2026-03-07T09:30:00Z&before=2026-03-08T09:30:00Z".to_owned(),
    ];
    for query in queries {
        admin.get(&format!("/audit{query}")).expect(200).await;
    }
    let steps = app.state.db.read(|conn: &mut Conn| {
        use griot::db::schema::audit;
        let run = listen(conn);
        let far = "2026-03-08T09:30:00.000000Z";
        macro_rules! look {
            ($filter:expr) => {
                audit::table
                    .filter($filter)
                    .filter(audit::at.le(far))
                    .order((audit::at.desc(), audit::seq.desc()))
                    .limit(21)
                    .select(audit::seq)
                    .load::<i64>(conn)?
            };
        }
        look!(audit::actor.eq("x"));
        look!(audit::action.eq_any(vec!["x"]));
        look!(audit::target_id.eq("x"));
        look!(audit::outcome.eq("x"));
        look!(audit::at.ge("2026"));
        let statements = std::mem::take(&mut *run.lock().unwrap());
        conn.set_instrumentation(|_: diesel::connection::InstrumentationEvent<'_>| {});
        Ok(statements.iter().map(|statement| (statement.clone(), plan(conn, statement))).collect::<Vec<_>>())
    });
    let steps = steps.await.unwrap();
    assert_eq!(steps.len(), 5);
    for (statement, steps) in steps {
        let whole = |step: &String| {
            step.trim().starts_with("SCAN audit") || step.contains("Seq Scan") || step.contains("TEMP B-TREE")
        };
        assert!(!steps.iter().any(whole), "{statement}: {steps:#?}");
    }
}
