//! Who keeps the accounts: administrators, and nobody learns anything from being refused.

use griot::auth::Role;
use serde_json::json;
use uuid::Uuid;

use super::{account, input};
use crate::guards::log;
use crate::support::client::Call;
use crate::support::{Client, TestApp};

fn everything(client: &Client, id: Uuid) -> Vec<Call> {
    let path = format!("/users/{id}");
    let whole = json!({ "email": "binta@exemple.sn", "name": "Binta", "role": "admin" });
    vec![
        client.get("/users"),
        client.get("/users?email=x"),
        client.post("/users", input("binta@exemple.sn")),
        client.post("/users", json!({ "nope": 1 })),
        client.post("/users", json!({})).raw("{"),
        client.get(&path),
        client.get(&path).header("If-None-Match", "*"),
        client.put(&path, whole).if_match("*"),
        client.patch(&path, json!({ "role": "admin" })).if_match("*"),
        client.patch(&path, json!({ "role": "admin" })),
        client.post(&format!("{path}/suspend"), json!({})).if_match("*"),
        client.post(&format!("{path}/restore"), json!({})).if_match("*"),
        client.delete(&path).if_match("*"),
        client.delete(&path).if_match("nonsense"),
    ]
}

#[actix_web::test]
async fn only_administrators() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = account(&app, "awa@exemple.sn", Role::Author).await;
    let staff = [app.contributor().await, app.author().await, app.editor().await];
    let before = (admin.get("/users").expect(200).await.body, log(&app.state).await);
    for call in everything(&app.anonymous(), id) {
        let refused = call.refused(401, "unauthenticated").await;
        assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"griot\""));
    }
    for client in &staff {
        // Another's account, one's own, and one that is not there answer alike.
        for id in [id, client.user_id(), app.state.ids.next()] {
            for call in everything(client, id) {
                let refused = call.refused(403, "forbidden").await;
                assert_eq!(refused.json()["permission"], "users:manage");
                assert!(refused.header("etag").is_none(), "{refused}");
            }
        }
    }
    assert_eq!((admin.get("/users").expect(200).await.body, log(&app.state).await), before);
}
