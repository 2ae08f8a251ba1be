//! `If-Match` on every write of a user.

use futures_util::future::join_all;
use griot::auth::Role;
use serde_json::json;

use super::{account, history};
use crate::support::client::Call;
use crate::support::{Client, TestApp};

fn writes(admin: &Client, path: &str) -> Vec<Call> {
    let whole = json!({ "email": "binta@exemple.sn", "name": "Binta", "role": "editor" });
    let with_password = json!({ "password": "quatre tambours sous la pluie" });
    vec![
        admin.put(path, whole),
        admin.patch(path, json!({ "name": "Binta" })),
        admin.patch(path, with_password),
        admin.post(&format!("{path}/suspend"), json!({})),
        admin.post(&format!("{path}/restore"), json!({})),
        admin.delete(path),
    ]
}

#[actix_web::test]
async fn nothing_is_written_without_naming_the_version() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = account(&app, "awa@exemple.sn", Role::Author).await;
    let path = format!("/users/{id}");
    let first = admin.get(&path).expect(200).await.etag();
    let second = admin.patch(&path, json!({ "name": "Awa Sow" })).if_match(&first).expect(200).await;
    for call in writes(&admin, &path) {
        let absent = call.clone().refused(428, "precondition-required").await;
        assert_eq!(absent.json()["current_etag"], second.etag(), "{absent}");
        for tag in [first.clone(), format!("W/{}", second.etag()), "\"p.x\"".into(), "\"x\"".into()] {
            let stale = call.clone().if_match(&tag).refused(412, "stale").await;
            assert_eq!(stale.json()["current_etag"], second.etag(), "{stale}");
            assert_eq!((stale.etag(), &stale.json()["current_version"]), (second.etag(), &json!(2)));
        }
        for malformed in ["2", "", "\"2.x", "*, \"2.x\""] {
            call.clone().if_match(malformed).refused(400, "bad-parameter").await;
        }
    }
    assert_eq!(admin.get(&path).expect(200).await.body, second.body);
    assert_eq!(history(&app, id).await.len(), 2);
}

#[actix_web::test]
async fn the_version_part_of_the_tag_decides() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let path = format!("/users/{}", account(&app, "awa@exemple.sn", Role::Author).await);
    // Restoring somebody who is not suspended and suspending twice change no version.
    for (number, version) in [(1, 1), (1, 2), (0, 3), (2, 4), (3, 5), (3, 6), (4, 6), (4, 7), (5, 7)] {
        let call = writes(&admin, &path).swap_remove(number);
        let status = if number == 5 { 204 } else { 200 };
        call.if_match(&format!("\"9.x\", \"{version}.anything-br\"")).expect(status).await;
    }
    admin.get(&path).refused(404, "not-found").await;
}

#[actix_web::test]
async fn what_is_not_there_has_no_version() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for path in [format!("/users/{}", app.state.ids.next()), "/users/awa".to_owned()] {
        for call in writes(&admin, &path) {
            call.clone().refused(404, "not-found").await;
            call.if_match("\"1.x\"").refused(404, "not-found").await;
        }
    }
}

#[actix_web::test]
async fn of_many_changes_based_on_one_version_one_is_saved() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let id = account(&app, "awa@exemple.sn", Role::Author).await;
    let path = format!("/users/{id}");
    let tag = admin.get(&path).expect(200).await.etag();
    let calls = (0..16).map(|number| {
        let call = match number % 4 {
            0 => admin.post(&format!("{path}/suspend"), json!({})),
            1 => admin.patch(&path, json!({ "role": "editor" })),
            _ => admin.patch(&path, json!({ "name": format!("Awa {number}") })),
        };
        call.if_match(&tag).send()
    });
    let replies = join_all(calls).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        reply.expect_problem(412, "stale", "the slower ones");
    }
    let won = replies.iter().find(|reply| reply.status == 200).unwrap();
    assert_eq!(admin.get(&path).expect(200).await.body, won.body);
    assert_eq!(history(&app, id).await.len(), 2);
}
