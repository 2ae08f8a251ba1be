//! Looking at the past: the very bytes readers got then, for what they may still see.

use std::collections::BTreeMap;

use griot::clock::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Does something to an article, whatever its status allows.
async fn turn(dice: &mut Dice, editor: &Client, admin: &Client, id: Uuid, number: u64) {
    let path = format!("/articles/{id}");
    let (client, verb, body) = match dice.below(12) {
        0..=3 => {
            let body = json!({
                "title": format!("Titre {number}"), "summary": format!("Chapô {number}"),
                "slug": format!("adresse-{}-{}", id.simple(), dice.below(3)), "featured": dice.below(2) == 0,
                "body": { "format": "text", "source": format!("Le texte, pour la {number}e fois.") },
            });
            drop(editor.patch(&path, body).if_match("*").send().await);
            return;
        }
        4..=7 => (editor, "publish", json!({ "substantive": dice.below(2) == 0 })),
        8 => (editor, "correct", json!({ "kind": "update", "note": format!("Note {number}") })),
        9 => (editor, "unpublish", json!({})),
        10 => (editor, "retract", json!({ "notice": "Retiré." })),
        _ => (admin, "reinstate", json!({})),
    };
    let reply = client.post(&format!("{path}/{verb}"), body).if_match("*").send().await;
    assert!(matches!(reply.status, 200 | 409), "{reply}");
}

/// What readers were answered at an instant, by address.
type Seen = (Timestamp, BTreeMap<Uuid, Value>, Value);

#[actix_web::test]
async fn fifty_instants_come_back_byte_for_byte() {
    let app = TestApp::new().await;
    let (editor, admin, reader) = (app.editor().await, app.admin().await, app.anonymous());
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let site = json!({ "public_url": "https://rive.example" });
    admin.patch("/site", site).if_match("*").expect(200).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let filed = json!({ "primary_category_id": section });
        ids.push(fixtures::article(&editor, &format!("Article {number}"), filed).await.id());
    }
    let (mut dice, mut seen) = (Dice(7), Vec::<Seen>::new());
    const LIST: &str = "/articles?limit=100&category=fleuve&include=body,corrections&count=true";
    for number in 0..50 {
        for _ in 0..4 {
            let id = ids[usize::try_from(dice.below(5)).unwrap()];
            turn(&mut dice, &editor, &admin, id, number).await;
            app.advance(i64::try_from(dice.below(90)).unwrap());
        }
        let mut found = BTreeMap::new();
        for id in &ids {
            let reply = reader.get(&format!("/articles/{id}")).send().await;
            if reply.status == 200 {
                found.insert(*id, reply.json());
            }
        }
        let mut list = reader.get(LIST).expect(200).await.json();
        // Nothing goes on from a look at the past.
        list["meta"].as_object_mut().unwrap().remove("seq");
        seen.push((app.clock.now(), found, list));
        app.advance(1);
    }
    let mut compared = 0;
    for (instant, found, list) in &seen {
        for id in &ids {
            let path = format!("/articles/{id}");
            let then = format!("{path}?as_of={instant}");
            let staff = editor.get(&then).send().await;
            match found.get(id) {
                Some(expected) => assert_eq!(&staff.json(), expected, "{then}"),
                // As it was then: not there, or withdrawn.
                None => assert!(matches!(staff.status, 404 | 410), "{staff}"),
            }
            let (today, told) = (reader.get(&path).send().await, reader.get(&then).send().await);
            match (today.status, found.get(id)) {
                (200, Some(expected)) => {
                    assert_eq!(&told.json(), expected, "{then}");
                    compared += 1;
                }
                (200, None) => assert_eq!(told.status, 404, "{told}"),
                (status, _) => assert_eq!(told.status, status, "{told}"),
            }
        }
        let then = format!("{LIST}&as_of={instant}");
        assert_eq!(&editor.get(&then).expect(200).await.json(), list, "{then}");
        let mut still = Vec::new();
        for article in list["data"].as_array().unwrap() {
            if reader.get(&format!("/articles/{}", article["id"].as_str().unwrap())).send().await.status
                == 200
            {
                still.push(article.clone());
            }
        }
        let told = reader.get(&then).expect(200).await.json();
        assert_eq!((&told["data"], &told["meta"]["total"]), (&json!(still), &json!(still.len())), "{then}");
    }
    assert!(compared > 20, "{compared} were compared");
}

#[actix_web::test]
async fn names_of_today_and_of_then() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = fixtures::published(&editor, "Une", json!({})).await.id();
    let first = app.clock.now();
    for slug in ["deux", "trois"] {
        app.advance(60);
        editor.patch(&format!("/articles/{id}"), json!({ "slug": slug })).if_match("*").expect(200).await;
        fixtures::publish(&editor, id).await;
    }
    let by = async |name: &str| reader.get(&format!("/articles/{name}?as_of={first}")).send().await;
    for name in ["une", "trois"] {
        let reply = by(name).await;
        assert_eq!((reply.status, &reply.data()["slug"]), (200, &json!("une")), "{reply}");
        assert!(reply.statements() <= 9, "{}", reply.statements());
    }
    let moved = by("deux").await;
    assert_eq!(moved.status, 301);
    let location = moved.header("location").unwrap();
    assert!(location.starts_with("/api/v1/articles/trois?as_of="), "{location}");
    // Somebody else has that address today.
    let other = fixtures::published(&editor, "Autre", json!({ "slug": "une" })).await.id();
    assert_eq!(reader.get("/articles/une").expect(200).await.data()["id"], json!(other));
    let then = by("une").await;
    assert_eq!((then.status, &then.data()["id"]), (200, &json!(id)), "{then}");
}

#[actix_web::test]
async fn what_was_withdrawn_stays_withdrawn() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let french = fixtures::published(&editor, "La crue", json!({})).await.id();
    let english = json!({ "locale": "en", "translation_of": french });
    let english = fixtures::published(&editor, "The flood", english).await.id();
    let then = app.clock.now();
    app.advance(60);
    editor.post(&format!("/articles/{english}/unpublish"), json!({})).if_match("*").expect(200).await;
    let path = format!("/articles/{french}?as_of={then}");
    // Nor does another article tell of it; staff see all of that day.
    assert_eq!(reader.get(&path).expect(200).await.data()["translations"], json!([]));
    assert_eq!(editor.get(&path).expect(200).await.data()["translations"][0]["id"], json!(english));
    reader.get(&format!("/articles/{english}?as_of={then}")).refused(404, "not-found").await;
    app.contributor().await.get(&format!("/articles/{english}?as_of={then}")).refused(404, "not-found").await;
    let shown = editor.get(&format!("/articles/{english}?as_of={then}")).expect(200).await;
    assert_eq!(shown.header("cache-control"), Some("private, no-store"));
    let notice = json!({ "notice": "Retiré." });
    editor.post(&format!("/articles/{french}/retract"), notice).if_match("*").expect(200).await;
    reader.get(&path).refused(410, "retracted").await;
    let list = format!("/articles?as_of={then}&count=true");
    assert_eq!(reader.get(&list).expect(200).await.json()["meta"]["total"], 0);
    assert_eq!(editor.get(&list).expect(200).await.json()["meta"]["total"], 2);
}

/// What is gone stands in nobody's way and is no key to anything.
#[actix_web::test]
async fn a_language_that_is_gone_tells_of_nothing() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let french = fixtures::published(&editor, "La crue", json!({})).await.id();
    let english = json!({ "locale": "en", "translation_of": french });
    fixtures::published(&editor, "The flood", english).await;
    let then = app.clock.now();
    app.advance(60);
    editor.post(&format!("/articles/{french}/unpublish"), json!({})).if_match("*").expect(200).await;
    let titles = async |client: &Client, query: String| {
        let list =
            client.get(&format!("/articles?as_of={then}&fields=title{query}")).expect(200).await.data();
        list.as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(&reader, "&locale=fr,en".into()).await, ["The flood"]);
    assert_eq!(titles(&editor, "&locale=fr,en".into()).await, ["La crue"]);
    for name in ["la-crue".to_owned(), french.to_string()] {
        assert!(titles(&reader, format!("&translation_of={name}")).await.is_empty());
        assert_eq!(titles(&editor, format!("&translation_of={name}")).await.len(), 2);
    }
}

#[actix_web::test]
async fn pages_of_the_past_go_on() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    for number in 0..5 {
        fixtures::published(&editor, &format!("Article {number}"), json!({})).await;
        app.advance(60);
    }
    let then = app.clock.now();
    fixtures::published(&editor, "Plus tard", json!({})).await;
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = reader.get(&format!("/articles?limit=2&as_of={then}{cursor}")).expect(200).await.json();
        titles.extend(page["data"].as_array().unwrap().iter().map(|one| one["title"].clone()));
        match page["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(json!(titles), json!(["Article 4", "Article 3", "Article 2", "Article 1", "Article 0"]));
    // A cursor belongs to its instant.
    reader.get(&format!("/articles?limit=2{cursor}")).refused(400, "invalid-cursor").await;
}

#[actix_web::test]
async fn instants_nobody_may_look_at() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let id = fixtures::published(&editor, "La crue", json!({})).await.id();
    for path in ["/articles".to_owned(), format!("/articles/{id}")] {
        for (client, instant) in [(&reader, "2100-01-01T00:00:00Z"), (&editor, "2026-03-08T00:00:00Z")] {
            let refused =
                client.get(&format!("{path}?as_of={instant}")).refused(422, "conflicting-parameters").await;
            assert_eq!(refused.faults(), at(&[("as_of", "out-of-range")]), "{path}");
        }
        reader.get(&format!("{path}?as_of=hier")).refused(400, "bad-parameter").await;
        let both = format!("{path}?as_of=2026-03-07T09:00:00Z&edition=draft");
        let refused = editor.get(&both).refused(422, "conflicting-parameters").await;
        assert_eq!(refused.faults(), at(&[("as_of", "rule")]));
        reader.get(&both).refused(401, "unauthenticated").await;
    }
    let refused = reader.get("/articles?q=crue&as_of=2026-03-07T09:00:00Z").expect(422).await;
    assert_eq!(refused.faults(), at(&[("q", "rule"), ("as_of", "rule")]));
}
