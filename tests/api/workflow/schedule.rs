//! What is public from an instant on, and until another.

use chrono::TimeDelta;
use diesel::prelude::*;
use griot::clock::Timestamp;
use griot::db::schema::slugs;
use griot::workflow::announce;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::guards::events::{assert_dense, log};
use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

async fn say(client: &Client, id: Uuid, verb: &str, body: Value) -> Value {
    client.post(&format!("/articles/{id}/{verb}"), body).if_match("*").expect(200).await.data()
}

/// An instant so many minutes from now.
fn minutes(app: &TestApp, count: i64) -> Timestamp {
    app.clock.now().plus(TimeDelta::minutes(count))
}

/// Moves the clock to an instant to come.
fn reach(app: &TestApp, at: Timestamp) {
    app.clock.advance(at.since(app.clock.now()));
    assert_eq!(app.clock.now(), at);
}

fn just_before(at: Timestamp) -> Timestamp {
    at.minus(TimeDelta::microseconds(1))
}

/// The types of what the log has of articles, after so many rows.
async fn told(app: &TestApp, after: usize) -> Vec<String> {
    let rows = log(&app.state).await;
    assert_dense(&rows);
    rows.into_iter().skip(after).map(|row| row.2).collect()
}

#[actix_web::test]
async fn to_the_microsecond() {
    let app = TestApp::new().await;
    let (author, reader) = (app.author().await, app.anonymous());
    let id = fixtures::article(&author, "La crue", json!({})).await.id();
    let (from, until) = (minutes(&app, 60), minutes(&app, 120));
    let plan = json!({ "publish_at": from.to_string(), "unpublish_at": until.to_string() });
    let draft = say(&author, id, "schedule", plan.clone()).await;
    assert_eq!(draft["status"], "scheduled");
    assert_eq!((&draft["publish_at"], &draft["unpublish_at"]), (&plan["publish_at"], &plan["unpublish_at"]));
    assert_eq!((&draft["published_at"], &draft["first_published_at"]), (&Value::Null, &Value::Null));
    let seen = async || {
        let by_slug = reader.get("/articles/la-crue").send().await.status;
        let by_id = reader.get(&format!("/articles/{id}")).send().await.status;
        assert_eq!(by_slug, by_id);
        let list = reader.get("/articles?count=true").expect(200).await.json();
        let found = reader.get("/search?q=crue&types=article").expect(200).await;
        assert_eq!(found.pluck("id").len(), list["data"].as_array().unwrap().len());
        assert_eq!(list["meta"]["total"], list["data"].as_array().unwrap().len());
        (by_slug, list["data"].as_array().unwrap().len())
    };
    assert_eq!(seen().await, (404, 0));
    reach(&app, just_before(from));
    assert_eq!(seen().await, (404, 0));
    reach(&app, from);
    assert_eq!(seen().await, (200, 1));
    let shown = reader.get("/articles/la-crue").expect(200).await.data();
    assert_eq!((&shown["published_at"], &shown["updated_at"]), (&plan["publish_at"], &plan["publish_at"]));
    reach(&app, just_before(until));
    assert_eq!(seen().await, (200, 1));
    reach(&app, until);
    assert_eq!(seen().await, (404, 0));
    let after = author.get(&format!("/articles/{id}?edition=draft")).expect(200).await.data();
    assert_eq!((&after["status"], &after["first_published_at"]), (&json!("draft"), &plan["publish_at"]));
    assert_eq!((&after["publish_at"], &after["unpublish_at"]), (&Value::Null, &Value::Null));
}

#[actix_web::test]
async fn the_log_is_told_once_and_also_of_what_was_missed() {
    let app = TestApp::new().await;
    let author = app.author().await;
    let id = fixtures::article(&author, "La crue", json!({})).await.id();
    let (from, until) = (minutes(&app, 60), minutes(&app, 120));
    let plan = json!({ "publish_at": from.to_string(), "unpublish_at": until.to_string() });
    say(&author, id, "schedule", plan).await;
    let before = log(&app.state).await.len();
    let (db, clock) = (&app.state.db, &app.state.clock);
    assert_eq!(announce(db, clock).await.unwrap(), 0);
    reach(&app, from);
    // As many nodes as there may be, all at once.
    let many = futures_util::future::join_all((0..8).map(|_| announce(db, clock))).await;
    assert_eq!(many.into_iter().map(Result::unwrap).sum::<usize>(), 1);
    assert_eq!(told(&app, before).await, ["article.published"]);
    // Nobody was there when it ended, and another began and ended.
    let other = fixtures::article(&author, "Le port", json!({})).await.id();
    let (begins, ends) = (minutes(&app, 10), minutes(&app, 20));
    let plan = json!({ "publish_at": begins.to_string(), "unpublish_at": ends.to_string() });
    say(&author, other, "schedule", plan).await;
    let before = log(&app.state).await.len();
    reach(&app, until);
    assert_eq!(announce(db, clock).await.unwrap(), 3);
    assert_eq!(announce(db, clock).await.unwrap(), 0);
    assert_eq!(told(&app, before).await, ["article.published", "article.unpublished", "article.unpublished"]);
}

/// Whoever acts on an article before the clock was heard finds the log in the order of things, and nothing
/// comes after that is no longer so.
#[actix_web::test]
async fn no_verb_overtakes_the_clock() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (db, clock) = (&app.state.db, &app.state.clock);
    for (verb, body, last) in [
        ("publish", json!({}), vec!["article.updated", "article.published", "article.published"]),
        ("unpublish", json!({}), vec!["article.updated", "article.published", "article.unpublished"]),
        (
            "retract",
            json!({ "notice": "Retiré." }),
            vec!["article.updated", "article.published", "article.retracted"],
        ),
        (
            "schedule",
            json!({ "publish_at": "2100-01-01T00:00:00Z" }),
            vec!["article.updated", "article.published", "article.scheduled"],
        ),
    ] {
        let id = fixtures::article(&editor, &format!("Pour {verb}"), json!({})).await.id();
        let from = minutes(&app, 60);
        say(&editor, id, "schedule", json!({ "publish_at": from.to_string() })).await;
        let before = log(&app.state).await.len();
        editor.patch(&format!("/articles/{id}"), json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
        reach(&app, from);
        say(&editor, id, verb, body).await;
        assert_eq!(announce(db, clock).await.unwrap(), 0, "{verb}");
        assert_eq!(told(&app, before).await, last, "{verb}");
    }
    // Nor what has ended: published again, it is not unpublished afterwards.
    let id = fixtures::article(&editor, "Fini", json!({})).await.id();
    let (from, until) = (minutes(&app, 60), minutes(&app, 120));
    let plan = json!({ "publish_at": from.to_string(), "unpublish_at": until.to_string() });
    say(&editor, id, "schedule", plan).await;
    let before = log(&app.state).await.len();
    reach(&app, until);
    fixtures::publish(&editor, id).await;
    assert_eq!(announce(db, clock).await.unwrap(), 0);
    assert_eq!(told(&app, before).await, ["article.published", "article.unpublished", "article.published"]);
}

/// The clock gives away no address that is planned anew.
#[actix_web::test]
async fn a_second_plan_keeps_its_address() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::published(&editor, "Une", json!({})).await.id();
    let path = format!("/articles/{id}");
    let rename = async |slug: &str| {
        editor.patch(&path, json!({ "slug": slug })).if_match("*").expect(200).await;
    };
    rename("deux").await;
    let from = minutes(&app, 60);
    say(&editor, id, "schedule", json!({ "publish_at": from.to_string() })).await;
    reach(&app, from);
    rename("trois").await;
    let from = minutes(&app, 60);
    say(&editor, id, "schedule", json!({ "publish_at": from.to_string() })).await;
    announce(&app.state.db, &app.state.clock).await.unwrap();
    for slug in ["deux", "trois"] {
        editor.post("/articles", json!({ "title": "x", "slug": slug })).refused(409, "slug-taken").await;
    }
    reach(&app, from);
    app.anonymous().get("/articles/trois").expect(200).await;
}

/// An end that was planned is not put off in silence.
#[actix_web::test]
async fn nothing_is_shown_for_longer_than_was_said() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let (from, until, later) = (minutes(&app, 10), minutes(&app, 20), minutes(&app, 30));
    let plan = json!({ "publish_at": from.to_string(), "unpublish_at": until.to_string() });
    say(&editor, id, "schedule", plan).await;
    reach(&app, from);
    let path = format!("/articles/{id}/schedule");
    let again = json!({ "publish_at": later.to_string() });
    let refused = editor.post(&path, again.clone()).if_match("*").expect(422).await;
    assert_eq!(refused.faults(), at(&[("/publish_at", "rule")]));
    assert!(
        refused.json()["errors"][0]["detail"].as_str().unwrap().contains(&until.to_string()),
        "{refused}"
    );
    // Up to there it can be replaced, and that plan be changed.
    say(&editor, id, "schedule", json!({ "publish_at": until.to_string() })).await;
    say(&editor, id, "schedule", again).await;
}

#[actix_web::test]
async fn what_is_live_stays_until_its_successor_begins() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    app.admin()
        .await
        .patch("/site", json!({ "public_url": "https://rive.example" }))
        .if_match("*")
        .expect(200)
        .await;
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}");
    let since = reader.get(&path).expect(200).await.data()["published_at"].clone();
    editor.patch(&path, json!({ "title": "La décrue", "slug": "la-decrue" })).if_match("*").expect(200).await;
    let from = minutes(&app, 60);
    let draft = say(&editor, id, "schedule", json!({ "publish_at": from.to_string() })).await;
    assert_eq!((&draft["status"], &draft["published_revision"]), (&json!("published"), &json!(1)));
    assert_eq!(draft["unpublish_at"], Value::Null);
    let before = log(&app.state).await.len();
    reach(&app, just_before(from));
    assert_eq!(reader.get("/articles/la-crue").expect(200).await.data()["title"], "La crue");
    // Nobody learns the address before.
    reader.get("/articles/la-decrue").refused(404, "not-found").await;
    reader.get("/resolve?path=/la-decrue").refused(404, "not-found").await;
    assert_eq!(reader.get("/articles?ids=la-decrue").expect(200).await.data(), json!([]));
    assert_eq!(reader.get("/articles?ids=la-crue").expect(200).await.pluck("slug"), ["la-crue"]);
    // Nor may anybody else have either.
    for slug in ["la-crue", "la-decrue"] {
        editor.post("/articles", json!({ "title": "x", "slug": slug })).refused(409, "slug-taken").await;
    }
    reach(&app, from);
    let shown = reader.get("/articles/la-decrue").expect(200).await.data();
    assert_eq!((&shown["title"], &shown["published_at"]), (&json!("La décrue"), &since));
    assert_eq!(shown["updated_at"], from.to_string());
    assert_eq!(reader.get("/articles?ids=la-decrue").expect(200).await.pluck("slug"), ["la-decrue"]);
    assert_eq!(reader.get("/articles?ids=la-crue").expect(200).await.data(), json!([]));
    let moved = reader.get("/articles/la-crue").expect(301).await;
    assert_eq!(moved.header("location"), Some("/api/v1/articles/la-decrue"));
    assert_eq!(announce(&app.state.db, &app.state.clock).await.unwrap(), 1);
    assert_eq!(told(&app, before).await, ["article.published"]);
    let held = move |conn: &mut griot::db::Conn| {
        let all = slugs::table.filter(slugs::slug.like("la-%")).order(slugs::slug);
        Ok(all.select((slugs::slug, slugs::state)).load::<(String, String)>(conn)?)
    };
    let held = app.state.db.read(held).await.unwrap();
    let held: Vec<(&str, &str)> = held.iter().map(|(slug, state)| (&**slug, &**state)).collect();
    assert_eq!(held, [("la-crue", "past"), ("la-decrue", "live")]);
}

#[actix_web::test]
async fn a_plan_can_be_taken_back() {
    let app = TestApp::new().await;
    let (author, editor, reader) = (app.author().await, app.editor().await, app.anonymous());
    let id = fixtures::article(&author, "La crue", json!({})).await.id();
    say(&author, id, "submit", json!({})).await;
    let plan = json!({ "publish_at": minutes(&app, 60).to_string() });
    say(&author, id, "schedule", plan.clone()).await;
    assert_eq!(say(&author, id, "unschedule", json!({})).await["status"], "in_review");
    // Planned anew, it still comes from review.
    say(&author, id, "schedule", plan).await;
    let other = json!({ "publish_at": minutes(&app, 90).to_string() });
    say(&author, id, "schedule", other).await;
    assert_eq!(say(&author, id, "unschedule", json!({})).await["status"], "in_review");
    app.clock.advance(TimeDelta::hours(3));
    reader.get("/articles/la-crue").refused(404, "not-found").await;
    assert_eq!(announce(&app.state.db, &app.state.clock).await.unwrap(), 0);
    // Of what is live, the end that was planned goes.
    fixtures::publish(&editor, id).await;
    let (from, until) = (minutes(&app, 60), minutes(&app, 120));
    let plan = json!({ "publish_at": from.to_string(), "unpublish_at": until.to_string() });
    say(&editor, id, "schedule", plan).await;
    reach(&app, from);
    let live = say(&editor, id, "unschedule", json!({})).await;
    assert_eq!((&live["status"], &live["unpublish_at"]), (&json!("published"), &Value::Null));
    app.clock.advance(TimeDelta::hours(3));
    reader.get("/articles/la-crue").expect(200).await;
    // An address that was planned and never public is free.
    let path = format!("/articles/{id}");
    editor.patch(&path, json!({ "slug": "autre" })).if_match("*").expect(200).await;
    say(&editor, id, "schedule", json!({ "publish_at": minutes(&app, 60).to_string() })).await;
    editor.patch(&path, json!({ "slug": "la-crue" })).if_match("*").expect(200).await;
    editor.post("/articles", json!({ "title": "x", "slug": "autre" })).refused(409, "slug-taken").await;
    say(&editor, id, "unschedule", json!({})).await;
    editor.post("/articles", json!({ "title": "x", "slug": "autre" })).expect(201).await;
    reader.get("/articles/autre").refused(404, "not-found").await;
    reader.get("/articles/la-crue").expect(200).await;
}

#[actix_web::test]
async fn other_verbs_and_a_plan() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let (from, until) = (minutes(&app, 60), minutes(&app, 120));
    let plan = json!({ "publish_at": from.to_string(), "unpublish_at": until.to_string() });
    // Published before its time, it keeps its end.
    let id = fixtures::article(&editor, "Une", json!({})).await.id();
    say(&editor, id, "schedule", plan.clone()).await;
    let now = say(&editor, id, "publish", json!({})).await;
    assert_eq!((&now["publish_at"], &now["unpublish_at"]), (&Value::Null, &plan["unpublish_at"]));
    reader.get("/articles/une").expect(200).await;
    // What is no longer public does not come back.
    let gone = fixtures::published(&editor, "Deux", json!({})).await.id();
    say(&editor, gone, "schedule", plan.clone()).await;
    assert_eq!(say(&editor, gone, "unpublish", json!({})).await["status"], "draft");
    let withdrawn = fixtures::published(&editor, "Trois", json!({})).await.id();
    say(&editor, withdrawn, "schedule", plan.clone()).await;
    say(&editor, withdrawn, "retract", json!({ "notice": "Retiré." })).await;
    // Nor is what was only planned withdrawn: that would tell of it.
    let never = fixtures::article(&editor, "Quatre", json!({})).await.id();
    say(&editor, never, "schedule", plan).await;
    let refused = editor.post(&format!("/articles/{never}/retract"), json!({ "notice": "x" })).if_match("*");
    let told = refused.refused(409, "illegal-transition").await.json();
    assert!(told["detail"].as_str().unwrap().contains("Unschedule it."), "{told}");
    reach(&app, until);
    reader.get("/articles/une").refused(404, "not-found").await;
    reader.get("/articles/deux").refused(404, "not-found").await;
    reader.get("/articles/trois").refused(410, "retracted").await;
}

#[actix_web::test]
async fn the_same_plan_is_one_plan() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let plan = json!({ "publish_at": minutes(&app, 60).to_string() });
    let first = say(&editor, id, "schedule", plan.clone()).await;
    let before = log(&app.state).await.len();
    assert_eq!(say(&editor, id, "schedule", plan).await["version"], first["version"]);
    assert_eq!(log(&app.state).await.len(), before);
}

#[actix_web::test]
async fn instants_that_cannot_be() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let site = json!({ "time_zone": "Europe/Paris" });
    app.admin().await.patch("/site", site).if_match("*").expect(200).await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}/schedule");
    let past = app.clock.now().to_string();
    for (body, faults) in [
        (json!({}), vec![("/publish_at", "required")]),
        (json!({ "publish_at": null }), vec![("/publish_at", "wrong-type")]),
        (json!({ "publish_at": "demain" }), vec![("/publish_at", "format")]),
        (json!({ "publish_at": "2099-02-30T10:00" }), vec![("/publish_at", "format")]),
        (json!({ "publish_at": past }), vec![("/publish_at", "out-of-range")]),
        (
            json!({ "publish_at": "2099-01-02T00:00:00Z", "unpublish_at": "2099-01-01T00:00:00Z" }),
            vec![("/unpublish_at", "out-of-range")],
        ),
        (
            json!({ "publish_at": "2099-01-01T00:00:00Z", "unpublish_at": "2099-01-01T00:00:00Z" }),
            vec![("/unpublish_at", "out-of-range")],
        ),
        // Put forward, and put back.
        (json!({ "publish_at": "2030-03-31T02:30" }), vec![("/publish_at", "rule")]),
        (
            json!({ "publish_at": "2030-10-27T02:30", "unpublish_at": "2031-03-30T02:30:00" }),
            vec![("/publish_at", "rule"), ("/unpublish_at", "rule")],
        ),
        (
            json!({ "publish_at": "2099-01-01T00:00:00Z", "revision": 9 }),
            vec![("/revision", "unknown-reference")],
        ),
    ] {
        let refused = editor.post(&path, body.clone()).if_match("*").expect(422).await.json();
        let told: Vec<(&str, &str)> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        assert_eq!(told, faults, "{body} {refused}");
    }
    let draft = editor.get(&format!("/articles/{id}?edition=draft")).expect(200).await.data();
    assert_eq!((&draft["status"], &draft["version"]), (&json!("draft"), &json!(1)));
    // A local time is one in the site's zone.
    let planned =
        editor.post(&path, json!({ "publish_at": "2030-06-01T06:30" })).if_match("*").expect(200).await;
    assert_eq!(planned.data()["publish_at"], "2030-06-01T04:30:00Z");
}
