//! `POST /articles/{id}/merge`, and what a lost save is told to get there.

use futures_util::future::join_all;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

const SOURCE: &str = "Un.\n\nDeux.\n\nTrois.\n\nQuatre.\n";

async fn article(client: &Client) -> Uuid {
    let more = json!({
        "body": { "format": "markdown", "source": SOURCE }, "summary": "Un\nDeux\nTrois", "custom": { "a": 1, "b": 1 },
    });
    fixtures::article(client, "La crue", more).await.id()
}

async fn patch(client: &Client, id: Uuid, changes: Value) {
    client.patch(&format!("/articles/{id}"), changes).if_match("*").expect(200).await;
}

fn merge(base: i32, changes: Value) -> Value {
    json!({ "base_revision": base, "changes": changes })
}

#[actix_web::test]
async fn who_was_slower_learns_the_revision_and_joins_the_changes() {
    let app = TestApp::new().await;
    let (awa, binta) = (app.editor().await, app.editor().await);
    let id = article(&awa).await;
    let path = format!("/articles/{id}");
    let seen = binta.get(&format!("{path}?edition=draft")).expect(200).await;
    let theirs = json!({
        "title": "La crue monte", "body": { "source": SOURCE.replace("Un.", "UN.") }, "custom": { "a": 2 }, "slug": "monte",
    });
    patch(&awa, id, theirs).await;
    let mine = json!({
        "kicker": "Fleuve", "body": { "source": SOURCE.replace("Quatre.", "QUATRE.") }, "custom": { "b": null, "c": 3 },
        "summary": "Un\nDeux\nTROIS", "message": "Mes ajouts",
    });
    let stale = binta.patch(&path, mine.clone()).if_match(&seen.etag()).refused(412, "stale").await.json();
    assert_eq!((&stale["current_revision"], &stale["current_version"]), (&json!(2), &json!(2)));
    let base = i32::try_from(seen.data()["revision"].as_i64().unwrap()).unwrap();
    let merged = binta.post(&format!("{path}/merge"), merge(base, mine)).expect(200).await;
    let data = merged.data();
    assert_eq!(
        (&data["title"], &data["kicker"], &data["slug"]),
        (&json!("La crue monte"), &json!("Fleuve"), &json!("monte"))
    );
    assert_eq!(data["body"]["source"], SOURCE.replace("Un.", "UN.").replace("Quatre.", "QUATRE."));
    assert_eq!((&data["custom"], &data["summary"]), (&json!({ "a": 2, "c": 3 }), &json!("Un\nDeux\nTROIS")));
    assert_eq!((&data["revision"], &data["saved_by"]["id"]), (&json!(3), &json!(binta.user_id())));
    assert_eq!(merged.etag(), awa.get(&format!("{path}?edition=draft")).expect(200).await.etag());
    assert_eq!(awa.get(&format!("{path}/revisions/3")).expect(200).await.data()["message"], "Mes ajouts");
}

#[actix_web::test]
async fn what_contradicts_itself_comes_back_marked_and_nothing_is_saved() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (one, two) = (fixtures::tag(&editor, "Eau").await, fixtures::tag(&editor, "Ville").await);
    let id = article(&editor).await;
    let path = format!("/articles/{id}");
    let theirs = json!({
        "title": "La crue monte", "body": { "source": SOURCE.replace("Un.", "UN.").replace("Trois.", "TROIS.") },
        "tag_ids": [one], "custom": { "a": 2 }, "dateline": "Sor",
    });
    patch(&editor, id, theirs).await;
    let before = editor.get(&format!("{path}?edition=draft")).expect(200).await.body;
    let mine = json!({
        "title": "La crue baisse", "body": { "source": SOURCE.replace("Trois.", "3.").replace("Quatre.", "4.") },
        "tag_ids": [two], "custom": { "a": null }, "dateline": "Sor", "kicker": "Fleuve",
    });
    let refused =
        editor.post(&format!("{path}/merge"), merge(1, mine)).refused(409, "merge-conflict").await.json();
    assert_eq!((&refused["base_revision"], &refused["current_revision"]), (&json!(1), &json!(2)));
    let merged = "UN.\n\nDeux.\n\n<<<<<<< current (revision 2)\nTROIS.\n=======\n3.\n>>>>>>> yours\n\n4.\n";
    assert_eq!(
        refused["conflicts"],
        json!([
            { "pointer": "/title", "base": "La crue", "current": "La crue monte", "yours": "La crue baisse" },
            {
                "pointer": "/body/source", "base": SOURCE, "merged": merged,
                "current": SOURCE.replace("Un.", "UN.").replace("Trois.", "TROIS."),
                "yours": SOURCE.replace("Trois.", "3.").replace("Quatre.", "4."),
            },
            { "pointer": "/tag_ids", "base": [], "current": [one], "yours": [two] },
            { "pointer": "/custom/a", "base": 1, "current": 2, "yours": null },
        ])
    );
    assert_eq!(editor.get(&format!("{path}?edition=draft")).expect(200).await.body, before);
    // Decided: with the newest as the base, nothing contradicts.
    let decided = json!({ "title": "La crue hésite", "kicker": "Fleuve" });
    let saved = editor.post(&format!("{path}/merge"), merge(2, decided)).expect(200).await.data();
    assert_eq!(
        (&saved["title"], &saved["kicker"], &saved["dateline"]),
        (&json!("La crue hésite"), &json!("Fleuve"), &json!("Sor"))
    );
}

#[actix_web::test]
async fn an_address_both_changed_is_a_conflict() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = article(&editor).await;
    patch(&editor, id, json!({ "slug": "un" })).await;
    let path = format!("/articles/{id}/merge");
    let refused =
        editor.post(&path, merge(1, json!({ "slug": "deux" }))).refused(409, "merge-conflict").await.json();
    let conflict = json!({ "pointer": "/slug", "base": "la-crue", "current": "un", "yours": "deux" });
    assert_eq!(refused["conflicts"], json!([conflict]));
    fixtures::article(&editor, "Ailleurs", json!({ "slug": "trois" })).await;
    editor.post(&path, merge(2, json!({ "slug": "trois" }))).refused(409, "slug-taken").await;
    assert_eq!(
        editor.post(&path, merge(2, json!({ "slug": "deux" }))).expect(200).await.data()["slug"],
        "deux"
    );
}

#[actix_web::test]
async fn what_the_server_changed_meanwhile_stays_changed() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (from, into) = (fixtures::tag(&editor, "Inondation").await, fixtures::tag(&editor, "Crue").await);
    let id = article(&editor).await;
    patch(&editor, id, json!({ "tag_ids": [from] })).await;
    editor.post(&format!("/tags/{from}/merge"), json!({ "into": into })).if_match("*").expect(200).await;
    let merged =
        editor.post(&format!("/articles/{id}/merge"), merge(2, json!({ "kicker": "Eau" }))).expect(200).await;
    assert_eq!(merged.data()["tags"][0]["id"], into.to_string());
}

#[actix_web::test]
async fn bad_input_is_told_where_it_stands() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = article(&editor).await;
    let path = format!("/articles/{id}/merge");
    let nobody = Uuid::nil();
    for (body, faults) in [
        (merge(7, json!({})), vec![("/base_revision", "unknown-reference")]),
        (merge(0, json!({})), vec![("/base_revision", "out-of-range")]),
        (json!({ "changes": {} }), vec![("/base_revision", "required")]),
        (json!({ "base_revision": 1 }), vec![("/changes", "required")]),
        (merge(1, json!([])), vec![("/changes", "wrong-type")]),
        (merge(1, json!({ "version": 1 })), vec![("/changes/version", "unknown-field")]),
        (merge(1, json!({ "title": null })), vec![("/changes/title", "wrong-type")]),
        (merge(1, json!({ "locale": "xx-1" })), vec![("/changes/locale", "format")]),
        (
            merge(1, json!({ "authors": [{ "id": nobody }] })),
            vec![("/changes/authors/0/id", "unknown-reference")],
        ),
        (
            merge(1, json!({ "source": { "name": "x", "url": "https://" } })),
            vec![("/changes/source/url", "format")],
        ),
    ] {
        let refused = editor.post(&path, body.clone()).refused(422, "validation-failed").await;
        assert_eq!(refused.faults(), at(&faults), "{body}");
    }
    let list = editor.get(&format!("/articles/{id}/revisions")).expect(200).await;
    assert_eq!(list.pluck("number"), [json!(1)]);
}

#[actix_web::test]
async fn a_version_may_be_named_and_is_judged() {
    let app = TestApp::new().await;
    let (contributor, author, editor) = (app.contributor().await, app.author().await, app.editor().await);
    let id = article(&contributor).await;
    patch(&contributor, id, json!({ "title": "Deux" })).await;
    let path = format!("/articles/{id}/merge");
    let body = || merge(1, json!({ "kicker": "Eau" }));
    editor.post(&path, body()).if_match("\"1.x\"").refused(412, "stale").await;
    // Before what is wrong with the base.
    editor.post(&path, merge(9, json!({}))).if_match("\"1.x\"").refused(412, "stale").await;
    editor.post(&path, body()).if_match("\"2.x\"").expect(200).await;
    editor.post(&path, body()).if_match("*").expect(200).await;
    author.post(&path, body()).refused(403, "forbidden").await;
    app.contributor().await.post(&path, body()).refused(404, "not-found").await;
    app.anonymous().post(&path, body()).refused(401, "unauthenticated").await;
    let absent = format!("/articles/{}/merge", app.state.ids.next());
    editor.post(&absent, body()).refused(404, "not-found").await;
    editor.post(&absent, body()).if_match("*").refused(412, "stale").await;
}

#[actix_web::test]
async fn many_at_once_lose_nothing() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let lines: Vec<String> = (0..12).map(|line| format!("Ligne {line}.\n\n")).collect();
    let body = |source: String| json!({ "body": { "format": "markdown", "source": source } });
    let id = fixtures::article(&editor, "La crue", body(lines.concat())).await.id();
    let calls = (0..12).map(|line| {
        let mut mine = lines.clone();
        mine[line] = format!("Autre {line}.\n\n");
        editor.post(&format!("/articles/{id}/merge"), merge(1, body(mine.concat()))).expect(200)
    });
    join_all(calls).await;
    let all: String = (0..12).map(|line| format!("Autre {line}.\n\n")).collect();
    let draft = editor.get(&format!("/articles/{id}?edition=draft")).expect(200).await.data();
    assert_eq!((&draft["body"]["source"], &draft["revision"]), (&json!(all), &json!(13)));
}

fn changes() -> impl Strategy<Value = Value> {
    let some = |strategy: &'static str| prop::option::of(strategy);
    let text = "(Un|Deux|Trois)(\nUn|\nDeux){0,3}";
    (
        some("[a-c]{1,3}"),
        prop::option::of(some("[a-c]{0,3}")),
        some(text),
        prop::option::of(0_u8..4),
        some(text),
    )
        .prop_map(|(title, kicker, summary, a, source)| {
            let mut changes = json!({});
            let mut set = |name: &str, value: Option<Value>| {
                if let Some(value) = value {
                    changes[name] = value;
                }
            };
            set("title", title.map(Value::from));
            set("kicker", kicker.map(Value::from));
            set("summary", summary.map(Value::from));
            set("custom", a.map(|a| if a == 0 { json!({ "a": null }) } else { json!({ "a": a }) }));
            set("body", source.map(|source| json!({ "source": source })));
            changes
        })
}

/// What is written of an article.
async fn written(client: &Client, id: Uuid) -> Value {
    let mut data = client.get(&format!("/articles/{id}?edition=draft")).expect(200).await.data();
    let same = |name: &str| ["title", "kicker", "summary", "custom", "body"].contains(&name);
    data.as_object_mut().unwrap().retain(|name, _| same(name));
    data
}

/// Over HTTP, with many changes: no other change is as a PATCH, and changes to other members go together in
/// either order.
#[actix_web::test]
async fn laws() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let (mine, theirs) = (
            changes().new_tree(&mut runner).unwrap().current(),
            changes().new_tree(&mut runner).unwrap().current(),
        );
        let (patched, merged) = (article(&editor).await, article(&editor).await);
        patch(&editor, patched, mine.clone()).await;
        editor.post(&format!("/articles/{merged}/merge"), merge(1, mine.clone())).expect(200).await;
        assert_eq!(written(&editor, merged).await, written(&editor, patched).await, "{mine}");
        let (one, other) = (article(&editor).await, article(&editor).await);
        for (id, first, second) in [(one, &mine, &theirs), (other, &theirs, &mine)] {
            patch(&editor, id, first.clone()).await;
            editor.post(&format!("/articles/{id}/merge"), merge(1, second.clone())).send().await;
        }
        let (one, other) = (written(&editor, one).await, written(&editor, other).await);
        let overlap = mine.as_object().unwrap().keys().any(|name| theirs.get(name).is_some());
        assert!(overlap || one == other, "{mine} and {theirs}");
    }
}
