//! `griot doctor` finds what was broken on purpose, and breaks nothing itself.

use std::os::unix::fs::PermissionsExt;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::harness::{Place, finish, is_empty};
use crate::support::database::on_postgres;

/// What it said, and how it ended.
struct Said {
    code: Option<i32>,
    text: String,
}

impl Said {
    /// Of this check, with this verdict: what was found and what to do.
    fn line(&self, verdict: &str, check: &str) -> String {
        let begin = format!("{verdict:<8} {check}: ");
        let mut lines = self.text.lines().skip_while(|line| !line.starts_with(&begin));
        let found = lines.next().unwrap_or_else(|| panic!("no `{begin}`: {}", self.text));
        let advice = lines.next().and_then(|line| line.strip_prefix("         -> "));
        assert_eq!(advice.is_some(), verdict != "ok", "what is wrong comes with what to do: {}", self.text);
        format!("{} {}", found.strip_prefix(&begin).unwrap(), advice.unwrap_or_default())
    }

    /// A problem of this check.
    fn problem(&self, check: &str) -> String {
        assert_eq!(self.code, Some(1), "{}", self.text);
        self.line("problem", check)
    }

    /// A warning of this check, and no problem of any.
    fn warning(&self, check: &str) -> String {
        assert_eq!(self.code, Some(0), "{}", self.text);
        self.line("warning", check)
    }
}

fn ask(place: &Place, variables: &[(&str, &str)]) -> Said {
    let mut command = place.command(&["doctor"]);
    command.envs(variables.iter().copied());
    let done = finish(command, "");
    Said { code: done.status.code(), text: done.stdout }
}

/// A newsroom that has been opened once.
fn newsroom() -> Place {
    let place = Place::new();
    let made = place.run(&["users", "list"]);
    assert!(made.status.success(), "{}", made.stderr);
    place
}

fn execute(place: &Place, sql: &str) {
    if on_postgres() {
        PgConnection::establish(&place.address()).unwrap().batch_execute(sql).unwrap();
    } else {
        let path = place.folder.join("data/griot.db");
        SqliteConnection::establish(path.to_str().unwrap()).unwrap().batch_execute(sql).unwrap();
    }
}

fn files(place: &Place) -> Vec<String> {
    let found = std::fs::read_dir(place.folder.join("data")).unwrap();
    let mut names: Vec<String> = found.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    // While somebody has it open, SQLite has two more.
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names.sort();
    names
}

#[test]
fn a_healthy_newsroom_is_told_so_while_it_serves() {
    let place = Place::new();
    let server = place.serve();
    let before = files(&place);
    let said = ask(&place, &[]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    assert!(!said.text.contains("problem "), "{}", said.text);
    for check in
        ["settings", "migrations", "secret key", "content log", "clock", "jobs", "dead letters", "webhooks"]
    {
        said.line("ok", check);
    }
    let own: &[&str] =
        if on_postgres() { &["PostgreSQL", "language", "clock of PostgreSQL"] } else { &["write-ahead log"] };
    own.iter().for_each(|check| drop(said.line("ok", check)));
    // These depend on the machine, too.
    for check in ["data folder", "disk space", "database"] {
        assert!(said.text.contains(&format!(" {check}: ")), "{}", said.text);
    }
    assert!(said.line("ok", "secret key").contains("the key this database was made with"));
    assert!(said.text.lines().last().unwrap().ends_with("0 to mend"), "{}", said.text);
    assert_eq!(files(&place), before, "nothing is left behind");
    assert_eq!(server.get("/readyz", None).0, 200);
}

#[test]
fn where_nothing_is_nothing_is_made() {
    let place = Place::new();
    let said = ask(&place, &[]);
    assert!(said.problem("data folder").contains("is not there"));
    assert!(said.line("warning", "secret key").contains("is not there"));
    if on_postgres() {
        assert!(said.problem("migrations").contains("no tables yet"));
        // It would fail if doctor had made the table it asked.
        execute(&place, "CREATE TABLE __diesel_schema_migrations (version integer)");
    } else {
        assert!(said.problem("database").contains("griot.db does not exist"));
    }
    assert!(is_empty(&place.folder));
}

#[test]
fn settings_that_are_wrong() {
    let said = ask(&Place::new(), &[("GRIOT_BNID", "127.0.0.1:0")]);
    assert!(said.problem("settings").contains("did you mean GRIOT_BIND?"));
    assert!(said.text.contains("1 checks: 0 ok, 0 to know, 1 to mend"), "{}", said.text);
}

#[test]
fn settings_that_are_seldom_meant() {
    let place = newsroom();
    let said = ask(&place, &[("GRIOT_BIND", "0.0.0.0:8080"), ("GRIOT_OUTBOUND_ALLOW_LOOPBACK", "true")]);
    assert!(said.warning("public url").contains("0.0.0.0:8080"));
    assert!(said.warning("outbound").contains("GRIOT_OUTBOUND_ALLOW_LOOPBACK"));
    let named =
        ask(&place, &[("GRIOT_BIND", "0.0.0.0:8080"), ("GRIOT_PUBLIC_URL", "https://api.example.org")]);
    assert!(!named.text.contains("public url") && named.code == Some(0), "{}", named.text);
}

#[test]
fn keys() {
    let place = newsroom();
    std::fs::set_permissions(place.key(), std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(ask(&place, &[]).problem("secret key").contains("run `chmod 600 "));
    std::fs::set_permissions(place.key(), std::fs::Permissions::from_mode(0o600)).unwrap();
    let own = std::fs::read_to_string(place.key()).unwrap();
    let other = "q7Yx0N3l8cVQ9b2mJ4uTzR6KfHwA1sEoPpXgDdIiLkM=";
    for said in [ask(&place, &[("GRIOT_SECRET_KEY", other)]), {
        std::fs::write(place.key(), other).unwrap();
        ask(&place, &[])
    }] {
        assert!(said.problem("secret key").contains("is not the one this database was made with"));
        assert!(!said.text.contains(other), "{}", said.text);
    }
    let changing = ask(&place, &[("GRIOT_SECRET_KEY", other), ("GRIOT_SECRET_KEY_PREVIOUS", own.trim())]);
    assert!(changing.line("ok", "secret key").contains("vouches"), "{}", changing.text);
    std::fs::remove_file(place.key()).unwrap();
    assert!(ask(&place, &[]).problem("secret key").contains("get it from the backup"));
    assert!(!place.key().exists());
    std::fs::write(place.key(), "no key").unwrap();
    std::fs::set_permissions(place.key(), std::fs::Permissions::from_mode(0o600)).unwrap();
    ask(&place, &[]).problem("secret key");
}

#[test]
fn a_folder_that_cannot_be_written_to() {
    // Not even root can write there.
    let said = ask(&newsroom(), &[("GRIOT_DATA_DIR", "/proc")]);
    assert!(said.problem("data folder").contains("/proc cannot be written to"));
}

#[test]
fn migrations() {
    let place = newsroom();
    let last = "(SELECT max(version) FROM __diesel_schema_migrations)";
    execute(&place, &format!("DELETE FROM __diesel_schema_migrations WHERE version = {last}"));
    let pending = ask(&place, &[]);
    let line = pending.problem("migrations");
    assert!(line.contains("1 pending: 20") && line.contains("griot migrate"), "{line}");
    assert!(!pending.text.contains("jobs:"), "tables of another shape are not asked: {}", pending.text);
    assert!(ask(&place, &[]).problem("migrations").contains("1 pending"), "it was not applied by asking");
    execute(&place, "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    assert!(ask(&place, &[]).problem("migrations").contains("newer griot: 29990101000000"));
}

#[test]
fn the_clock_and_the_content_log() {
    let place = newsroom();
    execute(&place, "UPDATE event_sequence SET at = '2999-01-01T00:00:00.000000Z'");
    let said = ask(&place, &[]);
    assert!(said.problem("clock").contains("2999-01-01T00:00:00Z"), "{}", said.text);
    said.line("ok", "content log");
    execute(&place, "UPDATE event_sequence SET at = '2026-01-01T00:00:00.000000Z', seq = seq + 1");
    let said = ask(&place, &[]);
    assert!(said.problem("content log").contains("the counter says"), "{}", said.text);
    said.line("ok", "clock");
}

#[test]
fn work_that_lies_there() {
    let place = newsroom();
    let job = |id: u32, key: &str, dead: &str| {
        let id = format!("0198c0de-0000-7000-8000-00000000000{id}");
        execute(
            &place,
            &format!(
                "INSERT INTO jobs (id, kind, key, run_at, attempts, asked, dead_at, created_at) VALUES ('{id}', 'upkeep', \
                 '{key}', '2026-01-01T00:00:00.000000Z', 10, 1, {dead}, '2026-01-01T00:00:00.000000Z')"
            ),
        );
    };
    job(1, "deliveries", "NULL");
    assert!(ask(&place, &[]).warning("jobs").contains("1 should have been done"));
    job(2, "other", "'2026-01-02T00:00:00.000000Z'");
    let said = ask(&place, &[]);
    let line = said.problem("jobs");
    assert!(line.contains("1 dead") && line.contains("griot jobs retry"), "{line}");
}

#[test]
fn webhooks_that_are_not_told() {
    let place = newsroom();
    let secret = if on_postgres() { "'\\x00'" } else { "x'00'" };
    let hook = "0198c0de-0000-7000-8000-000000000003";
    let at = "'2026-01-01T00:00:00.000000Z'";
    execute(
        &place,
        &format!(
            "INSERT INTO webhooks (id, url, active, secret, position, version, created_at, updated_at) \
             VALUES ('{hook}', 'https://hooks.example.org/', (1 = 1), {secret}, -1001, 1, {at}, {at})"
        ),
    );
    assert!(ask(&place, &[]).warning("webhooks").contains("was not told"));
    execute(&place, "UPDATE webhooks SET position = 0, active = (1 = 0), disabled_reason = 'gone'");
    assert!(ask(&place, &[]).warning("webhooks").contains("1 disabled"));
    let letter = |id: &str, kind: &str| {
        execute(
            &place,
            &format!(
                "INSERT INTO webhook_deliveries (id, webhook_id, seq, event_id, type, state, attempts, last_attempt_at, \
                 duration_ms, created_at) VALUES ('{id}', '{hook}', 1, '{id}', '{kind}', 'dead', 10, {at}, 1, {at})"
            ),
        );
    };
    letter("0198c0de-0000-7000-8000-000000000004", "webhook.ping");
    ask(&place, &[]).line("ok", "dead letters");
    letter(hook, "author.created");
    let line = ask(&place, &[]).warning("dead letters");
    assert!(line.contains("1 messages") && line.contains("redeliver"), "{line}");
}

#[test]
fn a_database_that_does_not_answer() {
    let place = Place::new();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://griot:geheim@127.0.0.1:{port}/griot");
    let said = ask(&place, &[("DATABASE_URL", &url)]);
    assert!(said.problem("database").contains(&format!("postgres://griot:***@127.0.0.1:{port}/griot")));
    assert!(!said.text.contains("geheim"), "{}", said.text);
}

#[test]
fn a_damaged_file() {
    if on_postgres() {
        return;
    }
    let place = newsroom();
    // So that all of it is in the one file.
    execute(&place, "PRAGMA wal_checkpoint(TRUNCATE)");
    let path = place.folder.join("data/griot.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    assert!(length > 100_000);
    bytes[length / 2..length / 2 + 40_000].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    assert!(ask(&place, &[]).problem("database").contains("restore the backup"));
}
