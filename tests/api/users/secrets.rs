//! No reply holds a password, its hash, or a token that was not asked for.

use griot::auth::Role;
use serde_json::{Value, json};

use super::account;
use crate::auth::{login, refresh, sign_in};
use crate::support::fixtures::PASSWORD;
use crate::support::{Response, TestApp};

const NEW: &str = "quatre tambours sous la pluie";

#[track_caller]
fn silent(reply: &Response) {
    let headers: String = reply.headers.iter().map(|(_, value)| format!("{value:?} ")).collect();
    let text = format!("{headers}{}", String::from_utf8_lossy(&reply.body)).to_lowercase();
    for secret in
        ["argon2", "$m=", "password_hash", "\"hash", "tambour", "lanterne", "grr_", "eyj", "email_key"]
    {
        assert!(!text.contains(secret), "{secret}: {reply}");
    }
}

#[actix_web::test]
async fn no_reply_about_accounts_holds_a_secret() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let input =
        json!({ "email": "binta@exemple.sn", "name": "Binta", "role": "author", "password": PASSWORD });
    let made = admin.post("/users", input.clone()).expect(201).await;
    silent(&made);
    let path = format!("/users/{}", made.id());
    let whole = json!({ "email": "binta@exemple.sn", "name": "Binta", "role": "author", "password": NEW });
    let own = sign_in(&app, "binta@exemple.sn").await.client(&app);
    silent(&own.get("/auth/me").expect(200).await);
    silent(&own.get("/auth/sessions").expect(200).await);
    silent(&own.patch("/auth/me", json!({ "name": "B", "current_password": PASSWORD })).expect(200).await);
    let change = json!({ "current_password": PASSWORD, "new_password": NEW });
    silent(&own.post("/auth/password", change.clone()).expect(204).await);
    silent(&own.post("/auth/password", change).expect(422).await);
    for call in [
        admin.get("/users"),
        admin.get(&path),
        admin.put(&path, whole.clone()).if_match("*"),
        admin.put(&path, whole).if_match("\"1.x\""),
        admin.patch(&path, json!({ "password": PASSWORD })).if_match("*"),
        admin.patch(&path, json!({ "password": PASSWORD })),
        admin.post("/users", input),
        admin.post(&format!("{path}/suspend"), json!({})).if_match("*"),
        admin.post(&format!("{path}/restore"), json!({})).if_match("*"),
        login(&app, "binta@exemple.sn", NEW),
        refresh(&app, "grr_x"),
    ] {
        silent(&call.send().await);
    }
    let reply = login(&app, "binta@exemple.sn", PASSWORD).expect(200).await;
    for secret in ["argon2", "hash", "tambour"] {
        assert!(!reply.to_string().contains(secret), "{secret}");
    }
}

#[actix_web::test]
async fn a_refused_password_is_not_repeated() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/users/{}", account(&app, "awa@exemple.sn", Role::Author).await);
    let colleague = app.author().await;
    let long = "lanterne ocre ".repeat(200);
    let wrong: [Value; 7] = [
        json!(["lanterne ocre du marché 9"]),
        json!({ "lanterne": "ocre" }),
        json!("lanterne"),
        json!("lanternelanternelanterne"),
        json!(long),
        json!({ "value": "lanterne ocre du marché 9" }),
        json!(["lanterne", "ocre"]),
    ];
    for password in wrong {
        let body = json!({ "email": "b@exemple.sn", "name": "B", "role": "author", "password": password });
        let change = json!({ "current_password": password, "new_password": password });
        for call in [
            admin.post("/users", body.clone()),
            admin.put(&path, body).if_match("*"),
            admin.patch(&path, json!({ "password": password })).if_match("*"),
            colleague.post("/auth/password", change),
            colleague.patch("/auth/me", json!({ "name": "B", "current_password": password })),
            app.anonymous().post("/auth/refresh", json!({ "refresh_token": password })),
        ] {
            let reply = call.send().await;
            assert!([401, 422].contains(&reply.status), "{reply}");
            silent(&reply);
        }
        let attempt = json!({ "email": "awa@exemple.sn", "password": password });
        silent(&app.anonymous().post("/auth/login", attempt).send().await);
    }
}
