//! What those who write say to each other.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::{at, holds, walk};
use crate::support::{Client, TestApp, fixtures};

async fn leave(client: &Client, article: Uuid, text: &str) -> Uuid {
    client.post("/notes", json!({ "article_id": article, "text": text })).expect(201).await.id()
}

#[actix_web::test]
async fn left_read_settled_and_taken_away() {
    let app = TestApp::new().await;
    let (author, editor) = (app.author().await, app.editor().await);
    let article = fixtures::article(&author, "La crue", json!({})).await.id();
    let body = json!({ "article_id": article, "text": "Le chiffre est à vérifier.\n" });
    let left = editor.post("/notes", body).expect(201).await;
    assert_eq!(left.header("location"), Some(format!("/api/v1/notes/{}", left.id()).as_str()));
    let expected = json!({
        "article_id": article, "article_kind": "article", "kind": "comment", "resolved": false,
        "text": "Le chiffre est à vérifier.\n", "resolved_by": null, "resolved_at": null,
        "created_by": { "id": editor.user_id(), "name": "La editor" },
    });
    holds(&left.data(), &expected);
    let path = format!("/notes/{}", left.id());
    holds(&author.get(&path).expect(200).await.data(), &expected);
    author.patch(&path, json!({ "resolved": true })).expect(428).await;
    let settled = author.patch(&path, json!({ "resolved": true })).if_match("*").expect(200).await.data();
    let settler = json!({ "id": author.user_id(), "name": "La author" });
    holds(&settled, &json!({ "resolved": true, "resolved_by": settler }));
    // Who settled it first did.
    let again = editor.patch(&path, json!({ "resolved": true })).if_match("*").expect(200).await.data();
    assert_eq!(again["resolved_by"], settled["resolved_by"]);
    assert_eq!(again["resolved_at"], settled["resolved_at"]);
    let open = editor.patch(&path, json!({ "resolved": false })).if_match("*").expect(200).await.data();
    holds(&open, &json!({ "resolved": false, "resolved_by": null, "resolved_at": null }));
    editor.patch(&path, json!({ "text": "C’est vérifié." })).if_match("\"1.x\"").expect(412).await;
    let said = editor.patch(&path, json!({ "text": "C’est vérifié." })).if_match("*").expect(200).await;
    assert_eq!(said.data()["text"], "C’est vérifié.");
    // The article is as it was.
    let draft = author.get(&format!("/articles/{article}?edition=draft")).expect(200).await;
    assert_eq!(draft.data()["version"], 1);
    editor.delete(&path).if_match("*").expect(204).await;
    editor.get(&path).refused(404, "not-found").await;
}

#[actix_web::test]
async fn words_are_their_writers() {
    let app = TestApp::new().await;
    let (author, other, editor) = (app.author().await, app.author().await, app.editor().await);
    let article = fixtures::article(&author, "La crue", json!({})).await.id();
    let path = format!("/notes/{}", leave(&author, article, "Un mot.").await);
    other.patch(&path, json!({ "text": "Autre." })).if_match("*").refused(403, "forbidden").await;
    other.delete(&path).if_match("*").refused(403, "forbidden").await;
    other.patch(&path, json!({ "resolved": true })).if_match("*").expect(200).await;
    author.patch(&path, json!({ "text": "Mieux." })).if_match("*").expect(200).await;
    editor.patch(&path, json!({ "text": "Mieux dit." })).if_match("*").expect(200).await;
    editor.delete(&path).if_match("*").expect(204).await;
    let own = format!("/notes/{}", leave(&other, article, "Encore.").await);
    other.delete(&own).if_match("*").expect(204).await;
}

#[actix_web::test]
async fn for_those_who_may_read_the_draft() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    let own = fixtures::article(&contributor, "Une", json!({})).await.id();
    let authors = fixtures::article(&author, "Deux", json!({})).await.id();
    let page = editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id();
    let mut notes = Vec::new();
    for article in [own, authors, page] {
        notes.push(leave(&editor, article, "Un mot.").await);
    }
    for (client, seen) in [(&contributor, &notes[..1]), (&author, &notes[..2]), (&editor, &notes[..])] {
        let list = client.get("/notes?count=true").expect(200).await;
        let expected: Vec<Value> = seen.iter().rev().map(|id| json!(id)).collect();
        assert_eq!(list.pluck("id"), expected);
        assert_eq!(list.json()["meta"]["total"], seen.len());
        for (index, note) in notes.iter().enumerate() {
            let status = if index < seen.len() { 200 } else { 404 };
            assert_eq!(client.get(&format!("/notes/{note}")).send().await.status, status);
        }
        for (index, article) in [own, authors, page, Uuid::nil()].into_iter().enumerate() {
            let reply = client.post("/notes", json!({ "article_id": article, "text": "x" })).send().await;
            if index < seen.len() {
                assert_eq!(reply.status, 201, "{reply}");
                client.delete(&format!("/notes/{}", reply.id())).if_match("*").expect(204).await;
            } else {
                assert_eq!(reply.faults(), at(&[("/article_id", "unknown-reference")]));
            }
        }
    }
    assert_eq!(app.anonymous().get("/notes").send().await.status, 401);
    // What lies in the trash is not talked about.
    editor.delete(&format!("/articles/{authors}")).if_match("*").expect(204).await;
    editor.get(&format!("/notes/{}", notes[1])).refused(404, "not-found").await;
    assert_eq!(editor.get("/notes").expect(200).await.pluck("id").len(), 2);
}

#[actix_web::test]
async fn filtered_and_paged() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let one = fixtures::article(&editor, "Une", json!({})).await.id();
    let two = fixtures::article(&editor, "Deux", json!({})).await.id();
    for number in 0..3 {
        leave(&editor, one, &format!("Mot {number}")).await;
    }
    let settled = leave(&editor, two, "Réglé").await;
    editor.patch(&format!("/notes/{settled}"), json!({ "resolved": true })).if_match("*").expect(200).await;
    editor
        .post(&format!("/articles/{two}/submit"), json!({ "message": "Voilà." }))
        .if_match("*")
        .expect(200)
        .await;
    editor
        .post(&format!("/articles/{two}/return"), json!({ "note": "Non." }))
        .if_match("*")
        .expect(200)
        .await;
    let texts = async |query: &str| {
        let list = editor.get(&format!("/notes?{query}")).expect(200).await;
        list.pluck("text").iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&format!("article={one}")).await, ["Mot 2", "Mot 1", "Mot 0"]);
    assert_eq!(texts("resolved=true").await, ["Réglé"]);
    assert_eq!(texts(&format!("article={two}&resolved=false")).await, ["Non.", "Voilà."]);
    assert_eq!(texts("kind=returned").await, ["Non."]);
    assert_eq!(texts("kind=submitted,returned").await, ["Non.", "Voilà."]);
    assert!(texts(&format!("article={}", Uuid::nil())).await.is_empty());
    editor.get("/notes?kind=aside").refused(400, "bad-parameter").await;
    walk(&editor, "/notes", 2).await;
}

#[actix_web::test]
async fn what_is_refused() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let article = fixtures::article(&editor, "Une", json!({})).await.id();
    let note = format!("/notes/{}", leave(&editor, article, "Un mot.").await);
    for (text, code) in [
        (json!(""), "too-short"),
        (json!(" "), "format"),
        (json!("x".repeat(2001)), "too-long"),
        (json!(null), "wrong-type"),
    ] {
        let made = editor.post("/notes", json!({ "article_id": article, "text": text })).expect(422).await;
        assert_eq!(made.faults()[..1], at(&[("/text", code)])[..]);
        let changed = editor.patch(&note, json!({ "text": text })).if_match("*").expect(422).await;
        assert_eq!(changed.json()["errors"][0]["pointer"], "/text", "{text} {changed}");
    }
    editor.patch(&note, json!({ "kind": "returned" })).if_match("*").expect(422).await;
    // Who wrote one cannot be deleted.
    let writer = app.author().await;
    leave(&writer, article, "Un mot.").await;
    let refused = app
        .admin()
        .await
        .delete(&format!("/users/{}", writer.user_id()))
        .if_match("*")
        .refused(409, "in-use")
        .await;
    assert_eq!(
        refused.json()["used_by"],
        json!({ "articles": 0, "revisions": 0, "notes": 1, "corrections": 0 })
    );
}
