//! What happens to whoever is told what happens.

use serde_json::json;

use crate::support::Client;

pub async fn perform(operation: &str, admin: &Client) -> Vec<&'static str> {
    let body = json!({ "url": "https://hooks.example.org/", "types": ["webhook.created"] });
    let id = admin.post("/webhooks", body.clone()).expect(201).await.id();
    let path = format!("/webhooks/{id}");
    let mut left = vec!["webhook.created"];
    match operation {
        "webhooks_replace" => drop(admin.put(&path, body).if_match("*").expect(200).await),
        "webhooks_update" => {
            drop(admin.patch(&path, json!({ "description": "Autre" })).if_match("*").expect(200).await);
        }
        "webhooks_delete" => drop(admin.delete(&path).if_match("*").expect(204).await),
        "webhooks_rotate_secret" => {
            drop(admin.post(&format!("{path}/rotate-secret"), json!({})).if_match("*").expect(200).await);
        }
        "webhooks_replay" => {
            admin.post(&format!("{path}/replay"), json!({ "after": 0 })).expect(200).await;
            return left;
        }
        "webhooks_ping" => {
            admin.post(&format!("{path}/ping"), json!({})).expect(200).await;
            return left;
        }
        "webhooks_deliveries_redeliver" => {
            griot::webhooks::wake(&admin.app.state.db).await.unwrap();
            griot::jobs::drain(&admin.app.state).await.unwrap();
            let list = admin.get(&format!("{path}/deliveries")).expect(200).await;
            let sent = list.data()[0]["id"].as_str().unwrap().to_owned();
            admin.post(&format!("{path}/deliveries/{sent}/redeliver"), json!({})).expect(200).await;
            return left;
        }
        _ => return left,
    }
    left.push(if operation == "webhooks_delete" { "webhook.deleted" } else { "webhook.updated" });
    left
}
