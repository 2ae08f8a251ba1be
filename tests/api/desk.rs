//! What awaits whoever asks.

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, Response, TestApp, fixtures};

async fn desk(client: &Client) -> Response {
    client.get("/desk").expect(200).await
}

async fn draft(client: &Client, title: &str) -> Uuid {
    fixtures::article(client, title, json!({})).await.id()
}

async fn say(client: &Client, path: &str, verb: &str) {
    let body = match verb {
        "return" => json!({ "note": "À revoir." }),
        "retract" => json!({ "notice": "Retiré." }),
        "schedule" => json!({ "publish_at": "2026-03-08T06:00:00Z" }),
        _ => json!({}),
    };
    if verb == "trash" {
        client.delete(path).if_match("*").expect(204).await;
    } else {
        client.post(&format!("{path}/{verb}"), body).if_match("*").expect(200).await;
    }
}

/// The titles on a list.
fn on(desk: &Response, list: &str) -> Vec<String> {
    let items = desk.data()[list].as_array().unwrap().clone();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn everything_in_its_place() {
    let app = TestApp::new().await;
    let (writer, editor) = (app.contributor().await, app.editor().await);
    let empty = desk(&writer).await;
    for list in ["returned", "assigned", "in_review", "drafts", "scheduled", "locked", "notes"] {
        assert_eq!(empty.data()[list], json!([]));
    }
    let returned = format!("/articles/{}", draft(&writer, "Revenu").await);
    say(&writer, &returned, "submit").await;
    assert_eq!(on(&desk(&editor).await, "in_review"), ["Revenu"]);
    assert!(on(&desk(&writer).await, "in_review").is_empty(), "for those who review");
    say(&editor, &returned, "return").await;
    let waiting = format!("/articles/{}", draft(&writer, "Attend").await);
    say(&writer, &waiting, "submit").await;
    for (title, due) in [
        ("Plus tard", json!("2026-04-02T00:00:00Z")),
        ("Sans date", json!(null)),
        ("Bientôt", json!("2026-04-01T00:00:00Z")),
    ] {
        let id = draft(&editor, title).await;
        let body = json!({ "assignee_id": writer.user_id(), "due_at": due });
        editor.put(&format!("/articles/{id}/assignment"), body).expect(200).await;
    }
    let planned = format!("/articles/{}", draft(&editor, "Demain").await);
    say(&editor, &planned, "schedule").await;
    let held = draft(&writer, "En main").await;
    writer.put(&format!("/articles/{held}/lock"), json!({})).expect(200).await;
    editor.post("/notes", json!({ "article_id": held, "text": "Bien." })).expect(201).await;
    let seen = desk(&writer).await;
    assert_eq!(on(&seen, "returned"), ["Revenu"]);
    assert_eq!(on(&seen, "assigned"), ["Bientôt", "Plus tard", "Sans date"]);
    assert_eq!(on(&seen, "drafts"), ["En main", "Revenu"]);
    assert_eq!(on(&seen, "locked"), ["En main"]);
    assert!(on(&seen, "scheduled").is_empty(), "not theirs to read");
    let texts: Vec<Value> =
        seen.data()["notes"].as_array().unwrap().iter().map(|note| note["text"].clone()).collect();
    assert_eq!(texts, ["Bien.", "À revoir."]);
    assert_eq!(seen.data()["notes"][0]["article_title"], "En main");
    let back = &seen.data()["returned"][0];
    assert_eq!(
        (&back["kind"], &back["status"], &back["locale"]),
        (&json!("article"), &json!("draft"), &json!("fr"))
    );
    assert!(back["returned_at"].is_string());
    assert_eq!(seen.data()["locked"][0]["lock"]["owner"]["id"], json!(writer.user_id()));
    let edits = desk(&editor).await;
    assert_eq!(on(&edits, "in_review"), ["Attend"]);
    assert_eq!(on(&edits, "scheduled"), ["Demain"]);
    assert_eq!(edits.data()["scheduled"][0]["publish_at"], "2026-03-08T06:00:00Z");
    assert!(on(&edits, "returned").is_empty());
    // Whatever is done with it next, it is no longer just back; saving is not that.
    writer.patch(&returned, json!({ "kicker": "Mieux" })).if_match("*").expect(200).await;
    assert_eq!(on(&desk(&writer).await, "returned"), ["Revenu"]);
    say(&writer, &returned, "submit").await;
    let after = desk(&writer).await;
    assert!(on(&after, "returned").is_empty());
    // Settled notes are off the desk, and so is what lies in the trash.
    let note = after.data()["notes"][0]["id"].as_str().unwrap().to_owned();
    writer.patch(&format!("/notes/{note}"), json!({ "resolved": true })).if_match("*").expect(200).await;
    writer.delete(&format!("/articles/{held}")).if_match("*").expect(204).await;
    let last = desk(&writer).await;
    assert!(on(&last, "locked").is_empty() && on(&last, "drafts").is_empty());
    assert_eq!(last.data()["notes"].as_array().unwrap().len(), 1);
    // The clock takes locks and plans off.
    writer.put(&format!("{waiting}/lock"), json!({})).expect(200).await;
    app.advance(24 * 3600);
    assert!(on(&desk(&writer).await, "locked").is_empty());
    assert!(on(&desk(&editor).await, "scheduled").is_empty());
}

#[actix_web::test]
async fn counts_of_what_one_may_read() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    for (maker, collection) in [(&contributor, "/articles"), (&editor, "/articles"), (&editor, "/pages")] {
        for steps in [
            &[][..],
            &["submit"],
            &["schedule"],
            &["publish"],
            &["publish", "schedule"],
            &["publish", "unpublish"],
            &["publish", "retract"],
            &["trash"],
            &["publish", "retract", "trash"],
            &["submit", "return"],
        ] {
            let id = maker.post(collection, json!({ "title": "La crue" })).expect(201).await.id();
            for step in steps {
                say(&editor, &format!("{collection}/{id}"), step).await;
            }
        }
    }
    let of = |factor: i64| {
        json!({
            "draft": 3 * factor, "in_review": factor, "scheduled": factor, "published": 2 * factor,
            "retracted": factor, "trashed": 2 * factor,
        })
    };
    let counts = async |client: &Client| desk(client).await.data()["counts"].clone();
    assert_eq!(counts(&contributor).await, json!({ "articles": of(1), "pages": null }));
    assert_eq!(counts(&author).await, json!({ "articles": of(2), "pages": null }));
    assert_eq!(counts(&editor).await, json!({ "articles": of(2), "pages": of(1) }));
    // Then what was planned has begun: the lists count alike.
    app.advance(24 * 3600);
    let told = counts(&editor).await;
    for collection in ["articles", "pages"] {
        for status in ["draft", "in_review", "scheduled", "published", "retracted"] {
            let list = editor
                .get(&format!("/{collection}?edition=draft&status={status}&count=true"))
                .expect(200)
                .await;
            assert_eq!(list.json()["meta"]["total"], told[collection][status], "{collection} {status}");
        }
        let kind = collection.trim_end_matches('s');
        let trash = editor.get(&format!("/trash?kind={kind}&count=true")).expect(200).await;
        assert_eq!(trash.json()["meta"]["total"], told[collection]["trashed"]);
    }
    assert_eq!(told["articles"]["published"], json!(6));
    // What is assigned counts, too.
    let list = editor.get("/articles?edition=draft&status=in_review&created_by=me").expect(200).await;
    let id = list.data()[0]["id"].as_str().unwrap().to_owned();
    let body = json!({ "assignee_id": contributor.user_id() });
    editor.put(&format!("/articles/{id}/assignment"), body).expect(200).await;
    assert_eq!(counts(&contributor).await["articles"]["in_review"], json!(2));
}

#[actix_web::test]
async fn short_and_at_a_constant_price() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let few = desk(&editor).await.statements();
    for number in 0..12 {
        let id = draft(&editor, &format!("Titre {number}")).await;
        editor.put(&format!("/articles/{id}/lock"), json!({})).expect(200).await;
        editor
            .put(&format!("/articles/{id}/assignment"), json!({ "assignee_id": editor.user_id() }))
            .expect(200)
            .await;
        editor.post("/notes", json!({ "article_id": id, "text": "Un mot." })).expect(201).await;
    }
    let full = desk(&editor).await;
    assert_eq!(full.statements(), few);
    assert!(few <= 10, "{few}");
    for list in ["drafts", "assigned", "locked", "notes"] {
        assert_eq!(full.data()[list].as_array().unwrap().len(), 10, "{list}");
        for limit in [1, 11, 50] {
            let cut = editor.get(&format!("/desk?limit={limit}")).expect(200).await;
            assert_eq!(cut.data()[list].as_array().unwrap().len(), limit.min(12), "{list}");
        }
    }
    assert_eq!(full.header("etag"), None);
    for wrong in ["limit=0", "limit=51", "limit=x", "limit=-1", "limit=1&limit=2"] {
        editor.get(&format!("/desk?{wrong}")).refused(400, "bad-parameter").await;
    }
    app.anonymous().get("/desk").refused(401, "unauthenticated").await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    /// Whatever is done, in whatever order: what is counted is all there is, each once.
    #[test]
    fn nothing_is_counted_twice_or_lost(steps in proptest::collection::vec((0usize..4, 0usize..8), 1..24)) {
        actix_web::rt::System::new().block_on(async move {
            let app = TestApp::new().await;
            let admin = app.admin().await;
            let mut ids = Vec::new();
            for _ in 0..4 {
                ids.push(draft(&admin, "La crue").await);
            }
            let verbs = ["submit", "return", "publish", "schedule", "unpublish", "retract", "reinstate", "trash"];
            for (which, verb) in steps {
                let path = format!("/articles/{}", ids[which]);
                let verb = verbs[verb];
                let body = match verb {
                    "return" => json!({ "note": "À revoir." }),
                    "retract" => json!({ "notice": "Retiré." }),
                    "schedule" => json!({ "publish_at": "2100-01-01T00:00:00Z" }),
                    _ => json!({}),
                };
                if verb == "trash" {
                    admin.delete(&path).if_match("*").send().await;
                } else {
                    admin.post(&format!("{path}/{verb}"), body).if_match("*").send().await;
                }
            }
            let told = desk(&admin).await.data()["counts"]["articles"].clone();
            let mut sum = 0;
            for status in ["draft", "in_review", "scheduled", "published", "retracted"] {
                let list = admin.get(&format!("/articles?edition=draft&status={status}&count=true")).expect(200).await;
                assert_eq!(list.json()["meta"]["total"], told[status], "{status}");
                sum += told[status].as_i64().unwrap();
            }
            assert_eq!(sum + told["trashed"].as_i64().unwrap(), 4);
        });
    }
}
