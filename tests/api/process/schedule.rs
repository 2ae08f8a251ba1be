//! A server left alone announces what the clock does, also what it did while no server ran.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use griot::clock::Clock;
use serde_json::{Value, json};

use super::harness::{Place, Server, call_if};

/// Long enough for a slow machine; the promise is two seconds.
const PATIENCE: Duration = Duration::from_secs(30);

fn schedule(server: &Server, token: &str, title: &str) -> String {
    let created = call_if(
        &server.address,
        "POST",
        "/api/v1/articles",
        Some(token),
        None,
        Some(&json!({ "title": title, "type": "brief" })),
    );
    let id = created.unwrap().1["data"]["id"].as_str().unwrap().to_owned();
    let at = Clock::system().now().plus(TimeDelta::seconds(1));
    let path = format!("/api/v1/articles/{id}/schedule");
    let body = json!({ "publish_at": at.to_string() });
    let (status, reply) =
        call_if(&server.address, "POST", &path, Some(token), Some("*"), Some(&body)).unwrap();
    assert_eq!(status, 200, "{reply}");
    format!("/api/v1/articles/{id}")
}

/// Who did the last thing the log has of an article, as a stale writer is told.
fn last_actor(server: &Server, token: &str, path: &str) -> Value {
    let body = json!({ "kicker": "Trop tard" });
    let (status, reply) =
        call_if(&server.address, "PATCH", path, Some(token), Some("\"1.stale\""), Some(&body)).unwrap();
    assert_eq!(status, 412, "{reply}");
    reply["changed_by"].clone()
}

fn wait_for_the_clock(server: &Server, token: &str, path: &str) {
    let deadline = Instant::now() + PATIENCE;
    while !last_actor(server, token, path).is_null() {
        assert!(Instant::now() < deadline, "nobody announced it");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.get(path, None).0, 200);
}

#[test]
fn the_clock_is_heard() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    // This test is not about what must be there.
    let rules = json!({ "checklists": { "brief": [] } });
    let patched = call_if(&server.address, "PATCH", "/api/v1/site", Some(&token), Some("*"), Some(&rules));
    assert_eq!(patched.unwrap().0, 200);
    let path = schedule(&server, &token, "La crue");
    assert!(!last_actor(&server, &token, &path).is_null());
    wait_for_the_clock(&server, &token, &path);
    let missed = schedule(&server, &token, "Le port");
    server.kill();
    std::thread::sleep(Duration::from_millis(1_100));
    let server = place.serve();
    wait_for_the_clock(&server, &token, &missed);
}
