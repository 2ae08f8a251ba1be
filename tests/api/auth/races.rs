//! What many do at the same moment with one account.

use futures_util::future::join_all;
use griot::auth::Role;
use griot::config::Config;
use griot::db::schema::{refresh_tokens, sessions};
use serde_json::json;

use diesel::prelude::*;

use super::{Grant, login, refresh, sign_in};
use crate::support::client::Call;
use crate::support::fixtures::{self, PASSWORD};
use crate::support::{Response, TestApp};

fn unhurried(config: &mut Config) {
    config.auth.login_attempts_per_account = 10_000;
    config.auth.login_attempts_per_address = 10_000;
}

async fn all(calls: impl IntoIterator<Item = Call>) -> Vec<Response> {
    join_all(calls.into_iter().map(Call::send)).await
}

async fn rows(app: &TestApp) -> (i64, i64) {
    let count = app.state.db.read(|conn| {
        Ok((sessions::table.count().get_result(conn)?, refresh_tokens::table.count().get_result(conn)?))
    });
    count.await.unwrap()
}

#[actix_web::test]
async fn one_token_refreshed_by_many_has_one_successor() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let first = sign_in(&app, &email).await;
    let replies = all((0..24).map(|_| refresh(&app, &first.refresh))).await;
    let successors: Vec<String> = replies
        .iter()
        .map(|reply| {
            assert_eq!(reply.status, 200, "{reply}");
            Grant::of(reply).refresh
        })
        .collect();
    assert!(successors.iter().all(|successor| *successor == successors[0]));
    assert_eq!(rows(&app).await, (1, 2));
    refresh(&app, &successors[0]).expect(200).await;
    assert!(first.counts(&app).await);
}

#[actix_web::test]
async fn one_token_reused_by_many_ends_the_session_once() {
    let app = TestApp::new().await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let first = sign_in(&app, &email).await;
    let second = Grant::of(&refresh(&app, &first.refresh).expect(200).await);
    app.advance(60);
    for reply in all((0..16).map(|_| refresh(&app, &first.refresh))).await {
        reply.expect_problem(401, "unauthenticated", "reuse");
    }
    assert!(!second.counts(&app).await);
    assert_eq!(rows(&app).await, (0, 0));
}

#[actix_web::test]
async fn a_token_and_its_successor_at_once() {
    let app = TestApp::with(unhurried).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    for _ in 0..6 {
        let first = sign_in(&app, &email).await;
        let second = Grant::of(&refresh(&app, &first.refresh).expect(200).await);
        let tokens = [&first.refresh, &second.refresh];
        let replies = all((0..12).map(|number| refresh(&app, tokens[number % 2]))).await;
        let mut successors: [Vec<String>; 2] = Default::default();
        for (number, reply) in replies.iter().enumerate() {
            match reply.status {
                200 => successors[number % 2].push(Grant::of(reply).refresh),
                _ => reply.expect_problem(401, "unauthenticated", "either the tokens or the end"),
            }
        }
        assert!(successors[0].iter().all(|token| *token == second.refresh), "the first one's is the second");
        successors[1].dedup();
        assert!(successors[1].len() <= 1, "the second one has one successor");
        // Whoever was refused found the session ended, and nothing revives it.
        let refused = replies.iter().any(|reply| reply.status == 401);
        assert_eq!(second.counts(&app).await, !refused);
    }
}

#[actix_web::test]
async fn no_session_slips_past_a_suspension() {
    let app = TestApp::with(unhurried).await;
    let admin = app.admin().await;
    let (id, email) = fixtures::user(&app.state, Role::Author).await;
    let turn = |verb: &str| admin.post(&format!("/users/{id}/{verb}"), json!({})).if_match("*");
    for _ in 0..6 {
        let held = sign_in(&app, &email).await;
        let mut calls: Vec<Call> = (0..4).map(|_| login(&app, &email, PASSWORD)).collect();
        calls.insert(2, refresh(&app, &held.refresh));
        calls.insert(3, turn("suspend"));
        let replies = all(calls).await;
        assert_eq!(replies[3].status, 200, "{}", replies[3]);
        let mut granted = vec![held];
        for (number, reply) in replies.iter().enumerate().filter(|(number, _)| *number != 3) {
            let code = if number == 2 { "unauthenticated" } else { "invalid-credentials" };
            match reply.status {
                200 => granted.push(Grant::of(reply)),
                _ => reply.expect_problem(401, code, "after the suspension"),
            }
        }
        // Nothing that was granted before comes back with the account.
        turn("restore").expect(200).await;
        for grant in granted {
            assert!(!grant.counts(&app).await);
            refresh(&app, &grant.refresh).refused(401, "unauthenticated").await;
        }
    }
}

#[actix_web::test]
async fn nobody_slips_in_with_the_old_password() {
    let app = TestApp::with(unhurried).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let here = sign_in(&app, &email).await;
    let passwords = [PASSWORD, "quatre tambours sous la pluie"];
    for round in 0..4 {
        let (old, new) = (passwords[round % 2], passwords[(round + 1) % 2]);
        let body = json!({ "current_password": old, "new_password": new });
        let mut calls: Vec<Call> = (0..4).map(|_| login(&app, &email, old)).collect();
        calls.insert(2, here.client(&app).post("/auth/password", body));
        let replies = all(calls).await;
        assert_eq!(replies[2].status, 204, "{}", replies[2]);
        for (_, reply) in replies.iter().enumerate().filter(|(number, _)| *number != 2) {
            match reply.status {
                200 => assert!(!Grant::of(reply).counts(&app).await, "granted on a password that is gone"),
                _ => reply.expect_problem(401, "invalid-credentials", "after the change"),
            }
        }
        assert!(here.counts(&app).await);
        assert_eq!(here.client(&app).get("/auth/sessions").expect(200).await.pluck("current"), [true]);
    }
}

#[actix_web::test]
async fn of_many_new_passwords_one_counts() {
    let app = TestApp::with(unhurried).await;
    let (_, email) = fixtures::user(&app.state, Role::Author).await;
    let here = sign_in(&app, &email).await;
    let new = |number: usize| format!("quatre tambours sous la pluie n° {number}");
    let calls = (0..4).map(|number| {
        let body = json!({ "current_password": PASSWORD, "new_password": new(number) });
        here.client(&app).post("/auth/password", body)
    });
    let replies = all(calls).await;
    let won: Vec<usize> = (0..4).filter(|number| replies[*number].status == 204).collect();
    assert_eq!(won.len(), 1);
    for (number, reply) in replies.iter().enumerate() {
        if number == won[0] {
            login(&app, &email, &new(number)).expect(200).await;
        } else {
            reply.expect_problem(422, "validation-failed", "the current password is another by now");
            assert_eq!(reply.faults()[0].0, "/current_password");
            login(&app, &email, &new(number)).refused(401, "invalid-credentials").await;
        }
    }
}

#[actix_web::test]
async fn changes_of_ones_own_account_wait_for_each_other() {
    let app = TestApp::new().await;
    let client = app.author().await;
    let calls = (0..16).map(|number| client.patch("/auth/me", json!({ "name": format!("Awa {number}") })));
    let mut tags = Vec::new();
    for (number, reply) in all(calls).await.into_iter().enumerate() {
        assert_eq!(reply.status, 200, "{reply}");
        assert_eq!(reply.data()["name"], format!("Awa {number}"), "each is told what it saved");
        tags.push(reply.etag());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 16);
    assert!(client.get("/auth/me").expect(200).await.etag().starts_with("\"17."));
}

#[actix_web::test]
async fn no_session_slips_past_a_deletion() {
    let app = TestApp::with(unhurried).await;
    let admin = app.admin().await;
    for _ in 0..8 {
        let (id, email) = fixtures::user(&app.state, Role::Author).await;
        let held = sign_in(&app, &email).await;
        let calls = [
            login(&app, &email, PASSWORD),
            admin.delete(&format!("/users/{id}")).if_match("*"),
            login(&app, &email, PASSWORD),
            refresh(&app, &held.refresh),
        ];
        let replies = all(calls).await;
        assert_eq!(replies[1].status, 204, "{}", replies[1]);
        for (number, code) in [(0, "invalid-credentials"), (2, "invalid-credentials"), (3, "unauthenticated")]
        {
            match replies[number].status {
                200 => assert!(!Grant::of(&replies[number]).counts(&app).await),
                _ => replies[number].expect_problem(401, code, "after the deletion"),
            }
        }
        assert!(!held.counts(&app).await);
    }
    // What is left is the one session of the administrator.
    assert_eq!(rows(&app).await, (1, 0));
}

#[actix_web::test]
async fn an_address_two_want_goes_to_one() {
    let app = TestApp::with(unhurried).await;
    for round in 0..4 {
        let wish = json!({ "email": format!("Redaction-{round}@exemple.sn"), "current_password": PASSWORD });
        let mut people = Vec::new();
        for _ in 0..4 {
            people.push(app.author().await);
        }
        let replies = all(people.iter().map(|person| person.patch("/auth/me", wish.clone()))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.expect_problem(409, "email-taken", "the slower ones");
        }
    }
}
