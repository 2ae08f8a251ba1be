//! What must be there before readers see it.

use serde_json::{Value, json};

use crate::support::compare::at;
use crate::support::{TestApp, fixtures};

/// Whatever is missing is told at once, by each verb that would show it, and before anybody tries.
#[actix_web::test]
async fn a_newsroom_as_installed_wants_all_of_it() {
    let app = TestApp::as_installed(|_| {}).await;
    let editor = app.editor().await;
    let made = editor.post("/articles", json!({ "title": "La crue", "summary": " " })).expect(201).await;
    let path = format!("/articles/{}", made.id());
    let refusal = |data: &Value, verb: &str| {
        let all = data["refused_transitions"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["verb"] == verb).unwrap_or_default()
    };
    assert_eq!(made.data()["allowed_transitions"], json!(["submit", "trash"]));
    let because = "The newsroom requires before publication what is missing: summary, body, authors, \
        primary_category_id.";
    for (verb, body) in
        [("publish", json!({})), ("schedule", json!({ "publish_at": "2100-01-01T00:00:00Z" }))]
    {
        let told = refusal(&made.data(), verb);
        assert_eq!((&told["code"], &told["because"]), (&json!("incomplete"), &json!(because)));
        let refused =
            editor.post(&format!("{path}/{verb}"), body).if_match("*").refused(422, "incomplete").await;
        let all = ["/summary", "/body", "/authors", "/primary_category_id"];
        assert_eq!(refused.faults(), at(&all.map(|pointer| (pointer, "required"))));
        assert_eq!(refused.json()["missing"], json!(["summary", "body", "authors", "primary_category_id"]));
    }
    app.anonymous().get("/articles/la-crue").expect(404).await;
    let (author, section) =
        (fixtures::author(&editor, "Awa").await, fixtures::category(&editor, "Fleuve", None).await);
    let rest = json!({
        "summary": "Deux mètres.", "body": { "format": "text", "source": "Le fleuve monte." },
        "authors": [{ "id": author }], "primary_category_id": section,
    });
    let saved = editor.patch(&path, rest).if_match("*").expect(200).await.data();
    assert_eq!(saved["allowed_transitions"], json!(["submit", "publish", "schedule", "trash"]));
    fixtures::publish(&editor, made.id()).await;
    // A correction shows another revision, so the same holds; what is live already can be confirmed.
    let emptied = editor.patch(&path, json!({ "summary": null })).if_match("*").expect(200).await.data();
    assert_eq!(refusal(&emptied, "correct")["code"], "incomplete");
    let correction = json!({ "kind": "correction", "note": "Faux." });
    editor
        .post(&format!("{path}/correct"), correction.clone())
        .if_match("*")
        .refused(422, "incomplete")
        .await;
    let mut confirmed = correction;
    confirmed["revision"] = json!(2);
    editor.post(&format!("{path}/correct"), confirmed).if_match("*").expect(200).await;
    // An older revision is judged by what it holds itself.
    let first = json!({ "revision": 1 });
    let refused =
        editor.post(&format!("{path}/publish"), first).if_match("*").refused(422, "incomplete").await;
    assert_eq!(refused.faults().len(), 4);
    editor.post(&format!("{path}/publish"), json!({ "revision": 2 })).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn each_type_has_its_own_list_and_pages_have_one() {
    let app = TestApp::as_installed(|_| {}).await;
    let (editor, admin) = (app.editor().await, app.admin().await);
    let lists = json!({ "checklists": { "brief": [], "video": ["image", "tag_ids", "kicker"] } });
    let site = admin.patch("/site", lists).if_match("*").expect(200).await.data();
    assert_eq!(site["checklists"]["news"], json!(["summary", "body", "authors", "primary_category_id"]));
    let brief = editor.post("/articles", json!({ "title": "Une brève", "type": "brief" })).expect(201).await;
    fixtures::publish(&editor, brief.id()).await;
    let video = editor.post("/articles", json!({ "title": "Un film", "type": "video" })).expect(201).await;
    let path = format!("/articles/{}/publish", video.id());
    let refused = editor.post(&path, json!({})).if_match("*").refused(422, "incomplete").await;
    assert_eq!(refused.json()["missing"], json!(["image", "tag_ids", "kicker"]));
    // A body without a word is none.
    let body = json!({ "format": "html", "source": "<p> </p>" });
    let page = editor.post("/pages", json!({ "title": "À propos", "body": body })).expect(201).await;
    let path = format!("/pages/{}", page.id());
    let refused =
        editor.post(&format!("{path}/publish"), json!({})).if_match("*").refused(422, "incomplete").await;
    assert_eq!(refused.json()["missing"], json!(["body"]));
    let body = json!({ "format": "text", "source": "Qui nous sommes." });
    editor.patch(&path, json!({ "body": body })).if_match("*").expect(200).await;
    editor.post(&format!("{path}/publish"), json!({})).if_match("*").expect(200).await;
}

#[actix_web::test]
async fn lists_that_make_no_sense_are_refused() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let lists = json!({ "checklists": { "news": ["body", "body"], "page": ["authors", "summary"] } });
    let refused = admin.patch("/site", lists).if_match("*").refused(422, "validation-failed").await;
    assert_eq!(
        refused.faults(),
        at(&[("/checklists/news/1", "duplicate"), ("/checklists/page/0", "not-allowed")])
    );
    for wrong in [json!({ "news": ["title"] }), json!({ "depeche": [] }), json!({ "news": "body" })] {
        admin
            .patch("/site", json!({ "checklists": wrong }))
            .if_match("*")
            .refused(422, "validation-failed")
            .await;
    }
}
