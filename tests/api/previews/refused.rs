//! Whatever is wrong with a link is one and the same problem; what is withdrawn says so.

use griot::auth::keys::{Keys, MasterKey};
use griot::auth::{PreviewClaim, PreviewTokens};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{draft, link, preview};
use crate::support::{Client, Response, TestApp, fixtures};

fn told(reply: &Response) -> (Value, Vec<String>) {
    let mut body = reply.json();
    body["instance"] = Value::Null;
    let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
    names.sort();
    (body, names)
}

#[actix_web::test]
async fn one_problem_for_all_that_is_wrong() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let path = draft(&editor).await;
    let public = fixtures::published(&editor, "Le port", json!({})).await.id();
    let other = format!("/articles/{}", fixtures::article(&editor, "Autre", json!({})).await.id());
    let page =
        format!("/pages/{}", editor.post("/pages", json!({ "title": "À propos" })).expect(201).await.id());
    let (_, good) = link(&editor, &path, json!({ "expires_in": 120 })).await;
    let (_, of_page) = link(&editor, &page, json!({})).await;
    let (revoked_id, revoked) = link(&editor, &path, json!({})).await;
    editor.delete(&format!("{path}/preview-links/{revoked_id}")).expect(204).await;
    let (_, expired) = link(&editor, &path, json!({ "expires_in": 60 })).await;
    preview(&reader, &path, &expired).expect(200).await;
    app.advance(60);
    preview(&reader, &path, &good).expect(200).await;
    // Signed by another key, and by ours for a link that never was or ends later than it says.
    let id: Uuid = path[10..].parse().unwrap();
    let forge = |key: u8, link: Uuid, seconds: i64| {
        let keys = Keys { current: MasterKey::new(&[key; 32]), previous: None };
        let expires_at = app.clock.now().plus(chrono::TimeDelta::seconds(seconds));
        PreviewTokens::new(&keys).issue(&PreviewClaim { article: id, link, expires_at })
    };
    let links = editor.get(&format!("{path}/preview-links")).expect(200).await;
    let living: Uuid = links.data()[0]["id"].as_str().unwrap().parse().unwrap();
    let altered = format!("{}{}", &good[..good.len() - 1], if good.ends_with('A') { 'B' } else { 'A' });
    let nowhere = format!("/articles/{}", Uuid::nil());
    let expected = told(&preview(&reader, &path, &revoked).refused(404, "preview-invalid").await);
    for (place, token) in [
        (&path, "x"),
        (&path, "grp_"),
        (&path, altered.as_str()),
        (&path, &good[..60]),
        (&path, expired.as_str()),
        (&path, of_page.as_str()),
        (&path, &forge(8, living, 3600)),
        (&path, &forge(7, Uuid::nil(), 3600)),
        (&path, &forge(7, living, 3600)),
        (&other, good.as_str()),
        (&nowhere, good.as_str()),
        (&nowhere, "x"),
        (&"/articles/personne".to_owned(), good.as_str()),
        (&format!("/articles/{public}"), good.as_str()),
        (&format!("/articles/{public}"), "x"),
        (&page, good.as_str()),
        (&page, "x"),
    ] {
        let reply = preview(&reader, place, token).refused(404, "preview-invalid").await;
        assert_eq!(told(&reply), expected, "{place} {token}");
        let signed_in = preview(&editor, place, token).refused(404, "preview-invalid").await;
        assert_eq!(told(&signed_in).0, expected.0, "{place} {token}");
    }
    let text = reader.get(&format!("{path}?preview={altered}")).send().await.body;
    assert!(!String::from_utf8_lossy(&text).contains(&altered));
}

#[actix_web::test]
async fn it_ends_to_the_microsecond() {
    let app = TestApp::new().await;
    let (editor, reader) = (app.editor().await, app.anonymous());
    let path = draft(&editor).await;
    let made =
        editor.post(&format!("{path}/preview-links"), json!({ "expires_in": 60 })).expect(201).await.data();
    let until: griot::clock::Timestamp = made["expires_at"].as_str().unwrap().parse().unwrap();
    let token = made["token"].as_str().unwrap();
    app.clock.advance(until.since(app.clock.now()) - chrono::TimeDelta::microseconds(1));
    preview(&reader, &path, token).expect(200).await;
    app.clock.advance(chrono::TimeDelta::microseconds(1));
    preview(&reader, &path, token).refused(404, "preview-invalid").await;
}

async fn suspend(admin: &Client, who: &Client, verb: &str) {
    let path = format!("/users/{}/{verb}", who.user_id());
    admin.post(&path, json!({})).if_match("*").expect(200).await;
}

/// A link counts for as long as its maker may read what it shows.
#[actix_web::test]
async fn it_depends_on_its_maker() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    let (author, contributor) = (app.author().await, app.contributor().await);
    let path = draft(&admin).await;
    let (_, token) = link(&author, &path, json!({})).await;
    preview(&reader, &path, &token).expect(200).await;
    suspend(&admin, &author, "suspend").await;
    preview(&reader, &path, &token).refused(404, "preview-invalid").await;
    suspend(&admin, &author, "restore").await;
    preview(&reader, &path, &token).expect(200).await;
    let account = format!("/users/{}", author.user_id());
    admin.patch(&account, json!({ "role": "contributor" })).if_match("*").expect(200).await;
    preview(&reader, &path, &token).refused(404, "preview-invalid").await;
    // Named, and named no more.
    let body = json!({ "assignee_id": contributor.user_id() });
    admin.put(&format!("{path}/assignment"), body).expect(200).await;
    let (_, lent) = link(&contributor, &path, json!({})).await;
    preview(&reader, &path, &lent).expect(200).await;
    admin.delete(&format!("{path}/assignment")).expect(204).await;
    preview(&reader, &path, &lent).refused(404, "preview-invalid").await;
    // Deleted: for good.
    admin.delete(&account).if_match("*").expect(204).await;
    preview(&reader, &path, &token).refused(404, "preview-invalid").await;
    let links = admin.get(&format!("{path}/preview-links")).expect(200).await;
    assert_eq!(links.pluck("created_by")[0]["id"], json!(contributor.user_id()));
}

#[actix_web::test]
async fn withdrawing_and_throwing_away_end_all_links() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    for collection in ["articles", "pages"] {
        let path = format!(
            "/{collection}/{}",
            admin.post(&format!("/{collection}"), json!({ "title": "La crue" })).expect(201).await.id()
        );
        let act = |verb: &str, body: Value| admin.post(&format!("{path}/{verb}"), body).if_match("*");
        let (_, token) = link(&admin, &path, json!({})).await;
        act("publish", json!({})).expect(200).await;
        preview(&reader, &path, &token).expect(200).await;
        act("retract", json!({ "notice": "Retiré." })).expect(200).await;
        let gone = preview(&reader, &path, &token).refused(410, "retracted").await;
        assert_eq!(gone.json()["notice"], "Retiré.");
        let plain = reader.get(&path).refused(410, "retracted").await;
        assert_eq!(told(&gone), told(&plain));
        // A token that is none tells nothing, not even what anybody may read without it.
        preview(&reader, &path, "x").refused(404, "preview-invalid").await;
        assert_eq!(admin.get(&format!("{path}/preview-links")).expect(200).await.data(), json!([]));
        act("reinstate", json!({})).expect(200).await;
        preview(&reader, &path, &token).refused(404, "preview-invalid").await;
        let (_, token) = link(&admin, &path, json!({})).await;
        preview(&reader, &path, &token).expect(200).await;
        admin.delete(&path).if_match("*").expect(204).await;
        preview(&reader, &path, &token).refused(404, "preview-invalid").await;
        act("restore", json!({})).expect(200).await;
        preview(&reader, &path, &token).refused(404, "preview-invalid").await;
    }
}

/// Two at once: whichever is first, no link outlives the retraction.
#[actix_web::test]
async fn no_link_slips_in_behind_a_retraction() {
    let app = TestApp::new().await;
    let (admin, reader) = (app.admin().await, app.anonymous());
    for _ in 0..6 {
        let id = fixtures::published(&admin, "La crue", json!({})).await.id();
        let path = format!("/articles/{id}");
        let links = (0..6).map(|_| admin.post(&format!("{path}/preview-links"), json!({})).send());
        let notice = json!({ "notice": "Retiré." });
        let retract = admin.post(&format!("{path}/retract"), notice).if_match("*").send();
        let (links, retracted) =
            futures_util::future::join(futures_util::future::join_all(links), retract).await;
        assert_eq!(retracted.status, 200, "{retracted}");
        assert_eq!(admin.get(&format!("{path}/preview-links")).expect(200).await.data(), json!([]));
        admin.post(&format!("{path}/reinstate"), json!({})).if_match("*").expect(200).await;
        for made in links {
            if made.status == 201 {
                let token = made.data()["token"].as_str().unwrap().to_owned();
                preview(&reader, &path, &token).refused(404, "preview-invalid").await;
            } else {
                made.expect_problem(409, "illegal-transition", "it came later");
            }
        }
    }
}
