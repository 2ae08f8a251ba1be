//! `meta.seq`: lists say how far the log goes, in the same snapshot.

use serde_json::json;

use crate::support::{TestApp, fixtures};

const LISTS: [&str; 9] = [
    "/articles",
    "/articles?profile=lite",
    "/articles?fields=title",
    "/pages",
    "/authors",
    "/categories",
    "/categories?tree=true",
    "/tags",
    "/series",
];

#[actix_web::test]
async fn lists_say_how_far_the_log_goes() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    // Readers hear nothing of accounts.
    let before = editor.get("/trash").expect(200).await.json()["meta"]["seq"].as_i64().unwrap();
    for seq in 0..3 {
        for list in LISTS {
            let meta = reader.get(list).expect(200).await.json()["meta"].clone();
            assert_eq!(meta["seq"], seq, "{list}");
        }
        assert_eq!(reader.get("/changes").expect(200).await.json()["meta"]["seq"], seq);
        // Two entries of the log, one of which readers hear of.
        for list in ["/articles?edition=draft", "/pages?edition=draft", "/trash"] {
            assert_eq!(editor.get(list).expect(200).await.json()["meta"]["seq"], before + 2 * seq, "{list}");
        }
        fixtures::published(&editor, "La crue", json!({})).await;
    }
    // Whatever is left out of the list.
    let none = reader.get("/articles?type=audio&count=true").expect(200).await;
    assert_eq!((&none.data(), &none.json()["meta"]["seq"]), (&json!([]), &json!(3)));
    // The past does not go on.
    let past = reader.get("/articles?as_of=2026-03-07T09:30:00Z").expect(200).await;
    assert!(past.json()["meta"].get("seq").is_none());
    assert!(reader.get("/menus").expect(200).await.json()["meta"].get("seq").is_none());
}

#[actix_web::test]
async fn a_list_stays_known_while_others_change() {
    let app = TestApp::new().await;
    let (reader, editor) = (app.anonymous(), app.editor().await);
    fixtures::published(&editor, "La crue", json!({})).await;
    for list in ["/articles", "/articles?pretty", "/categories?tree=true", "/series"] {
        let before = reader.get(list).expect(200).await;
        assert!(before.etag().starts_with("W/\"p."), "{}", before.etag());
        fixtures::author(&editor, "Awa").await;
        let again = reader.get(list).header("If-None-Match", &before.etag()).expect(304).await;
        assert_eq!(again.etag(), before.etag());
        let after = reader.get(list).expect(200).await;
        assert_eq!((after.etag(), after.data()), (before.etag(), before.data()));
        assert_ne!(after.json()["meta"]["seq"], before.json()["meta"]["seq"]);
    }
    let known = reader.get("/articles").expect(200).await.etag();
    fixtures::published(&editor, "Le fleuve", json!({})).await;
    reader.get("/articles").header("If-None-Match", &known).expect(200).await;
}

/// Who reads the clock, and then waits for a write to end, finds all that the number counts.
#[actix_web::test]
async fn a_list_holds_all_that_its_number_counts() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    // Another node's clock is a minute ahead of this one's.
    let now = app.clock.now();
    let ahead = griot::clock::Clock::mock(now.plus(chrono::TimeDelta::seconds(60)));
    let ids = griot::ids::Ids::seeded(ahead.clone());
    let other = griot::db::Db::open(&app.state.config.database, ahead, ids).unwrap();
    let user = griot::auth::UserId(editor.user_id());
    other
        .write(move |tx| {
            use griot::articles::{self, ArticleId, Kind};
            let now = tx.now();
            let working = articles::find(tx, Kind::Article, ArticleId(id), now)?;
            griot::workflow::publish(tx, user, &working, &griot::workflow::Publish::default())
        })
        .await
        .unwrap();
    assert!(app.clock.now() < now.plus(chrono::TimeDelta::seconds(30)), "nobody told this node's clock");
    let list = app.anonymous().get("/articles").expect(200).await;
    assert_eq!(list.json()["meta"]["seq"], 1);
    assert_eq!(list.pluck("id"), [json!(id)]);
    let changes = app.anonymous().get("/changes?include=data").expect(200).await;
    assert_eq!(changes.data()[0]["data"]["id"], json!(id));
}
