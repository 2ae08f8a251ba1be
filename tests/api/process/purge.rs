//! `griot purge`: what it shows, what it asks, and what it leaves.

use std::process::Stdio;

use super::harness::{Place, Server, call_if, finish};
use serde_json::{Value, json};

fn send(server: &Server, method: &str, path: &str, token: &str, body: &Value) -> Value {
    let (status, reply) = call_if(&server.address, method, path, Some(token), Some("*"), Some(body)).unwrap();
    assert!(status < 300, "{method} {path}: {status} {reply}");
    reply
}

fn trashed(server: &Server, token: &str) -> u64 {
    let count = |kind: &str| {
        let reply = server.get(&format!("/api/v1/trash?kind={kind}&count=true"), Some(token)).1;
        reply["meta"]["total"].as_u64().unwrap_or_else(|| panic!("{reply}"))
    };
    count("article") + count("page")
}

#[test]
fn only_what_is_old_enough_and_only_when_somebody_says_so() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    // This test is not about what must be there.
    send(&server, "PATCH", "/api/v1/site", &token, &json!({ "checklists": { "news": [] } }));
    for (collection, title) in [("articles", "La crue"), ("articles", "La pirogue"), ("pages", "À propos")] {
        let made =
            send(&server, "POST", &format!("/api/v1/{collection}"), &token, &json!({ "title": title }));
        let path = format!("/api/v1/{collection}/{}", made["data"]["id"].as_str().unwrap());
        if title == "La crue" {
            send(&server, "POST", &format!("{path}/publish"), &token, &json!({}));
            send(&server, "POST", &format!("{path}/unpublish"), &token, &json!({}));
        }
        if title == "La pirogue" {
            let menu =
                json!({ "slug": "main", "name": "M", "items": [{ "article_id": made["data"]["id"] }] });
            send(&server, "POST", "/api/v1/menus", &token, &menu);
        }
        let gone = call_if(&server.address, "DELETE", &path, Some(&token), Some("*"), None).unwrap();
        assert_eq!(gone.0, 204, "{}", gone.1);
    }

    let young = place.run(&["purge", "--yes"]);
    assert!(
        young.status.success() && young.stdout.contains("Nothing has lain"),
        "{}{}",
        young.stdout,
        young.stderr
    );
    let shown = place.run(&["purge", "--older-than", "0d", "--dry-run"]);
    assert!(shown.status.success(), "{}", shown.stderr);
    for said in
        ["article  la-crue  (in the trash since 2", "page     a-propos", "3 would be removed for good"]
    {
        assert!(shown.stdout.contains(said), "{said}: {}", shown.stdout);
    }
    // Nobody there, somebody who thinks better of it.
    let mut alone = place.command(&["purge", "--older-than", "0s"]);
    let refused = alone.stdin(Stdio::null()).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--yes"), "{refused:?}");
    for answer in ["no\n", "\n", "y\n", "YES\n"] {
        let refused = finish(place.command(&["purge", "--older-than", "0s"]), answer);
        assert_eq!(refused.status.code(), Some(1), "{answer}");
        assert!(refused.stderr.contains("nothing was removed"), "{}", refused.stderr);
    }
    for wrong in ["30", "d", "-1d", "1w", "99999999999d"] {
        let refused = place.run(&["purge", &format!("--older-than={wrong}"), "--yes"]);
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        assert!(refused.stderr.contains("whole number and s, m, h or d"), "{}", refused.stderr);
    }
    assert_eq!(trashed(&server, &token), 3, "so far all of it is there");

    let done = finish(place.command(&["purge", "--older-than", "0d"]), "yes\n");
    assert!(done.status.success(), "{}", done.stderr);
    assert!(done.stdout.contains("2 removed for good") && done.stdout.contains("1 kept"), "{}", done.stdout);
    assert_eq!(trashed(&server, &token), 1);
    let (status, told) = server.get("/api/v1/articles/la-crue", None);
    assert_eq!((status, &told["code"]), (410, &json!("gone")));
    assert_eq!(server.get("/api/v1/pages/a-propos", None).0, 404);

    let audit = server.get("/api/v1/audit?action=cli.purge", Some(&token)).1;
    let entries = audit["data"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{audit}");
    for entry in entries {
        assert_eq!((&entry["actor"], &entry["from"]), (&Value::Null, &json!("cli")));
    }
    assert!(place.run(&["audit", "verify"]).status.success());
}
