//! Accounts that go while something is done in their name.

use futures_util::future::join_all;
use griot::auth::Role;
use serde_json::json;

use super::account;
use crate::support::client::Call;
use crate::support::compare::at;
use crate::support::{Client, TestApp, fixtures};

/// Deletes somebody at the moment they do something; their reply must be one of these.
async fn deleted_while(app: &TestApp, work: impl Fn(&Client) -> Call, accepted: [(u16, &str); 2]) {
    let admin = app.admin().await;
    for round in 0..16 {
        let person = app.editor().await;
        let mut calls = [admin.delete(&format!("/users/{}", person.user_id())).if_match("*"), work(&person)];
        calls.rotate_left(round % 2);
        let replies = join_all(calls.map(Call::send)).await;
        let reply = &replies[1 - round % 2];
        assert!(accepted.contains(&(reply.status, reply.code().as_str())), "{reply}");
    }
}

#[actix_web::test]
async fn who_writes_while_being_deleted_is_not_told_of_a_fault_of_ours() {
    let app = TestApp::new().await;
    let article = json!({ "title": "La crue", "body": { "format": "text", "source": "Eau." } });
    deleted_while(&app, |p| p.post("/articles", article.clone()), [(201, ""), (401, "unauthenticated")])
        .await;
    let path =
        format!("/articles/{}", fixtures::article(&app.editor().await, "La crue", json!({})).await.id());
    let save = |p: &Client| p.patch(&path, json!({ "kicker": "k" })).if_match("*");
    deleted_while(&app, save, [(200, ""), (401, "unauthenticated")]).await;
}

#[actix_web::test]
async fn whose_account_goes_meanwhile_is_signed_out() {
    let app = TestApp::new().await;
    let rename = |p: &Client| p.patch("/auth/me", json!({ "name": "Awa" }));
    deleted_while(&app, rename, [(200, ""), (401, "unauthenticated")]).await;
    let read = |p: &Client| p.get("/auth/me");
    deleted_while(&app, read, [(200, ""), (401, "unauthenticated")]).await;
}

#[actix_web::test]
async fn an_unknown_member_is_named_where_none_is_known() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/users/{}/suspend", account(&app, "awa@exemple.sn", Role::Author).await);
    let more = admin.post(&path, json!({ "reason": "congé" })).if_match("*");
    let refused = more.refused(422, "validation-failed").await;
    assert_eq!(refused.faults(), at(&[("/reason", "unknown-field")]), "{refused}");
}

#[actix_web::test]
async fn a_null_password_is_none_in_ones_own_account_too() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let patch = json!({ "name": "Moi", "password": null });
    let path = format!("/users/{}", admin.user_id());
    let changed = admin.patch(&path, patch).if_match("*").expect(200).await;
    assert_eq!(changed.data()["name"], "Moi");
}
