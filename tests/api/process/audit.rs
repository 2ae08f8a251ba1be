//! `griot audit verify`, and what commands leave in the log.

use diesel::prelude::*;
use serde_json::json;

use super::harness::Place;
use crate::support::database::on_postgres;

/// Changes the database as somebody who owns it.
fn tamper(place: &Place, statements: &[&str]) {
    for statement in statements {
        if on_postgres() {
            let mut conn = PgConnection::establish(&place.address()).unwrap();
            diesel::sql_query(*statement).execute(&mut conn).unwrap();
        } else {
            let path = place.folder.join("data/griot.db");
            let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
            diesel::sql_query(*statement).execute(&mut conn).unwrap();
        }
    }
}

#[test]
fn a_changed_entry_is_named() {
    let place = Place::new();
    let early = place.run(&["audit", "verify"]);
    assert_eq!(early.status.code(), Some(1), "there are no tables yet, and none are made");

    let add = |name: &str| {
        let email = format!("{name}@example.org");
        let added = place.run(&["users", "add", &email, "--name", name, "--role", "editor"]);
        assert!(added.status.success(), "{}", added.stderr);
    };
    // The first command makes an administrator, too.
    add("awa");
    add("binta");
    let whole = place.run(&["audit", "verify"]);
    assert!(whole.status.success(), "{}", whole.stderr);
    assert!(whole.stdout.starts_with("3 entries, all as they were written"), "{}", whole.stdout);
    let hash = whole.stdout.lines().last().unwrap().to_owned();
    assert_eq!(hash.len(), 64);

    let server = place.serve();
    let awa = place.run(&["users", "set-password", "admin@griot.local"]);
    let password =
        awa.stdout.lines().find_map(|line| line.trim().strip_prefix("password: ")).unwrap().to_owned();
    let token = server.login("admin@griot.local", &password);
    let audit = server.get("/api/v1/audit", Some(&token)).1;
    let told: Vec<_> =
        audit["data"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(
        told,
        ["auth_login", "cli.users_set_password", "cli.users_add", "cli.users_add", "cli.users_add"]
    );
    assert_eq!(audit["data"][1]["from"], json!("cli"));
    assert_eq!(audit["data"][4]["hash"], audit["data"][3]["previous_hash"]);

    // Beside a server that writes.
    let grown = place.run(&["audit", "verify", "--expect", &hash.to_uppercase(), "--count", "3"]);
    assert!(
        grown.status.success() && grown.stdout.starts_with("5 entries"),
        "{}{}",
        grown.stdout,
        grown.stderr
    );
    let none = "0".repeat(64);
    for (arguments, said) in [
        (vec!["--count", "6"], "there are 5 entries, and there were 6"),
        (vec!["--expect", &none], "no entry has the hash"),
        (vec!["--expect", &hash, "--count", "2"], "no entry has the hash"),
    ] {
        let refused = place.run(&[vec!["audit", "verify"], arguments].concat());
        assert_eq!(refused.status.code(), Some(1));
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    drop(server);

    if on_postgres() {
        tamper(&place, &["ALTER TABLE audit DISABLE TRIGGER ALL"]);
    } else {
        tamper(&place, &["DROP TRIGGER audit_never_updated"]);
    }
    tamper(&place, &["UPDATE audit SET outcome = 'gone' WHERE seq = 2"]);
    let broken = place.run(&["audit", "verify"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(broken.stderr.contains("entry 2 does not fit"), "{}", broken.stderr);
    assert!(broken.stdout.is_empty(), "{}", broken.stdout);
}
