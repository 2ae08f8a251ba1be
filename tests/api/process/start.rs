//! Starting and stopping.

use super::harness::{Place, finish, is_empty};
use crate::support::database::on_postgres;

#[test]
fn the_first_start_makes_a_newsroom_and_the_second_finds_it() {
    let place = Place::new();
    let first = place.serve();
    assert_eq!(first.greeting.matches("password: ").count(), 1, "{}", first.greeting);
    assert!(first.greeting.contains("A secret key was made in"), "{}", first.greeting);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&place.key()), 0o600);
        assert_eq!(mode(place.key().parent().unwrap()), 0o700);
    }
    let password = first.password();
    let token = first.login("admin@griot.local", &password);
    assert_eq!(first.get("/api/v1/auth/me", Some(&token)).1["data"]["role"], "admin");
    assert_eq!(first.get("/readyz", None).0, 200);
    first.signal("-TERM");
    let (status, rest) = first.ended();
    assert_eq!(status.code(), Some(0));
    assert!(!rest.contains(&password), "{rest}");

    let second = place.serve();
    assert!(!second.greeting.contains("password") && !second.greeting.contains("key"), "{}", second.greeting);
    // The key is the same, so the token of before still counts.
    assert_eq!(second.get("/api/v1/auth/me", Some(&token)).0, 200);
    second.login("admin@griot.local", &password);
    second.signal("-INT");
    assert_eq!(second.ended().0.code(), Some(0));
}

#[test]
fn settings_that_are_wrong_refuse_to_start_in_one_line() {
    let place = Place::new();
    for (name, value, said) in [
        ("GRIOT_BNID", "127.0.0.1:0", &["GRIOT_BNID", "environment", "GRIOT_BIND"][..]),
        ("DATABASE_URL", "postgre://db/news", &["DATABASE_URL", "postgre:", "postgres://"]),
        ("DATABASE_URL", "mysql://db/news", &["DATABASE_URL", "mysql:", "expected sqlite:PATH"]),
        ("GRIOT_BIND", "localhost", &["GRIOT_BIND", "localhost"]),
        ("GRIOT_POOL_SIZE", "0", &["GRIOT_POOL_SIZE"]),
        ("GRIOT_SECRET_KEY", "change me", &["GRIOT_SECRET_KEY", "base64"]),
        ("GRIOT_CORS_ORIGINS", "*", &["GRIOT_CORS_ORIGINS", "any website"]),
    ] {
        let mut command = place.command(&["serve"]);
        command.env(name, value);
        let refused = finish(command, "");
        assert_eq!(refused.status.code(), Some(1), "{}", refused.stderr);
        assert_eq!(refused.stderr.trim_end().lines().count(), 1, "{}", refused.stderr);
        assert!(refused.stderr.starts_with("griot: ") && refused.stdout.is_empty(), "{}", refused.stderr);
        for word in said {
            assert!(refused.stderr.contains(word), "{word}: {}", refused.stderr);
        }
        assert!(is_empty(&place.folder), "{name}: something was made");
    }
}

#[test]
fn a_start_with_another_key_is_refused() {
    let place = Place::new();
    assert!(place.run(&["users", "list"]).status.success());
    let old = std::fs::read_to_string(place.key()).unwrap();
    let mut command = place.command(&["serve"]);
    command.env("GRIOT_SECRET_KEY", "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=");
    let refused = finish(command, "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains("the secret key is not the one this database was made with"));
    let mut command = place.command(&["users", "list"]);
    command.env("GRIOT_SECRET_KEY", "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=");
    command.env("GRIOT_SECRET_KEY_PREVIOUS", old.trim());
    let changed = finish(command, "");
    assert!(changed.status.success(), "the old key vouches for the new one: {}", changed.stderr);
    assert!(!place.run(&["users", "list"]).status.success(), "and does not count any more");
}

#[test]
fn a_lost_key_is_not_replaced_by_a_new_one() {
    let place = Place::new();
    assert!(place.run(&["users", "list"]).status.success());
    let key = std::fs::read_to_string(place.key()).unwrap();
    std::fs::remove_file(place.key()).unwrap();
    let refused = place.run(&["serve"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains("secret.key does not exist"), "{}", refused.stderr);
    assert!(!place.key().exists());
    let mut given = place.command(&["users", "list"]);
    given.env("GRIOT_SECRET_KEY", key.trim());
    assert!(finish(given, "").status.success());
}

#[test]
fn the_first_password_is_shown_although_the_port_is_taken() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = place.run(&["serve", "--bind", &address]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains(&format!("cannot listen on {address}")), "{}", refused.stderr);
    let password = refused.stdout.lines().find_map(|line| line.trim().strip_prefix("password: ")).unwrap();
    place.serve().login("admin@griot.local", password);
}

#[test]
fn a_server_that_is_down_is_said_to_be_down_and_no_file_is_made() {
    let place = Place::new();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = place.command(&["serve"]);
    command.env("DATABASE_URL", format!("postgres://griot:geheim@127.0.0.1:{port}/griot"));
    command.env("GRIOT_SECRET_KEY", "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=");
    let refused = finish(command, "");
    assert_eq!(refused.status.code(), Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains(&format!("cannot open postgres://griot:***@127.0.0.1:{port}/griot")));
    assert!(!refused.stderr.contains("geheim") && !refused.stdout.contains("geheim"), "{}", refused.stderr);
    assert!(is_empty(&place.folder), "nothing may be made");
}

#[test]
fn a_blank_database_is_refused_when_told_not_to_migrate() {
    let place = Place::new();
    let refused = place.run(&["serve", "--no-migrate"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains("migrations are pending"), "{}", refused.stderr);
    assert!(!place.key().exists(), "no key before there are tables");
    assert!(place.run(&["migrate"]).status.success());
    let server = super::harness::Server::start(place.command(&["serve", "--no-migrate"]));
    assert_eq!(server.get("/readyz", None).0, 200);
    if !on_postgres() {
        assert!(place.folder.join("data/griot.db").exists());
    }
}
