//! One's own account under `/users`: an administrator who slips must not lock themselves out.

use serde_json::{Value, json};

use crate::guards::log;
use crate::support::compare::holds;
use crate::support::fixtures::PASSWORD;
use crate::support::{Client, TestApp};

async fn scene() -> (TestApp, Client, String, Value) {
    let app = TestApp::new().await;
    let (admin, _other) = (app.admin().await, app.admin().await);
    let path = format!("/users/{}", admin.user_id());
    let own = admin.get(&path).expect(200).await.data();
    (app, admin, path, own)
}

#[actix_web::test]
async fn ones_access_is_for_another_administrator_to_change() {
    let (app, admin, path, own) = scene().await;
    let before = log(&app.state).await;
    let email = own["email"].clone();
    let whole = |email: &Value, role: &str| json!({ "email": email, "name": "Moi", "role": role });
    let mut new_password = whole(&email, "admin");
    new_password["password"] = json!("quatre tambours sous la pluie");
    for call in [
        admin.patch(&path, json!({ "role": "editor" })),
        admin.patch(&path, json!({ "email": "moi@exemple.sn" })),
        admin.patch(&path, json!({ "email": email.as_str().unwrap().to_uppercase() })),
        admin.patch(&path, json!({ "password": "quatre tambours sous la pluie" })),
        admin.patch(&path, json!({ "password": PASSWORD })),
        // Not even judged, and so no oracle for what is one's own.
        admin.patch(&path, json!({ "password": "court" })),
        admin.put(&path, whole(&email, "author")),
        admin.put(&path, whole(&json!("moi@exemple.sn"), "admin")),
        admin.put(&path, new_password),
        admin.post(&format!("{path}/suspend"), json!({})),
        admin.delete(&path),
    ] {
        let refused = call.if_match("*").refused(409, "own-account").await;
        assert!(refused.json()["detail"].as_str().unwrap().contains("/auth/me"), "{refused}");
    }
    assert_eq!(admin.get(&path).expect(200).await.data(), own);
    assert_eq!(log(&app.state).await, before);
}

#[actix_web::test]
async fn ones_name_can_be_changed_in_either_place() {
    let (_, admin, path, own) = scene().await;
    let whole = json!({ "email": own["email"], "name": "Moi", "role": "admin" });
    holds(&admin.put(&path, whole.clone()).if_match("*").expect(200).await.data(), &whole);
    let patched = admin.patch(&path, json!({ "name": "Moi-même" })).if_match("*").expect(200).await;
    assert_eq!(patched.data()["name"], "Moi-même");
    assert_eq!(admin.get("/auth/me").expect(200).await.etag(), patched.etag());
    let restored = admin.post(&format!("{path}/restore"), json!({})).if_match("*").expect(200).await;
    assert_eq!(restored.etag(), patched.etag());
}

#[actix_web::test]
async fn the_version_comes_before_the_rule() {
    let (_, admin, path, _) = scene().await;
    admin.patch(&path, json!({ "name": "Moi" })).if_match("*").expect(200).await;
    for call in [
        admin.patch(&path, json!({ "role": "editor" })),
        admin.patch(&path, json!({ "password": PASSWORD })),
        admin.post(&format!("{path}/suspend"), json!({})),
        admin.delete(&path),
    ] {
        call.clone().refused(428, "precondition-required").await;
        call.if_match("\"1.x\"").refused(412, "stale").await;
    }
}
