//! The newsroom keeps an administrator, whatever two of them do to each other at once.

use futures_util::future::join_all;
use griot::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::account;
use crate::support::client::Call;
use crate::support::{Client, TestApp};

/// How one administrator gets rid of another.
#[derive(Clone, Copy, Debug)]
enum Way {
    Suspend,
    Demote,
    Replace,
    Delete,
}

const WAYS: [Way; 4] = [Way::Suspend, Way::Demote, Way::Replace, Way::Delete];

impl Way {
    fn by(self, admin: &Client, whom: Uuid) -> Call {
        let path = format!("/users/{whom}");
        let call = match self {
            Way::Suspend => admin.post(&format!("{path}/suspend"), json!({})),
            Way::Demote => admin.patch(&path, json!({ "role": "editor" })),
            Way::Replace => {
                let email = format!("{whom}@example.org");
                admin.put(&path, json!({ "email": email, "name": "Autre", "role": "author" }))
            }
            Way::Delete => admin.delete(&path),
        };
        call.if_match("*")
    }
}

/// The administrators who are left, as a session sees them that survived.
async fn left(admins: &[&Client]) -> Vec<Value> {
    for admin in admins {
        let list = admin.get("/users?role=admin&suspended=false").send().await;
        if list.status == 200 {
            return list.pluck("id");
        }
        list.expect_problem(401, "unauthenticated", "somebody who was removed");
    }
    panic!("nobody can administer any more");
}

#[actix_web::test]
async fn two_who_remove_each_other_at_once_leave_one() {
    for first in WAYS {
        for second in WAYS {
            let app = TestApp::new().await;
            let (one, other) = (app.admin().await, app.admin().await);
            let calls = [first.by(&one, other.user_id()), second.by(&other, one.user_id())];
            let replies = join_all(calls.map(Call::send)).await;
            let won: Vec<bool> = replies.iter().map(|reply| reply.status < 300).collect();
            assert_eq!(
                won.iter().filter(|won| **won).count(),
                1,
                "{first:?} {second:?}: {replies:#?}",
                replies = replies.iter().map(ToString::to_string).collect::<Vec<_>>()
            );
            let loser = if won[0] { &replies[1] } else { &replies[0] };
            // Too late for the lock, for the credential, or for the person.
            match (loser.status, loser.code().as_str()) {
                (409, "last-admin") | (401, "unauthenticated") => {}
                _ => panic!("{first:?} {second:?}: {loser}"),
            }
            let winner = if won[0] { &one } else { &other };
            assert_eq!(left(&[winner]).await, [json!(winner.user_id())], "{first:?} {second:?}");
        }
    }
}

#[actix_web::test]
async fn a_ring_of_them_leaves_somebody() {
    for way in WAYS {
        let app = TestApp::new().await;
        let ring = [app.admin().await, app.admin().await, app.admin().await, app.admin().await];
        let calls = (0..4).map(|index| way.by(&ring[index], ring[(index + 1) % 4].user_id()).send());
        let replies = join_all(calls).await;
        let won = replies.iter().filter(|reply| reply.status < 300).count();
        for reply in replies.iter().filter(|reply| reply.status >= 300) {
            assert!(["last-admin", "unauthenticated"].contains(&reply.code().as_str()), "{way:?}: {reply}");
        }
        let left = left(&ring.iter().collect::<Vec<_>>()).await;
        assert_eq!(left.len(), 4 - won, "{way:?}");
        assert!((1..4).contains(&won), "{way:?}");
    }
}

#[actix_web::test]
async fn administrators_go_while_another_is_active() {
    for way in WAYS {
        let app = TestApp::new().await;
        let admin = app.admin().await;
        let colleague = account(&app, "awa@exemple.sn", Role::Admin).await;
        let status = if matches!(way, Way::Delete) { 204 } else { 200 };
        way.by(&admin, colleague).expect(status).await;
        assert_eq!(left(&[&admin]).await, [json!(admin.user_id())]);
    }
}

#[actix_web::test]
async fn a_suspended_administrator_is_no_longer_one_of_them() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let colleague = account(&app, "awa@exemple.sn", Role::Admin).await;
    for way in WAYS {
        let path = format!("/users/{colleague}/suspend");
        admin.post(&path, json!({})).if_match("*").expect(200).await;
        let status = if matches!(way, Way::Delete) { 204 } else { 200 };
        way.by(&admin, colleague).expect(status).await;
        if !matches!(way, Way::Delete) {
            let again = json!({ "role": "admin" });
            admin.patch(&format!("/users/{colleague}"), again).if_match("*").expect(200).await;
            assert_eq!(left(&[&admin]).await, [json!(admin.user_id())], "{way:?}: still suspended");
        }
    }
}
