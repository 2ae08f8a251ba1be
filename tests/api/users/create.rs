//! `POST /users`

use futures_util::future::join_all;
use griot::auth::Role;
use serde_json::{Value, json};

use super::{account, history, input};
use crate::auth::login;
use crate::guards::log;
use crate::support::compare::{at, holds};
use crate::support::fixtures::PASSWORD;
use crate::support::{Client, TestApp};

async fn faults(admin: &Client, body: Value) -> Vec<(String, String)> {
    let refused = admin.post("/users", body).refused(422, "validation-failed").await;
    let mut faults = refused.faults();
    faults.sort();
    faults
}

#[actix_web::test]
async fn the_person_can_sign_in_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let made = admin.post("/users", input("Awa.Diop@exemple.sn")).expect(201).await;
    let expected = json!({
        "id": made.id(), "email": "Awa.Diop@exemple.sn", "name": "Awa Diop", "role": "author", "suspended": false,
        "suspended_at": null, "created_at": made.data()["created_at"], "updated_at": made.data()["created_at"],
    });
    assert_eq!(made.json(), json!({ "data": expected }));
    assert_eq!(made.header("location").unwrap(), format!("/api/v1/users/{}", made.id()));
    assert_eq!(made.header("cache-control"), Some("private, no-store"));
    assert!(made.etag().starts_with("\"1."), "{}", made.etag());
    let found = admin.get(made.header("location").unwrap()).expect(200).await;
    assert_eq!((found.data(), found.etag()), (made.data(), made.etag()));
    let signed = login(&app, "awa.diop@exemple.sn", PASSWORD).expect(200).await;
    assert_eq!(signed.data()["user"], made.data());
    let event = ("user.created".to_owned(), Some(admin.user_id()), json!({ "role": "author" }));
    assert_eq!(history(&app, made.id()).await, [event]);
}

#[actix_web::test]
async fn every_role_can_be_given() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for role in Role::ALL {
        let mut body = input(&format!("{role}@exemple.sn"));
        body["role"] = json!(role);
        holds(
            &admin.post("/users", body.clone()).expect(201).await.data(),
            &json!({ "role": role.as_str() }),
        );
    }
    for role in ["root", "Admin", ""] {
        let mut body = input("x@exemple.sn");
        body["role"] = json!(role);
        assert_eq!(faults(&admin, body).await, at(&[("/role", "not-allowed")]), "{role}");
    }
}

#[actix_web::test]
async fn an_address_is_taken_in_every_spelling() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    account(&app, "Élodie.Sarr@Exemple.SN", Role::Author).await;
    let before = log(&app.state).await;
    for spelling in [
        "Élodie.Sarr@Exemple.SN",
        "élodie.sarr@exemple.sn",
        "ÉLODIE.SARR@EXEMPLE.SN",
        "e\u{301}lodie.ｓarr@exemple.sn",
    ] {
        let refused = admin.post("/users", input(spelling)).refused(409, "email-taken").await;
        assert_eq!(refused.json()["errors"], json!([]));
    }
    assert_eq!(log(&app.state).await, before);
    for other in ["elodie.sarr@exemple.sn", "élodie-sarr@exemple.sn"] {
        admin.post("/users", input(other)).expect(201).await;
    }
}

#[actix_web::test]
async fn one_address_asked_for_by_many_goes_to_one() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let calls = (0..6).map(|number| {
        let email = if number % 2 == 0 { "awa@exemple.sn" } else { "AWA@exemple.sn" };
        admin.post("/users", input(email)).send()
    });
    let replies = join_all(calls).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        reply.expect_problem(409, "email-taken", "the slower ones");
    }
    let list = admin.get("/users?role=author&count=true").expect(200).await;
    assert_eq!(list.json()["meta"]["total"], 1);
}

#[actix_web::test]
async fn all_faults_are_told_at_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let before = log(&app.state).await;
    let required = at(&[
        ("/email", "required"),
        ("/name", "required"),
        ("/password", "required"),
        ("/role", "required"),
    ]);
    assert_eq!(faults(&admin, json!({})).await, required);
    let body = json!({
        "email": 1, "name": null, "role": ["admin"], "password": "", "id": app.state.ids.next(), "suspended": true,
        "password_hash": "$argon2id$", "version": 1, "created_at": "2020-01-01T00:00:00Z",
    });
    let found = faults(&admin, body).await;
    for unknown in ["/created_at", "/id", "/password_hash", "/suspended", "/version"] {
        assert!(found.contains(&at(&[(unknown, "unknown-field")])[0]), "{unknown}: {found:?}");
    }
    for wrong in [("/email", "wrong-type"), ("/name", "wrong-type"), ("/password", "too-short")] {
        assert!(found.contains(&at(&[wrong])[0]), "{wrong:?}: {found:?}");
    }
    assert!(found.iter().any(|(place, _)| place == "/role"), "{found:?}");
    for (name, fault) in [(" ", "format"), ("\u{a0}\t", "format"), (&*"é".repeat(201), "too-long")] {
        let mut body = input("awa@exemple.sn");
        body["name"] = json!(name);
        assert_eq!(faults(&admin, body).await, at(&[("/name", fault)]));
    }
    assert_eq!(log(&app.state).await, before);
}

#[actix_web::test]
async fn what_is_no_address() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let long = format!("{}@example.org", "x".repeat(243));
    // A ligature that folds into eighteen letters: its key would not fit.
    let folded = format!("{}@example.org", "\u{fdfa}".repeat(100));
    for (email, fault) in [
        ("sans-arobase", "format"),
        ("@exemple.sn", "format"),
        ("awa@", "format"),
        ("awa@diop@exemple.sn", "format"),
        (" awa@exemple.sn", "format"),
        ("awa@exemple.sn ", "format"),
        ("awa diop@exemple.sn", "format"),
        ("awa@exemple.sn\r\nBcc: x@y", "format"),
        ("a＠b@exemple.sn", "format"),
        ("awa\u{1b}@exemple.sn", "format"),
        (&folded, "format"),
        (&long, "too-long"),
    ] {
        assert_eq!(faults(&admin, input(email)).await, at(&[("/email", fault)]), "{email:?}");
    }
    for email in ["a@b", "é+presse@ü.example", &long[1..]] {
        admin.post("/users", input(email)).expect(201).await;
    }
}

#[actix_web::test]
async fn a_password_is_long_and_hard_to_guess_and_nothing_else() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let long = format!("marabout tricycle oseille {}", "x".repeat(999));
    let mut email = 0;
    let mut body = |password: &str| {
        email += 1;
        let mut body = input(&format!("awa.diop.{email}@exemple.sn"));
        body["password"] = json!(password);
        body
    };
    for (password, fault) in [
        ("marabout oseil", "too-short"),
        // Seven letters, spelled with fourteen characters and one more.
        ("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}z", "too-short"),
        (&long, "too-long"),
        ("passwordpassword", "rule"),
        ("123456789012345", "rule"),
        ("awadiopawadiop1", "rule"),
        // The address of this very account: it is the seventh.
        ("awa.diop.7@exemple.sn", "rule"),
    ] {
        assert_eq!(faults(&admin, body(password)).await, at(&[("/password", fault)]), "{password}");
    }
    for password in ["marabout oseill", "xkqjzvwpmtrbnfg", "pélican 🛶 tambour", &long[..1_024]] {
        admin.post("/users", body(password)).expect(201).await;
    }
}

#[actix_web::test]
async fn the_least_length_is_a_setting() {
    let app = TestApp::with(|config| config.auth.password_min_length = 12).await;
    let admin = app.admin().await;
    for (password, taken) in [("xkqjzvwpmtr", false), ("xkqjzvwpmtrb", true)] {
        let mut body = input("awa@exemple.sn");
        body["password"] = json!(password);
        if taken {
            admin.post("/users", body).expect(201).await;
        } else {
            let refused = admin.post("/users", body).refused(422, "validation-failed").await;
            assert_eq!(refused.json()["errors"][0]["expected"], "at least 12 characters", "{refused}");
        }
    }
}

#[actix_web::test]
async fn what_the_request_itself_must_be() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let good = || admin.post("/users", input("awa@exemple.sn"));
    good()
        .header("Content-Type", "application/merge-patch+json")
        .refused(415, "unsupported-media-type")
        .await;
    admin.post("/users?essai=true", input("awa@exemple.sn")).refused(400, "bad-parameter").await;
    good().raw(r#"{"email":"a@b","email":"c@d"}"#).refused(400, "invalid-json").await;
    let allow = admin.delete("/users").refused(405, "method-not-allowed").await;
    assert!(allow.header("allow").unwrap().contains("POST"), "{allow}");
    good().expect(201).await;
}
