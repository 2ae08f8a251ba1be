//! `PUT` and `PATCH /articles/{id}`

use futures_util::future::join_all;
use serde_json::json;

use crate::guards::events::log;
use crate::support::compare::holds;
use crate::support::{TestApp, fixtures};

#[actix_web::test]
async fn every_save_appends_a_revision() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = fixtures::article(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}", made.id());
    app.advance(5);
    let second = editor.patch(&path, json!({ "title": "Deux" })).if_match(&made.etag()).expect(200).await;
    holds(&second.data(), &json!({ "revision": 2, "version": 2, "slug": "un", "title": "Deux" }));
    assert_ne!(second.data()["saved_at"], made.data()["saved_at"]);
    assert_eq!(second.data()["created_at"], made.data()["created_at"]);
    let third = editor.put(&path, json!({ "title": "Trois" })).if_match(&second.etag()).expect(200).await;
    holds(&third.data(), &json!({ "revision": 3, "slug": "un", "summary": null, "body": null }));
    // An empty patch is a save, too.
    let fourth = editor.patch(&path, json!({})).if_match(&third.etag()).expect(200).await;
    assert_eq!(fourth.data()["revision"], 4);
    for (revision, title) in [(1, "Un"), (3, "Trois"), (2, "Deux")] {
        let publish = json!({ "revision": revision });
        let live = editor.post(&format!("{path}/publish"), publish).if_match("*").expect(200).await;
        assert_eq!(
            (&live.data()["published_revision"], &live.data()["revision"]),
            (&json!(revision), &json!(4))
        );
        let read = app.anonymous().get(&path).expect(200).await;
        holds(&read.data(), &json!({ "title": title, "revision": revision }));
    }
    let refused = editor.post(&format!("{path}/publish"), json!({ "revision": 5 })).if_match("*");
    assert_eq!(refused.refused(422, "validation-failed").await.faults()[0].0, "/revision");
}

#[actix_web::test]
async fn a_merge_patch() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let (a, b) = (fixtures::author(&editor, "Awa").await, fixtures::author(&editor, "Bintou").await);
    let more = json!({
        "kicker": "k", "authors": [{ "id": a, "role": "translator" }, { "id": b }], "source": { "name": "S", "url": "https://example.org" },
        "custom": { "a": { "b": 1, "c": [1, 2] }, "d": 1 }, "seo": { "title": "t", "noindex": true },
    });
    let made = fixtures::article(&editor, "Un", more).await;
    let path = format!("/articles/{}", made.id());
    let patch = json!({
        "kicker": null, "authors": [{ "id": b }], "source": { "url": null }, "seo": { "title": null },
        "custom": { "a": { "b": null, "c": [3] }, "e": 2 },
    });
    let call = editor.patch(&path, patch).header("Content-Type", "application/merge-patch+json");
    let changed = call.if_match(&made.etag()).expect(200).await.data();
    holds(&changed, &json!({ "kicker": null, "title": "Un", "source": { "name": "S", "url": null } }));
    assert_eq!(changed["custom"], json!({ "a": { "c": [3] }, "d": 1, "e": 2 }));
    assert_eq!((&changed["seo"]["title"], &changed["seo"]["noindex"]), (&json!(null), &json!(true)));
    assert_eq!(changed["authors"].as_array().unwrap().len(), 1);
    assert_eq!(changed["authors"][0]["role"], "author");
    assert_eq!(changed["body"], made.data()["body"]);
    let emptied = editor
        .patch(&path, json!({ "body": null, "authors": [], "seo": null, "featured": false, "source": null }));
    let emptied = emptied.if_match("*").expect(200).await.data();
    holds(
        &emptied,
        &json!({ "body": null, "authors": [], "source": null, "featured": false, "word_count": 0 }),
    );
    for wrong in
        [json!({ "title": null }), json!({ "body": { "format": "rtf" } }), json!({ "version": 3 }), json!([])]
    {
        editor.patch(&path, wrong).if_match("*").refused(422, "validation-failed").await;
    }
}

#[actix_web::test]
async fn no_lost_update() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = fixtures::article(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}", made.id());
    let patch = json!({ "kicker": "k" });
    editor.patch(&path, patch.clone()).refused(428, "precondition-required").await;
    editor.put(&path, json!({ "title": "T" })).refused(428, "precondition-required").await;
    // A tag got with other members is good for a write.
    let sparse = editor.get(&format!("{path}?edition=draft&fields=title")).expect(200).await;
    let live = fixtures::published(&editor, "Deux", json!({})).await;
    let public = app.anonymous().get(&format!("/articles/{}", live.id())).expect(200).await.etag();
    let first = editor.patch(&path, patch.clone()).if_match(&sparse.etag()).expect(200).await;
    for stale in [made.etag(), format!("W/{}", first.etag()), public] {
        let refused = editor.patch(&path, patch.clone()).if_match(&stale).refused(412, "stale").await;
        assert_eq!(refused.json()["current_etag"], first.etag());
    }
    let listed = format!("{}, {}", made.etag(), first.etag());
    editor.patch(&path, patch).if_match(&listed).expect(200).await;
}

#[actix_web::test]
async fn fifty_at_once_with_one_tag() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = fixtures::article(&editor, "Un", json!({})).await;
    let (path, mut tag) = (format!("/articles/{}", made.id()), made.etag());
    for round in 0..20 {
        let call = |number: usize| {
            editor.patch(&path, json!({ "kicker": format!("{round}-{number}") })).if_match(&tag).send()
        };
        let replies = join_all((0..50).map(call)).await;
        let (done, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!((done.len(), refused.len()), (1, 49));
        assert!(refused.iter().all(|reply| reply.status == 412), "{}", refused[0]);
        let now = editor.get(&format!("{path}?edition=draft")).expect(200).await;
        assert_eq!((now.data()["revision"].clone(), now.etag()), (json!(round + 2), done[0].etag()));
        tag = now.etag();
    }
}

#[actix_web::test]
async fn fifty_publish_one_revision_once() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let id = fixtures::article(&editor, "Un", json!({})).await.id();
    let before = log(&app.state).await.len();
    let path = format!("/articles/{id}/publish");
    let call = |_| editor.post(&path, json!({})).if_match("*").send();
    let replies = join_all((0..50).map(call)).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{}", replies[0]);
    let told: Vec<String> = log(&app.state).await.drain(before..).map(|row| row.2).collect();
    assert_eq!(told, ["article.published"]);
}

#[actix_web::test]
async fn readers_go_on_seeing_what_is_published() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let live = fixtures::published(&editor, "Un", json!({})).await;
    let path = format!("/articles/{}", live.id());
    let before = app.anonymous().get(&path).expect(200).await;
    app.advance(60);
    editor.patch(&path, json!({ "title": "Deux", "slug": "deux" })).if_match(&live.etag()).expect(200).await;
    let after = app.anonymous().get(&path).expect(200).await;
    assert_eq!((after.body, after.headers.get("etag")), (before.body, before.headers.get("etag")));
    app.anonymous().get("/articles/deux").refused(404, "not-found").await;
    app.anonymous().get("/articles/un").expect(200).await;
}
