//! `/series`, and the order of what is in one.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp, fixtures};

async fn series(client: &Client, name: &str) -> Uuid {
    client.post("/series", json!({ "name": name })).expect(201).await.id()
}

async fn part(client: &Client, title: &str, series: Uuid, position: Option<i32>) -> Uuid {
    let more = json!({ "series": { "id": series, "position": position } });
    fixtures::published(client, title, more).await.id()
}

#[actix_web::test]
async fn made_read_changed_and_removed() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let input = json!({ "name": "Dix escales", "description": "Une par semaine." });
    let made = editor.post("/series", input.clone()).expect(201).await;
    holds(&made.data(), &input);
    holds(&made.data(), &json!({ "slug": "dix-escales", "articles_count": 0 }));
    let path = format!("/series/{}", made.id());
    assert_eq!(made.header("location"), Some(format!("/api/v1{path}").as_str()));
    assert_eq!(app.anonymous().get("/series/dix-escales").expect(200).await.data(), made.data());
    editor.put(&path, json!({ "name": "Escales" })).refused(428, "precondition-required").await;
    let put = editor.put(&path, json!({ "name": "Escales" })).if_match(&made.etag()).expect(200).await;
    holds(&put.data(), &json!({ "name": "Escales", "slug": "dix-escales", "description": null }));
    editor.patch(&path, json!({ "slug": "escales" })).if_match(&made.etag()).refused(412, "stale").await;
    editor.patch(&path, json!({ "slug": "escales" })).if_match(&put.etag()).expect(200).await;
    app.anonymous().get("/series/dix-escales").expect(301).await;
    editor.post("/series", json!({ "name": "Autre", "slug": "escales" })).refused(409, "slug-taken").await;
    app.author().await.post("/series", json!({ "name": "x" })).refused(403, "forbidden").await;
    app.admin()
        .await
        .patch("/site", json!({ "public_url": "https://rive.example" }))
        .if_match("*")
        .expect(200)
        .await;
    let web = "https://rive.example/series/escales";
    assert_eq!(app.anonymous().get(&path).expect(200).await.data()["links"]["web"], web);
    let article = fixtures::article(&editor, "Un", json!({ "series": { "id": made.id() } })).await.id();
    let refused = editor.delete(&path).if_match("*").refused(409, "in-use").await;
    holds(&refused.json(), &json!({ "used_by": { "articles": 1, "published_articles": 0 } }));
    editor.patch(&format!("/articles/{article}"), json!({ "series": null })).if_match("*").expect(200).await;
    editor.delete(&path).if_match("*").expect(204).await;
    app.anonymous().get(&path).refused(404, "not-found").await;
}

#[actix_web::test]
async fn by_position_and_then_by_date() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    let (ten, other) = (series(&editor, "Dix escales").await, series(&editor, "Autre").await);
    for (title, position) in
        [("Suite", None), ("Trois", Some(3)), ("Un", Some(1)), ("Fin", None), ("Deux", Some(2))]
    {
        part(&editor, title, ten, position).await;
        app.advance(60);
    }
    part(&editor, "Ailleurs", other, Some(1)).await;
    fixtures::article(&editor, "Brouillon", json!({ "series": { "id": ten, "position": 4 } })).await;
    let list = anonymous.get("/articles?series=dix-escales&sort=series&count=true").expect(200).await;
    assert_eq!(list.pluck("title"), ["Un", "Deux", "Trois", "Suite", "Fin"]);
    assert_eq!(list.json()["meta"]["total"], 5);
    assert!(list.statements() <= 7, "{}", list.statements());
    let place = json!({ "id": ten, "slug": "dix-escales", "name": "Dix escales", "position": 1 });
    assert_eq!(list.json()["data"][0]["series"], place);
    assert_eq!(list.json()["data"][4]["series"]["position"], Value::Null);
    walk(&anonymous, "/articles?series=dix-escales&sort=series", 2).await;
    let newest = anonymous.get(&format!("/articles?series={ten}")).expect(200).await;
    assert_eq!(newest.pluck("title"), ["Deux", "Fin", "Un", "Trois", "Suite"]);
    let both = anonymous.get(&format!("/articles?series={ten},autre&sort=title")).expect(200).await;
    assert_eq!(both.pluck("title"), ["Ailleurs", "Deux", "Fin", "Suite", "Trois", "Un"]);
    let drafts = editor.get(&format!("/articles?series={ten}&sort=series&edition=draft")).expect(200).await;
    assert_eq!(drafts.pluck("title")[..4], ["Un", "Deux", "Trois", "Brouillon"]);
    assert_eq!(anonymous.get("/series/dix-escales").expect(200).await.data()["articles_count"], 5);
    for query in ["sort=series", "sort=series&series=dix-escales,autre"] {
        anonymous.get(&format!("/articles?{query}")).refused(422, "conflicting-parameters").await;
    }
    let feed = anonymous.get("/feeds/articles.json?series=autre").expect(200).await;
    assert_eq!(feed.json()["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn no_two_have_one_position() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let ten = series(&editor, "Dix escales").await;
    let first = part(&editor, "Un", ten, Some(1)).await;
    let place = json!({ "title": "Deux", "series": { "id": ten, "position": 1 } });
    let refused = editor.post("/articles", place).expect(422).await;
    assert_eq!(refused.faults(), at(&[("/series/position", "duplicate")]));
    assert_eq!(editor.get("/articles?edition=draft&count=true").expect(200).await.json()["meta"]["total"], 1);
    editor
        .patch(&format!("/articles/{first}"), json!({ "kicker": "Escale" }))
        .if_match("*")
        .expect(200)
        .await;
    for (place, pointer, code) in [
        (json!({ "id": Uuid::nil() }), "/series/id", "unknown-reference"),
        (json!({ "id": ten, "position": 0 }), "/series/position", "out-of-range"),
        (json!({ "id": ten, "position": 1_000_001 }), "/series/position", "out-of-range"),
        (json!({ "position": 1 }), "/series/id", "required"),
        (json!({ "id": ten, "order": 1 }), "/series/order", "unknown-field"),
    ] {
        let refused = editor.post("/articles", json!({ "title": "x", "series": place })).expect(422).await;
        assert_eq!(refused.faults(), at(&[(pointer, code)]));
    }
    let tries = (0..8).map(|number| {
        let body = json!({ "title": format!("Escale {number}"), "series": { "id": ten, "position": 2 } });
        editor.post("/articles", body).send()
    });
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert!(replies.iter().all(|reply| [201, 422].contains(&reply.status)));
}

/// Of the working copies one has left the position, and readers still find it there.
#[actix_web::test]
async fn readers_find_one_at_each_position() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let ten = series(&editor, "Dix escales").await;
    let first = part(&editor, "Un", ten, Some(1)).await;
    let path = format!("/articles/{first}");
    let moved = json!({ "series": { "id": ten, "position": 2 } });
    editor.patch(&path, moved).if_match("*").expect(200).await;
    let more = json!({ "series": { "id": ten, "position": 1 } });
    let mut others = vec![fixtures::article(&editor, "Autre", more.clone()).await.id()];
    let publish = |id: Uuid, body: Value| editor.post(&format!("/articles/{id}/publish"), body).if_match("*");
    let refused = publish(others[0], json!({})).expect(422).await;
    assert_eq!(refused.faults(), at(&[("/revision", "duplicate")]));
    fixtures::publish(&editor, first).await;
    // Many revisions that had it, one after the other.
    for number in 0..4 {
        let last = others.last().unwrap();
        editor.patch(&format!("/articles/{last}"), json!({ "series": null })).if_match("*").expect(200).await;
        others.push(fixtures::article(&editor, &format!("Escale {number}"), more.clone()).await.id());
    }
    let tries = others.iter().map(|id| publish(*id, json!({ "revision": 1 })).send());
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert!(replies.iter().all(|reply| [200, 422].contains(&reply.status)));
    let list = reader.get("/articles?series=dix-escales&sort=series").expect(200).await;
    let positions: Vec<Value> =
        list.data().as_array().unwrap().iter().map(|one| one["series"]["position"].clone()).collect();
    assert_eq!(positions, [1, 2]);
}

/// What nobody sees keeps nobody out, and has to find a place again when it comes back.
#[actix_web::test]
async fn a_position_is_free_while_its_article_lies_in_the_trash() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let ten = series(&editor, "Dix escales").await;
    let place = json!({ "series": { "id": ten, "position": 1 } });
    let first = fixtures::article(&editor, "Un", place.clone()).await.id();
    let path = format!("/articles/{first}");
    editor.delete(&path).if_match("*").expect(204).await;
    editor.delete("/series/dix-escales").if_match("*").refused(409, "in-use").await;
    let second = fixtures::article(&editor, "Autre", place.clone()).await.id();
    let refused = editor.post(&format!("{path}/restore"), json!({})).if_match("*").expect(422).await;
    assert_eq!(refused.faults(), at(&[("/series/position", "duplicate")]));
    let trash = editor.get("/trash").expect(200).await;
    assert_eq!(trash.pluck("id"), [json!(first)]);
    let other = json!({ "series": { "id": ten, "position": 2 } });
    editor.patch(&format!("/articles/{second}"), other).if_match("*").expect(200).await;
    let back = editor.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(back.data()["series"]["position"], 1);
    editor.post("/articles", json!({ "title": "x", "series": place["series"] })).expect(422).await;
}

/// A place is published with its revision, like everything readers see.
#[actix_web::test]
async fn readers_see_the_place_that_was_published() {
    let app = TestApp::new().await;
    let (editor, anonymous) = (app.editor().await, app.anonymous());
    let ten = series(&editor, "Dix escales").await;
    let article = part(&editor, "Un", ten, Some(1)).await;
    let path = format!("/articles/{article}");
    editor.patch(&path, json!({ "series": null })).if_match("*").expect(200).await;
    assert_eq!(anonymous.get(&path).expect(200).await.data()["series"]["position"], 1);
    assert_eq!(editor.get(&format!("{path}?edition=draft")).expect(200).await.data()["series"], Value::Null);
    fixtures::publish(&editor, article).await;
    assert_eq!(anonymous.get(&path).expect(200).await.data()["series"], Value::Null);
    let list = anonymous.get("/articles?series=dix-escales").expect(200).await;
    assert_eq!(list.pluck("id"), [Value::Null; 0]);
}
