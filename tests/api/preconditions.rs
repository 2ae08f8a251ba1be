//! What a write that missed the latest version is told, alike for every resource.

use serde_json::{Value, json};

use crate::support::{TestApp, fixtures};

/// One of each kind, and a change that each accepts.
async fn one_of_each(app: &TestApp) -> Vec<(String, Value)> {
    let admin = app.admin().await;
    let author = fixtures::author(&admin, "Awa Diop").await;
    let category = fixtures::category(&admin, "Société", None).await;
    let article = fixtures::article(&admin, "La crue", json!({})).await.id();
    admin.post("/menus", json!({ "slug": "main", "name": "Principal" })).expect(201).await;
    let body = json!({ "from": "/avant", "to": "/apres" });
    let redirect = admin.post("/redirects", body).expect(201).await.id();
    let user = app.author().await.user_id();
    vec![
        (format!("/authors/{author}"), json!({ "bio": "Elle écrit." })),
        (format!("/categories/{category}"), json!({ "description": "La ville." })),
        (format!("/articles/{article}"), json!({ "kicker": "Fleuve" })),
        (format!("/redirects/{redirect}"), json!({ "note": "Ancien site" })),
        ("/menus/main".into(), json!({ "name": "Menu" })),
        (format!("/users/{user}"), json!({ "name": "Binta Sow" })),
    ]
}

#[actix_web::test]
async fn a_stale_write_learns_who_was_faster_and_when() {
    let app = TestApp::new().await;
    let (first, second) = (app.admin().await, app.admin().await);
    for (path, patch) in one_of_each(&app).await {
        app.advance(60);
        let now = app.state.clock.now().to_string();
        let changed = first.patch(&path, patch.clone()).if_match("*").expect(200).await;
        app.advance(60);
        let refused = second.patch(&path, patch).if_match("\"1.x\"").refused(412, "stale").await.json();
        assert_eq!(refused["current_etag"], changed.etag(), "{path}");
        assert_eq!(refused["current_version"], 2, "{path}");
        assert_eq!(refused["changed_by"]["id"], first.user_id().to_string(), "{path}");
        assert!(refused["changed_by"]["name"].is_string(), "{path}");
        assert_eq!(refused["changed_at"].as_str().unwrap()[..19], now[..19], "{path}");
        let deleted = second.delete(&path).if_match("\"1.x\"").refused(412, "stale").await.json();
        assert_eq!(deleted["changed_at"], refused["changed_at"], "{path}");
    }
}

#[actix_web::test]
async fn nobody_is_named_where_no_user_did_it() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/users/{}", app.author().await.user_id());
    let refused = admin.patch(&path, json!({ "name": "B" })).if_match("\"9.x\"").refused(412, "stale").await;
    assert_eq!(refused.json().get("changed_by"), Some(&Value::Null));
}

#[actix_web::test]
async fn a_star_does_not_match_what_is_not_there() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let absent = app.state.ids.next();
    for (path, patch) in one_of_each(&app).await {
        let room = path.split('/').nth(1).unwrap();
        let path = format!("/{room}/{absent}");
        for (tag, status, code) in [("*", 412, "stale"), ("\"1.x\"", 404, "not-found")] {
            admin.patch(&path, patch.clone()).if_match(tag).refused(status, code).await;
            admin.delete(&path).if_match(tag).refused(status, code).await;
        }
    }
    for verb in ["articles/{id}/publish", "articles/{id}/restore", "users/{id}/suspend"] {
        let path = format!("/{}", verb.replace("{id}", &absent.to_string()));
        admin.post(&path, json!({})).if_match("*").refused(412, "stale").await;
        admin.post(&path, json!({})).refused(404, "not-found").await;
    }
}

#[actix_web::test]
async fn a_star_tells_nothing_of_what_the_caller_may_not_see() {
    let app = TestApp::new().await;
    let article = fixtures::article(&app.editor().await, "La crue", json!({})).await.id();
    let contributor = app.contributor().await;
    let patch = |id| contributor.patch(&format!("/articles/{id}"), json!({ "kicker": "k" })).if_match("*");
    let hidden = patch(article).refused(412, "stale").await.json();
    let absent = patch(app.state.ids.next()).refused(412, "stale").await.json();
    assert_eq!(hidden["detail"], absent["detail"]);
    assert_eq!(hidden.get("current_etag"), None);
}
