//! A day in a newsroom, as `docs/EDITORIAL.md` plays it with curl.

use griot::clock::Timestamp;
use serde_json::json;

use crate::guards::events::{assert_dense, log};
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn from_the_first_word_to_the_last() {
    let app = TestApp::as_installed(|_| {}).await;
    let (writer, editor, admin, reader) =
        (app.contributor().await, app.editor().await, app.admin().await, app.anonymous());
    let (author, section) =
        (fixtures::author(&editor, "Binta Sall").await, fixtures::category(&editor, "Marchés", None).await);
    let draft = json!({
        "title": "Le marché change de rive", "summary": "Les étals passent le pont.",
        "body": { "format": "markdown", "source": "Cent étals ont passé le pont." },
        "authors": [{ "id": author }], "primary_category_id": section,
    });
    let id = writer.post("/articles", draft).expect(201).await.id();
    let path = format!("/articles/{id}");
    let public = "/articles/le-marche-change-de-rive";
    let say = async |client: &crate::support::Client, verb: &str, body| {
        client.post(&format!("{path}/{verb}"), body).if_match("*").expect(200).await.data()
    };
    // Handed in, given back with a note, mended, handed in again.
    say(&writer, "submit", json!({ "message": "Le chiffre vient de la mairie." })).await;
    writer.post(&format!("{path}/publish"), json!({})).if_match("*").refused(403, "forbidden").await;
    say(&editor, "return", json!({ "note": "Combien, au juste ?" })).await;
    let notes = writer.get(&format!("/notes?article={id}&kind=returned")).expect(200).await.data();
    assert_eq!(notes[0]["text"], "Combien, au juste ?");
    let mended = json!({ "body": { "format": "markdown", "source": "Cent douze étals ont passé le pont." } });
    writer.patch(&path, mended).if_match("*").expect(200).await;
    assert_eq!(say(&writer, "submit", json!({})).await["status"], "in_review");
    // On the second and not before.
    let at: Timestamp = app.clock.now().plus(chrono::TimeDelta::seconds(3));
    let planned = say(&editor, "schedule", json!({ "publish_at": at.to_string() })).await;
    assert_eq!(planned["status"], "scheduled");
    reader.get(public).expect(404).await;
    app.clock.advance(at.since(app.clock.now()) - chrono::TimeDelta::microseconds(1));
    reader.get(public).expect(404).await;
    app.clock.advance(chrono::TimeDelta::microseconds(1));
    assert_eq!(reader.get(public).expect(200).await.data()["published_at"], at.to_string());
    // Corrected, for everybody to read.
    app.advance(60);
    let right = json!({ "body": { "format": "markdown", "source": "Cent vingt étals ont passé le pont." } });
    editor.patch(&path, right).if_match("*").expect(200).await;
    let note = "Il y a cent vingt étals et non cent douze.";
    say(&editor, "correct", json!({ "kind": "correction", "field": "body", "note": note })).await;
    let shown = reader.get(public).expect(200).await.data();
    assert_eq!(
        (&shown["body"]["text"], &shown["corrections"][0]["note"]),
        (&json!("Cent vingt étals ont passé le pont."), &json!(note))
    );
    assert_eq!(reader.get("/corrections").expect(200).await.data()[0]["note"], note);
    let seen = app.clock.now();
    // Withdrawn: every address says so, and nothing else holds it.
    app.advance(60);
    let notice = "Cet article reposait sur un document falsifié.";
    say(&admin, "retract", json!({ "notice": notice })).await;
    for rest in ["", "/json-ld", "/related", "/corrections", "?profile=lite", "?include=json_ld"] {
        for name in [public.to_owned(), path.clone()] {
            let told = reader.get(&format!("{name}{rest}")).refused(410, "retracted").await.json();
            assert_eq!(told["notice"], notice, "{name}{rest}");
        }
    }
    reader.get(&format!("{path}?as_of={seen}")).refused(410, "retracted").await;
    for list in ["/articles?count=true", "/articles?q=marche&count=true", "/corrections?count=true"] {
        assert_eq!(reader.get(list).expect(200).await.json()["meta"]["total"], 0, "{list}");
    }
    let events = log(&app.state).await;
    assert_dense(&events);
    let told: Vec<&str> =
        events.iter().map(|row| &*row.2).filter(|kind| kind.starts_with("article.")).collect();
    assert_eq!(
        told,
        [
            "article.created",
            "article.submitted",
            "article.returned",
            "article.updated",
            "article.submitted",
            "article.scheduled",
            "article.updated",
            "article.published",
            "article.corrected",
            "article.retracted",
        ]
    );
}
