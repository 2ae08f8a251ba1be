//! Every status, verb, role and ownership: what a request is answered, and what the caller was shown before.

use std::fmt::Write;

use griot::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::purge;
use crate::support::{Client, Response, TestApp, fixtures};

/// A draft never public, handed in, to be public, public, public and to be replaced, a draft once public,
/// withdrawn, and a draft in the trash.
const STATES: [&str; 8] =
    ["draft", "in_review", "scheduled", "published", "planned", "unpublished", "retracted", "trashed"];

/// Every verb with the statuses it is said of, and the least role: of the caller, of the one who made the
/// article, of everybody else.
type Row = (&'static str, &'static [&'static str], [Role; 3]);

const OPEN: &[&str] = &["draft", "in_review", "scheduled", "published", "planned", "unpublished"];

const TABLE: [Row; 12] = {
    use Role::{Admin, Author, Contributor, Editor};
    [
        ("submit", &["draft", "unpublished"], [Contributor, Contributor, Editor]),
        ("return", &["in_review"], [Editor, Editor, Editor]),
        ("publish", OPEN, [Author, Author, Editor]),
        ("schedule", OPEN, [Author, Author, Editor]),
        ("unschedule", &["scheduled", "planned"], [Author, Author, Editor]),
        ("unpublish", &["published", "planned"], [Editor, Editor, Editor]),
        ("correct", &["published", "planned"], [Editor, Editor, Editor]),
        ("retract", &["published", "planned", "unpublished", "retracted"], [Editor, Editor, Editor]),
        ("reinstate", &["retracted"], [Admin, Admin, Admin]),
        ("trash", &["draft", "in_review", "unpublished", "retracted"], [Contributor, Contributor, Editor]),
        ("restore", &["trashed"], [Contributor, Contributor, Editor]),
        ("purge", &["trashed"], [Contributor, Admin, Admin]),
    ]
};

fn body(verb: &str) -> Value {
    match verb {
        "return" => json!({ "note": "Il manque la réponse." }),
        "retract" => json!({ "notice": "Retiré." }),
        "correct" => json!({ "kind": "correction", "note": "Deux mètres et non un." }),
        "schedule" => json!({ "publish_at": "2100-01-01T00:00:00Z" }),
        _ => json!({}),
    }
}

async fn say(client: &Client, collection: &str, id: Uuid, verb: &str) -> Response {
    let path = format!("/{collection}/{id}");
    match verb {
        "trash" => client.delete(&path).if_match("*").send().await,
        "purge" => {
            let slug = purge::slug(client, id).await;
            client.delete(&format!("{path}?permanently=true&confirm={slug}")).if_match("*").send().await
        }
        _ => client.post(&format!("{path}/{verb}"), body(verb)).if_match("*").send().await,
    }
}

/// Leads a new draft to a state.
async fn lead(admin: &Client, collection: &str, id: Uuid, state: &str) {
    let steps: &[&str] = match state {
        "in_review" => &["submit"],
        "scheduled" => &["schedule"],
        "published" => &["publish"],
        "planned" => &["publish", "schedule"],
        "unpublished" => &["publish", "unpublish"],
        "retracted" => &["publish", "retract"],
        "trashed" => &["trash"],
        _ => &[],
    };
    for step in steps {
        let reply = say(admin, collection, id, step).await;
        assert!(reply.status < 300, "{reply}");
    }
}

fn expected(role: Role, own: bool, state: &str, (verb, from, least): Row) -> u16 {
    let [called, mine, others] = least;
    if role < called {
        403
    } else if (!own && role == Role::Contributor)
        || (state == "trashed" && !["restore", "purge"].contains(&verb))
    {
        // As if there were nothing, and `*` matches nothing then.
        412
    } else if role < if own { mine } else { others } {
        403
    } else if !from.contains(&state) {
        409
    } else if ["trash", "purge"].contains(&verb) {
        204
    } else {
        200
    }
}

/// What a caller is shown of a working copy, and what came of each verb.
#[actix_web::test]
async fn every_state_verb_role_and_ownership() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let other = app.editor().await;
    let callers = [
        (Role::Contributor, app.contributor().await),
        (Role::Author, app.author().await),
        (Role::Editor, app.editor().await),
        (Role::Admin, app.admin().await),
    ];
    let mut faults = String::new();
    for (role, caller) in &callers {
        for own in [true, false] {
            let maker = if own { caller } else { &other };
            for state in STATES {
                let mut allowed = Vec::new();
                let mut shown = None;
                for row in TABLE {
                    let id = fixtures::article(maker, "La crue", json!({})).await.id();
                    lead(&admin, "articles", id, state).await;
                    let draft = caller.get(&format!("/articles/{id}?edition=draft")).send().await;
                    if draft.status == 200 {
                        shown = Some(draft.data());
                    }
                    let (told, due) =
                        (say(caller, "articles", id, row.0).await.status, expected(*role, own, state, row));
                    if told != due {
                        writeln!(faults, "{role} {own} {state} {}: {told} instead of {due}", row.0).unwrap();
                    }
                    if due < 300 {
                        allowed.push(json!(row.0));
                    }
                }
                let Some(shown) = shown else {
                    assert!(state == "trashed" || (!own && *role == Role::Contributor), "{role} {state}");
                    continue;
                };
                assert_eq!(shown["allowed_transitions"], json!(allowed), "{role} {own} {state}");
                let refused = shown["refused_transitions"].as_array().unwrap();
                assert_eq!(refused.len() + allowed.len(), TABLE.len());
                for refusal in refused {
                    let row = TABLE.into_iter().find(|row| refusal["verb"] == row.0).unwrap();
                    let code = match expected(*role, own, state, row) {
                        403 => "forbidden",
                        _ => "illegal-transition",
                    };
                    assert_eq!(refusal["code"], code, "{role} {own} {state} {refusal}");
                    assert!(!refusal["because"].as_str().unwrap().is_empty());
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// Pages are their keepers', whoever made them.
#[actix_web::test]
async fn every_state_and_verb_of_a_page() {
    let app = TestApp::new().await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    for (role, caller) in [(Role::Editor, &editor), (Role::Admin, &admin)] {
        for state in STATES {
            for (verb, from, least) in TABLE {
                let is_admins = ["reinstate", "purge"].contains(&verb);
                let id = admin.post("/pages", json!({ "title": "À propos" })).expect(201).await.id();
                lead(&admin, "pages", id, state).await;
                let least = if is_admins { least } else { [Role::Editor; 3] };
                let due = expected(role, true, state, (verb, from, least));
                assert_eq!(say(caller, "pages", id, verb).await.status, due, "{role} {state} {verb}");
            }
        }
    }
    for below in [app.author().await, app.contributor().await] {
        let id = admin.post("/pages", json!({ "title": "À propos" })).expect(201).await.id();
        for (verb, ..) in TABLE {
            assert_eq!(say(&below, "pages", id, verb).await.status, 403, "{verb}");
        }
    }
}

#[actix_web::test]
async fn wherever_a_working_copy_is_shown_its_verbs_are() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = fixtures::article(&editor, "La crue", json!({})).await;
    let id = made.id();
    let path = format!("/articles/{id}");
    let verbs = |data: &Value| data["allowed_transitions"].clone();
    let of_a_draft = json!(["submit", "publish", "schedule", "trash"]);
    assert_eq!(verbs(&made.data()), of_a_draft);
    let saved = editor.patch(&path, json!({ "kicker": "Crue" })).if_match("*").expect(200).await;
    assert_eq!(verbs(&saved.data()), of_a_draft);
    let list = editor.get("/articles?edition=draft").expect(200).await;
    assert_eq!(verbs(&list.data()[0]), of_a_draft);
    let sparse = editor.get("/articles?edition=draft&fields=allowed_transitions").expect(200).await;
    assert_eq!(verbs(&sparse.data()[0]), of_a_draft);
    let submitted = editor.post(&format!("{path}/submit"), json!({})).if_match("*").expect(200).await;
    assert_eq!(verbs(&submitted.data()), json!(["return", "publish", "schedule", "trash"]));
    editor.delete(&path).if_match("*").expect(204).await;
    let trash = editor.get("/trash").expect(200).await;
    assert_eq!(verbs(&trash.data()[0]), json!(["restore"]));
    let refused = editor.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(verbs(&refused.data()), json!(["return", "publish", "schedule", "trash"]));
    // Nobody learns of it who reads.
    editor.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
    assert!(app.anonymous().get(&path).expect(200).await.data().get("allowed_transitions").is_none());
}

#[actix_web::test]
async fn a_refusal_says_what_is_possible() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "La crue", json!({})).await.id();
    let path = format!("/articles/{id}/unpublish");
    let told = editor.post(&path, json!({})).if_match("*").refused(409, "illegal-transition").await.json();
    assert_eq!(told["article_status"], "draft");
    assert_eq!(told["allowed"], json!(["submit", "publish", "schedule", "trash"]));
    assert_eq!(
        told["detail"],
        "An article that is draft cannot unpublish. It allows: submit, publish, schedule, trash."
    );
}

/// The table the specification draws is the one the server judges by.
#[actix_web::test]
async fn the_specification_has_the_table() {
    let app = TestApp::new().await;
    let document = app.state.spec.document().clone();
    let drawn = &document["x-state-machine"];
    let transitions = drawn["transitions"].as_array().unwrap();
    assert_eq!(transitions.len(), TABLE.len());
    for (drawn, (verb, ..)) in transitions.iter().zip(TABLE) {
        assert_eq!(drawn["verb"], verb);
        assert_eq!(drawn["trashed"], ["restore", "purge"].contains(&verb));
    }
    assert_eq!(drawn["states"], json!(["draft", "in_review", "scheduled", "published", "retracted"]));
}
