//! Whose turn it is, and what that lets them do.

use griot::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::client::Call;
use crate::support::compare::{at, walk};
use crate::support::{Client, TestApp, fixtures};

const DUE: &str = "2026-04-01T12:00:00Z";

fn assign(client: &Client, path: &str, user: Option<Uuid>, due: Option<&str>) -> Call {
    client.put(&format!("{path}/assignment"), json!({ "assignee_id": user, "due_at": due }))
}

async fn draft(client: &Client) -> String {
    format!("/articles/{}", fixtures::article(client, "La crue", json!({})).await.id())
}

async fn shown(client: &Client, path: &str) -> Value {
    client.get(&format!("{path}?edition=draft")).expect(200).await.data()
}

#[actix_web::test]
async fn said_shown_and_taken_away() {
    let app = TestApp::new().await;
    let (editor, author) = (app.editor().await, app.author().await);
    let path = draft(&editor).await;
    let before = shown(&editor, &path).await;
    assert_eq!((&before["assignee"], &before["due_at"]), (&Value::Null, &Value::Null));
    let named = json!({ "id": author.user_id(), "name": "La author" });
    let said = assign(&editor, &path, Some(author.user_id()), Some(DUE)).expect(200).await;
    assert_eq!(said.data(), json!({ "assignee": named, "due_at": DUE }));
    assert_eq!(said.header("etag"), None);
    let now = shown(&author, &path).await;
    assert_eq!((&now["assignee"], &now["due_at"], &now["version"]), (&named, &json!(DUE), &json!(1)));
    let sparse = editor.get("/articles?edition=draft&fields=assignee,due_at").expect(200).await;
    assert_eq!(sparse.data(), json!([{ "assignee": named, "due_at": DUE }]));
    // What is left out is not kept.
    editor.put(&format!("{path}/assignment"), json!({ "due_at": DUE })).expect(200).await;
    assert_eq!(shown(&editor, &path).await["assignee"], Value::Null);
    assign(&editor, &path, Some(author.user_id()), None).expect(200).await;
    assert_eq!(shown(&editor, &path).await["due_at"], Value::Null);
    // A save keeps it, and no revision has it; the version it was read with still counts.
    let tag = editor.get(&format!("{path}?edition=draft")).expect(200).await.etag();
    assign(&editor, &path, Some(author.user_id()), Some(DUE)).expect(200).await;
    editor.patch(&path, json!({ "kicker": "Crue" })).if_match(&tag).expect(200).await;
    assert_eq!(shown(&editor, &path).await["assignee"], named);
    editor.delete(&format!("{path}/assignment")).expect(204).await;
    editor.delete(&format!("{path}/assignment")).expect(204).await;
    let after = shown(&editor, &path).await;
    assert_eq!(
        (&after["assignee"], &after["due_at"], &after["version"]),
        (&Value::Null, &Value::Null, &json!(2))
    );
}

#[actix_web::test]
async fn who_assigns_what() {
    let app = TestApp::new().await;
    let (editor, author, contributor) = (app.editor().await, app.author().await, app.contributor().await);
    let user = Some(contributor.user_id());
    let (own, others, contributors) = (draft(&author).await, draft(&editor).await, draft(&contributor).await);
    assign(&author, &own, user, None).expect(200).await;
    let refused = assign(&author, &others, user, None).refused(403, "forbidden").await;
    assert_eq!(refused.json()["permission"], "articles:edit");
    author.delete(&format!("{others}/assignment")).refused(403, "forbidden").await;
    for path in [&own, &others, &contributors] {
        let refused = assign(&contributor, path, user, None).refused(403, "forbidden").await;
        assert_eq!(refused.json()["permission"], "articles:publish");
        assign(&editor, path, user, None).expect(200).await;
    }
    // Being named does not let anybody name others.
    assign(&author, &contributors, Some(author.user_id()), None).refused(403, "forbidden").await;
    assign(&editor, &contributors, Some(author.user_id()), None).expect(200).await;
    assign(&author, &contributors, user, None).refused(403, "forbidden").await;
    assign(&editor, &format!("/articles/{}", Uuid::nil()), user, None).refused(404, "not-found").await;
    editor.delete(&others).if_match("*").expect(204).await;
    assign(&editor, &others, user, None).refused(404, "not-found").await;
}

#[actix_web::test]
async fn who_can_be_named() {
    let app = TestApp::new().await;
    let (admin, editor) = (app.admin().await, app.editor().await);
    let path = draft(&editor).await;
    let page =
        format!("/pages/{}", editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    let suspended = app.author().await;
    let account = format!("/users/{}", suspended.user_id());
    admin.post(&format!("{account}/suspend"), json!({})).if_match("*").expect(200).await;
    for user in [Uuid::nil(), suspended.user_id()] {
        for thing in [&path, &page] {
            let refused =
                assign(&editor, thing, Some(user), Some(DUE)).refused(422, "validation-failed").await;
            assert_eq!(refused.faults(), at(&[("/assignee_id", "unknown-reference")]));
            assert_eq!(shown(&editor, thing).await["due_at"], Value::Null, "nothing was written");
        }
    }
    for role in Role::ALL {
        let somebody = app.somebody(role).await;
        assign(&editor, &path, Some(somebody.user_id()), None).expect(200).await;
        let told = assign(&editor, &page, Some(somebody.user_id()), None).send().await;
        if role < Role::Editor {
            told.expect_problem(422, "validation-failed", "a page");
            assert_eq!(told.faults(), at(&[("/assignee_id", "rule")]));
        } else {
            assert_eq!(told.status, 200, "{told}");
        }
    }
    for (body, place, code) in [
        (json!({ "assignee_id": "x" }), "/assignee_id", "format"),
        (json!({ "due_at": "demain" }), "/due_at", "format"),
        (json!({ "due": DUE }), "/due", "unknown-field"),
    ] {
        let refused = editor.put(&format!("{path}/assignment"), body).refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), at(&[(place, code)]), "{refused}");
    }
    // An account that goes is nobody's turn any more; what it was due at stays.
    let gone = app.contributor().await;
    assign(&editor, &path, Some(gone.user_id()), Some(DUE)).expect(200).await;
    admin.delete(&format!("/users/{}", gone.user_id())).if_match("*").expect(204).await;
    let after = shown(&editor, &path).await;
    assert_eq!((&after["assignee"], &after["due_at"]), (&Value::Null, &json!(DUE)));
}

/// Whoever is named reads it, saves it and hands it in, as long as they are named; no more than that.
#[actix_web::test]
async fn what_being_named_lets_one_do() {
    let app = TestApp::new().await;
    let (editor, named) = (app.editor().await, app.contributor().await);
    let path = draft(&editor).await;
    let id: Uuid = path[10..].parse().unwrap();
    let read = format!("{path}?edition=draft");
    let note = editor.post("/notes", json!({ "article_id": id, "text": "À toi." })).expect(201).await.id();
    let listed = async || {
        named.get("/articles?edition=draft&count=true").expect(200).await.json()["meta"]["total"].clone()
    };
    named.get(&read).refused(404, "not-found").await;
    named.get(&format!("/notes/{note}")).refused(404, "not-found").await;
    assert_eq!(listed().await, 0);
    assign(&editor, &path, Some(named.user_id()), None).expect(200).await;
    assert_eq!(listed().await, 1);
    assert_eq!(named.get("/articles?edition=draft&assignee=me").expect(200).await.pluck("id"), [json!(id)]);
    assert_eq!(named.get(&read).expect(200).await.data()["allowed_transitions"], json!(["submit"]));
    named.get(&format!("/notes/{note}")).expect(200).await;
    named.post("/notes", json!({ "article_id": id, "text": "Je m’y mets." })).expect(201).await;
    named.put(&format!("{path}/lock"), json!({})).expect(200).await;
    named.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    named.put(&path, json!({ "title": "La crue, suite" })).if_match("*").expect(200).await;
    named.delete(&format!("{path}/lock")).expect(204).await;
    let translation = json!({ "title": "The flood", "locale": "en", "translation_of": id });
    named.post("/articles", translation).expect(201).await;
    named.post(&format!("{path}/submit"), json!({})).if_match("*").expect(200).await;
    for verb in ["publish", "unpublish", "schedule", "return", "retract"] {
        let body = match verb {
            "return" => json!({ "note": "Non." }),
            "retract" => json!({ "notice": "Retiré." }),
            "schedule" => json!({ "publish_at": "2100-01-01T00:00:00Z" }),
            _ => json!({}),
        };
        named.post(&format!("{path}/{verb}"), body).if_match("*").refused(403, "forbidden").await;
    }
    named.delete(&path).if_match("*").refused(403, "forbidden").await;
    // While it is public it is for those who publish, as with one's own.
    fixtures::publish(&editor, id).await;
    named.patch(&path, json!({ "kicker": "Crue" })).if_match("*").refused(403, "forbidden").await;
    let author = app.author().await;
    author.patch(&path, json!({ "kicker": "Crue" })).if_match("*").refused(403, "forbidden").await;
    assign(&editor, &path, Some(author.user_id()), None).expect(200).await;
    author.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    author.post(&format!("{path}/publish"), json!({})).if_match("*").refused(403, "forbidden").await;
    // Named no more, it is as if it were not there.
    named.get(&read).refused(404, "not-found").await;
    named.patch(&path, json!({ "kicker": "Crue" })).if_match("\"1.x\"").refused(404, "not-found").await;
    assert_eq!(listed().await, 1, "their own translation");
}

/// A contributor's chain of languages is not cut by what they may not see, and is by what they may.
#[actix_web::test]
async fn languages_of_what_is_assigned() {
    let app = TestApp::new().await;
    let (editor, named) = (app.editor().await, app.contributor().await);
    let french = draft(&editor).await;
    assign(&editor, &french, Some(named.user_id()), None).expect(200).await;
    let english = json!({ "title": "The flood", "locale": "en", "translation_of": french[10..] });
    let english = named.post("/articles", english).expect(201).await.id();
    let chain = async || named.get("/articles?edition=draft&locale=fr,en").expect(200).await.pluck("id");
    assert_eq!(chain().await, [json!(french[10..])]);
    editor.delete(&format!("{french}/assignment")).expect(204).await;
    assert_eq!(chain().await, [json!(english)]);
}

#[actix_web::test]
async fn filtered_and_sorted() {
    let app = TestApp::new().await;
    let (editor, author) = (app.editor().await, app.author().await);
    let (me, other) = (Some(editor.user_id()), Some(author.user_id()));
    let mut ids = Vec::new();
    for (user, due) in [
        (me, Some("2026-04-03T00:00:00Z")),
        (other, Some("2026-04-01T00:00:00Z")),
        (None, Some("2026-04-02T00:00:00Z")),
        (me, None),
        (None, None),
    ] {
        let path = draft(&editor).await;
        assign(&editor, &path, user, due).expect(200).await;
        ids.push(json!(path[10..]));
    }
    let list = async |query: &str| {
        editor.get(&format!("/articles?edition=draft&{query}")).expect(200).await.pluck("id")
    };
    let of = |wanted: &[usize]| wanted.iter().map(|index| ids[*index].clone()).collect::<Vec<_>>();
    assert_eq!(list("sort=due_at").await, of(&[1, 2, 0, 3, 4]));
    assert_eq!(list("assignee=me&sort=due_at").await, of(&[0, 3]));
    assert_eq!(list("assignee=none&sort=due_at").await, of(&[2, 4]));
    assert_eq!(list(&format!("assignee={}", author.user_id())).await, of(&[1]));
    assert!(list(&format!("assignee={}", Uuid::nil())).await.is_empty());
    assert_eq!(
        list("due_before=2026-04-02T00:00:00Z").await,
        of(&[1]),
        "what is due at no instant is not due before one"
    );
    assert_eq!(list("due_after=2026-04-01T00:00:00Z&sort=due_at").await, of(&[2, 0]));
    assert_eq!(list("due_after=2026-04-01T00:00:00Z&due_before=2026-04-03T00:00:00Z").await, of(&[2]));
    assert_eq!(walk(&editor, "/articles?edition=draft&sort=due_at", 2).await, of(&[1, 2, 0, 3, 4]));
    for wrong in ["assignee=you", "assignee=", "due_before=demain", "sort=-due_at"] {
        editor.get(&format!("/articles?edition=draft&{wrong}")).refused(400, "bad-parameter").await;
    }
    let page =
        format!("/pages/{}", editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    assign(&editor, &page, me, Some(DUE)).expect(200).await;
    editor.post("/pages", json!({ "title": "Mentions" })).expect(201).await;
    for query in ["assignee=me", "due_before=2027-01-01T00:00:00Z", "due_after=2026-01-01T00:00:00Z"] {
        let found = editor.get(&format!("/pages?edition=draft&{query}")).expect(200).await.pluck("id");
        assert_eq!(found, [json!(page[7..])], "{query}");
    }
    let sorted = editor.get("/pages?edition=draft&sort=due_at").expect(200).await.pluck("id");
    assert_eq!(sorted[0], json!(page[7..]));
    editor.get("/pages?edition=draft&assignee=none&sort=due_at").expect(200).await;
    // Readers cannot ask for any of it, and staff only of the draft edition.
    for collection in ["/articles", "/pages"] {
        for hidden in [
            "assignee=none",
            "due_before=2030-01-01T00:00:00Z",
            "due_after=2020-01-01T00:00:00Z",
            "sort=due_at",
        ] {
            let path = format!("{collection}?{hidden}");
            app.anonymous().get(&path).refused(401, "unauthenticated").await;
            editor.get(&path).refused(422, "conflicting-parameters").await;
        }
    }
}
