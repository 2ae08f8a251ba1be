//! `DELETE /users/{id}`

use griot::auth::Role;
use serde_json::json;

use super::{account, history, input};
use crate::auth::{login, refresh, sign_in};
use crate::support::TestApp;
use crate::support::fixtures::{self, PASSWORD};

#[actix_web::test]
async fn an_account_that_left_no_trace_goes_with_its_sessions() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = account(&app, "awa@exemple.sn", Role::Editor).await;
    let path = format!("/users/{id}");
    let grant = sign_in(&app, "awa@exemple.sn").await;
    // Profiles and sections name nobody as their maker.
    fixtures::author(&grant.client(&app), "Awa Diop").await;
    fixtures::category(&grant.client(&app), "Fleuve", None).await;
    let tag = admin.get(&path).expect(200).await.etag();
    let gone = admin.delete(&path).if_match(&tag).expect(204).await;
    assert!(gone.body.is_empty() && gone.header("etag").is_none());
    assert_eq!(gone.header("cache-control"), Some("private, no-store"));
    admin.get(&path).refused(404, "not-found").await;
    assert!(!grant.counts(&app).await);
    refresh(&app, &grant.refresh).refused(401, "unauthenticated").await;
    login(&app, "awa@exemple.sn", PASSWORD).refused(401, "invalid-credentials").await;
    let event = ("user.deleted".to_owned(), Some(admin.user_id()), json!({ "role": "editor" }));
    assert_eq!(history(&app, id).await.last(), Some(&event));
    // The address is free again; the id is not, nor does the old session belong to the new account.
    let again = admin.post("/users", input("awa@exemple.sn")).expect(201).await;
    assert_ne!(again.id(), id);
    assert!(!grant.counts(&app).await);
}

#[actix_web::test]
async fn who_made_something_stays() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let (maker, saver) = (app.editor().await, app.editor().await);
    let article = fixtures::article(&maker, "La crue", json!({})).await.id();
    let save = json!({ "kicker": "Fleuve" });
    saver.patch(&format!("/articles/{article}"), save.clone()).if_match("*").expect(200).await;
    let tries = async |who: uuid::Uuid, articles: i64, revisions: i64| {
        let refused = admin.delete(&format!("/users/{who}")).if_match("*").refused(409, "in-use").await;
        let used_by = json!({ "articles": articles, "revisions": revisions, "notes": 0, "corrections": 0 });
        assert_eq!(refused.json()["used_by"], used_by, "{refused}");
        assert!(refused.json()["detail"].as_str().unwrap().contains("Suspend"), "{refused}");
    };
    tries(maker.user_id(), 1, 1).await;
    tries(saver.user_id(), 1, 1).await;
    // Who saved once is named by the revision for good, though somebody else saved last.
    maker.patch(&format!("/articles/{article}"), json!({ "kicker": null })).if_match("*").expect(200).await;
    tries(saver.user_id(), 0, 1).await;
    saver.get("/auth/me").expect(200).await;
    assert_eq!(history(&app, saver.user_id()).await.len(), 1);
    let path = format!("/users/{}/suspend", saver.user_id());
    admin.post(&path, json!({})).if_match("*").expect(200).await;
    tries(saver.user_id(), 0, 1).await;
}

#[actix_web::test]
async fn nothing_is_deleted_twice() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = account(&app, "awa@exemple.sn", Role::Author).await;
    let path = format!("/users/{id}");
    admin.delete(&format!("{path}?permanently=true")).if_match("*").refused(400, "bad-parameter").await;
    let calls = (0..6).map(|_| admin.delete(&path).if_match("\"1.x\"").send());
    let replies = futures_util::future::join_all(calls).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 204).count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 204) {
        reply.expect_problem(404, "not-found", "the slower ones");
    }
    assert_eq!(history(&app, id).await.len(), 2, "made and deleted once");
}
