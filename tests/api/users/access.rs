//! `POST /users/{id}/suspend` and `/restore`

use actix_web::http::Method;
use griot::auth::Role;
use serde_json::json;

use super::{account, history};
use crate::auth::{login, refresh, sign_in};
use crate::support::compare::{at, holds};
use crate::support::fixtures::{self, PASSWORD};
use crate::support::{Client, TestApp};

async fn scene() -> (TestApp, Client, String) {
    let app = TestApp::with(|config| config.auth.login_attempts_per_account = 100).await;
    let admin = app.admin().await;
    let path = format!("/users/{}", account(&app, "awa@exemple.sn", Role::Editor).await);
    (app, admin, path)
}

#[actix_web::test]
async fn a_suspension_ends_every_session_and_a_restoration_brings_none_back() {
    let (app, admin, path) = scene().await;
    let grants = [sign_in(&app, "awa@exemple.sn").await, sign_in(&app, "awa@exemple.sn").await];
    let colleague = app.editor().await;
    let article = fixtures::published(&grants[0].client(&app), "La crue", json!({})).await.id();
    let before = admin.get(&path).expect(200).await;
    let suspended =
        admin.post(&format!("{path}/suspend"), json!({})).if_match(&before.etag()).expect(200).await;
    holds(&suspended.data(), &json!({ "suspended": true, "role": "editor", "email": "awa@exemple.sn" }));
    assert_eq!(suspended.data()["suspended_at"], suspended.data()["updated_at"]);
    assert!(suspended.etag().starts_with("\"2."), "{}", suspended.etag());
    assert_eq!(admin.get(&path).expect(200).await.data(), suspended.data());
    let nobody_comes_back = async || {
        for grant in &grants {
            assert!(!grant.counts(&app).await);
            refresh(&app, &grant.refresh).refused(401, "unauthenticated").await;
        }
    };
    nobody_comes_back().await;
    login(&app, "awa@exemple.sn", PASSWORD).refused(401, "invalid-credentials").await;
    colleague.get("/auth/me").expect(200).await;
    app.anonymous().get(&format!("/articles/{article}")).expect(200).await;
    let restore = format!("{path}/restore");
    let restored = admin.post(&restore, json!({})).if_match(&suspended.etag()).expect(200).await;
    holds(&restored.data(), &json!({ "suspended": false, "suspended_at": null, "role": "editor" }));
    nobody_comes_back().await;
    assert!(sign_in(&app, "awa@exemple.sn").await.counts(&app).await);
    let made: Vec<_> = history(&app, before.id()).await.into_iter().skip(1).collect();
    let event = ("user.updated".to_owned(), Some(admin.user_id()), json!({ "role": "editor" }));
    assert_eq!(made, [event.clone(), event]);
}

#[actix_web::test]
async fn twice_is_as_good_as_once() {
    let (app, admin, path) = scene().await;
    let user = admin.get(&path).expect(200).await;
    let restored = admin.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!((restored.data(), restored.etag()), (user.data(), user.etag()), "nobody was suspended");
    let once = admin.post(&format!("{path}/suspend"), json!({})).if_match("*").expect(200).await;
    app.advance(60);
    let twice = admin.post(&format!("{path}/suspend"), json!({})).if_match("*").expect(200).await;
    assert_eq!((twice.data(), twice.etag()), (once.data(), once.etag()));
    assert_eq!(history(&app, user.id()).await.len(), 2);
}

#[actix_web::test]
async fn a_suspended_account_can_be_changed_and_stays_suspended() {
    let (app, admin, path) = scene().await;
    admin.post(&format!("{path}/suspend"), json!({})).if_match("*").expect(200).await;
    let new = "quatre tambours sous la pluie";
    let change = json!({ "name": "Awa Sow", "role": "author", "password": new });
    let changed = admin.patch(&path, change).if_match("*").expect(200).await;
    holds(&changed.data(), &json!({ "name": "Awa Sow", "role": "author", "suspended": true }));
    login(&app, "awa@exemple.sn", new).refused(401, "invalid-credentials").await;
    admin.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    let signed = login(&app, "awa@exemple.sn", new).expect(200).await;
    assert_eq!(signed.data()["user"]["role"], "author");
}

#[actix_web::test]
async fn no_body_or_an_empty_one() {
    let (_, admin, path) = scene().await;
    for verb in ["suspend", "restore"] {
        let path = format!("{path}/{verb}");
        admin.request(Method::POST, &path).if_match("*").expect(200).await;
        let more = admin.post(&path, json!({ "reason": "congé" })).if_match("*");
        more.refused(422, "validation-failed").await;
        let list = admin.post(&path, json!([])).if_match("*").refused(422, "validation-failed").await;
        assert_eq!(list.faults(), at(&[("", "wrong-type")]));
        let text = admin.post(&path, json!({})).header("Content-Type", "text/plain").if_match("*");
        text.refused(415, "unsupported-media-type").await;
        admin
            .post(&format!("{path}?force=true"), json!({}))
            .if_match("*")
            .refused(400, "bad-parameter")
            .await;
        admin.get(&path).refused(405, "method-not-allowed").await;
    }
}
