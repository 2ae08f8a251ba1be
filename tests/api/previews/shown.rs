//! What a link shows: the working copy as readers would see it, and nothing else.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{draft, link, preview};
use crate::support::{Client, TestApp, fixtures};

#[actix_web::test]
async fn the_working_copy_in_the_form_readers_know() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let author = fixtures::author(&editor, "Awa Diop").await;
    let section = fixtures::category(&editor, "Fleuve", None).await;
    let more = json!({ "authors": [{ "id": author }], "primary_category_id": section, "tag_ids": [fixtures::tag(&editor, "Eau").await] });
    let id = fixtures::article(&editor, "La crue", more).await.id();
    let path = format!("/articles/{id}");
    let (_, token) = link(&editor, &path, json!({})).await;
    let shown = preview(&reader, &path, &token).expect(200).await;
    assert_eq!(shown.header("cache-control"), Some("private, no-store"));
    assert_eq!(shown.header("x-robots-tag"), Some("noindex"));
    assert_eq!((shown.header("etag"), shown.header("last-modified")), (None, None));
    assert_eq!((&shown.data()["status"], &shown.data()["title"]), (&json!("draft"), &json!("La crue")));
    // Member for member the public form; what is public only differs in what that means.
    fixtures::publish(&editor, id).await;
    let public = reader.get(&path).expect(200).await;
    assert_eq!(public.header("x-robots-tag"), None);
    let live = preview(&reader, &path, &token).expect(200).await.data();
    assert_eq!(live, public.data());
    let names = |data: &Value| data.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&shown.data()), names(&public.data()));
    for (member, value) in shown.data().as_object().unwrap() {
        if !["status", "published_at", "first_published_at", "updated_at"].contains(&member.as_str()) {
            assert_eq!(value, &public.data()[member], "{member}");
        }
    }
    // It follows the working copy, and tells what it is.
    editor.patch(&path, json!({ "title": "La crue, suite" })).if_match("*").expect(200).await;
    let followed = preview(&reader, &path, &token).expect(200).await.data();
    assert_eq!(
        (&followed["title"], &followed["status"], &followed["revision"]),
        (&json!("La crue, suite"), &json!("published"), &json!(2))
    );
    assert_eq!(reader.get(&path).expect(200).await.data()["title"], "La crue");
    // By slug; no tag of anything makes it a 304; `HEAD` and an account do not matter.
    preview(&reader, "/articles/la-crue", &token).expect(200).await;
    preview(&reader, &path, &token).header("If-None-Match", "*").expect(200).await;
    preview(&app.contributor().await, &path, &token).expect(200).await;
    let head =
        reader.request(actix_web::http::Method::HEAD, &format!("{path}?preview={token}")).expect(200).await;
    assert_eq!(head.header("x-robots-tag"), Some("noindex"));
    let cost = preview(&reader, &path, &token).expect(200).await.statements();
    assert!(cost <= 8, "{cost}");
}

#[actix_web::test]
async fn a_revision_that_is_named_stays() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let (author, section, tag) = (
        fixtures::author(&editor, "Awa Diop").await,
        fixtures::category(&editor, "Fleuve", None).await,
        fixtures::tag(&editor, "Eau").await,
    );
    let series = editor.post("/series", json!({ "name": "Escales" })).expect(201).await.id();
    let other = fixtures::category(&editor, "Société", None).await;
    let more = json!({
        "authors": [{ "id": author, "role": "photographer" }], "primary_category_id": section, "category_ids": [other],
        "tag_ids": [tag], "series": { "id": series, "position": 3 }, "kicker": "Crue",
    });
    let id = fixtures::article(&editor, "La crue", more).await.id();
    let path = format!("/articles/{id}");
    let (_, token) = link(&editor, &path, json!({ "revision": 1 })).await;
    let mut first = preview(&reader, &path, &token).expect(200).await.data();
    editor
        .put(&path, json!({ "title": "Autre chose", "slug": "autre-chose" }))
        .if_match("*")
        .expect(200)
        .await;
    let later = preview(&reader, &path, &token).expect(200).await;
    first["slug"] = json!("autre-chose");
    assert_eq!(later.data(), first, "but for the address, which is today's");
    assert!(later.statements() <= 13, "{}", later.statements());
    let full = reader
        .get(&format!("{path}?preview={token}&include=authors,categories,tags"))
        .expect(200)
        .await
        .data();
    assert_eq!(full["categories"][0]["path"], "fleuve");
    assert_eq!(full["authors"][0]["job_title"], Value::Null);
    // What it refers to and is gone is left out.
    editor.delete(&format!("/tags/{tag}")).if_match("*").expect(204).await;
    assert_eq!(preview(&reader, &path, &token).expect(200).await.data()["tags"], json!([]));
}

#[actix_web::test]
async fn members_and_more_of_them() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let path = draft(&editor).await;
    let (_, token) = link(&editor, &path, json!({})).await;
    let with = |query: &str| format!("{path}?preview={token}&{query}");
    let sparse = reader.get(&with("fields=title,status")).expect(200).await;
    assert_eq!(sparse.data(), json!({ "title": "La crue", "status": "draft" }));
    reader.get(&with("include=authors,categories,tags,body")).expect(200).await;
    reader.get(&with("edition=public&pretty")).expect(200).await;
    for (query, parameter) in [
        ("edition=draft", "edition"),
        ("profile=lite", "profile"),
        ("as_of=2026-03-01T00:00:00Z", "as_of"),
        ("include=json_ld", "include"),
        ("fields=json_ld", "fields"),
    ] {
        let refused = reader.get(&with(query)).refused(422, "conflicting-parameters").await;
        assert_eq!(refused.faults(), [(parameter.to_owned(), "rule".to_owned())]);
    }
    for hidden in ["version", "lock", "assignee", "due_at", "saved_by", "related_ids", "allowed_transitions"]
    {
        reader.get(&with(&format!("fields={hidden}"))).refused(401, "unauthenticated").await;
        editor.get(&with(&format!("fields={hidden}"))).refused(422, "conflicting-parameters").await;
    }
    for wrong in ["preview=", "preview=a&preview=b"] {
        reader.get(&format!("{path}?{wrong}")).refused(400, "bad-parameter").await;
    }
    for other in
        ["/articles", "/articles/la-crue/json-ld", "/articles/la-crue/related", "/feeds/articles.rss"]
    {
        reader.get(&format!("{other}?preview={token}")).refused(400, "bad-parameter").await;
    }
    let page =
        format!("/pages/{}", editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    let (_, token) = link(&editor, &page, json!({})).await;
    let shown = preview(&reader, &page, &token).expect(200).await;
    assert_eq!((&shown.data()["title"], &shown.data()["status"]), (&json!("À propos"), &json!("draft")));
    assert_eq!(shown.header("x-robots-tag"), Some("noindex"));
    let refused = reader
        .get(&format!("{page}?preview={token}&edition=draft"))
        .refused(422, "conflicting-parameters")
        .await;
    assert_eq!(refused.faults(), [("edition".to_owned(), "rule".to_owned())]);
    editor.post(&format!("{page}/publish"), json!({})).if_match("*").expect(200).await;
    assert_eq!(
        preview(&reader, &page, &token).expect(200).await.data(),
        reader.get(&page).expect(200).await.data()
    );
}

const CANARY: &str = "zibeline";

async fn hidden(editor: &Client, more: Value) -> Uuid {
    let id = fixtures::article(editor, &format!("Une {CANARY}"), more).await.id();
    let body = json!({ "assignee_id": editor.user_id(), "due_at": "2026-04-01T00:00:00Z" });
    editor.put(&format!("/articles/{id}/assignment"), body).expect(200).await;
    editor.put(&format!("/articles/{id}/lock"), json!({})).expect(200).await;
    editor.post("/notes", json!({ "article_id": id, "text": CANARY })).expect(201).await;
    id
}

/// Drafts beside it stay hidden, and so does everything staff say of it.
#[actix_web::test]
async fn nothing_else_of_the_drafts() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let account = format!("/users/{}", editor.user_id());
    let renamed = json!({ "name": format!("La {CANARY}") });
    app.admin().await.patch(&account, renamed).if_match("*").expect(200).await;
    let related = hidden(&editor, json!({})).await;
    let scheduled = hidden(&editor, json!({})).await;
    let plan = json!({ "publish_at": "2100-01-01T00:00:00Z" });
    editor.post(&format!("/articles/{scheduled}/schedule"), plan).if_match("*").expect(200).await;
    let shown = json!({ "related_ids": [related, scheduled] });
    let id = fixtures::article(&editor, "La crue", shown).await.id();
    hidden(&editor, json!({ "translation_of": id, "locale": "en" })).await;
    let wolof = hidden(&editor, json!({ "translation_of": id, "locale": "wo" })).await;
    let path = format!("/articles/{id}");
    editor.put(&format!("{path}/lock"), json!({})).expect(200).await;
    editor.post("/notes", json!({ "article_id": id, "text": CANARY })).expect(201).await;
    let (_, token) = link(&editor, &path, json!({})).await;
    for query in ["", "&include=authors,categories,tags", "&fields=translations,title"] {
        let reply = reader.get(&format!("{path}?preview={token}{query}")).expect(200).await;
        let text = String::from_utf8_lossy(&reply.body).to_lowercase();
        assert!(!text.contains(CANARY), "{reply}");
        for other in [related, scheduled, wolof, editor.user_id()] {
            assert!(!text.contains(&other.to_string()), "{reply}");
        }
    }
    // A translation that readers find is shown, as everywhere.
    fixtures::publish(&editor, wolof).await;
    let data = preview(&reader, &path, &token).expect(200).await.data();
    assert_eq!(data["translations"].as_array().unwrap().len(), 1);
    // The token opens nothing but this.
    for other in [related, scheduled] {
        preview(&reader, &format!("/articles/{other}"), &token).refused(404, "preview-invalid").await;
    }
}
