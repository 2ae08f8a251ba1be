//! What a server writes down holds no credential, however much it is told to.

use std::process::Stdio;

use serde_json::json;

use super::harness::{Place, Server, call};

#[test]
fn no_preview_token_is_logged() {
    let place = Place::new();
    let path = place.folder.join("server.log");
    let mut command = place.command(&["serve"]);
    // The framework below would write down whole requests: it is off unless somebody asks for it by name.
    command.env("GRIOT_LOG", "trace,actix_http=off");
    let server = Server::start_logging(command, Stdio::from(std::fs::File::create(&path).unwrap()));
    let token = server.login("admin@griot.local", &server.password());
    let make = |path: &str, body| {
        let (status, reply) = call(&server.address, "POST", path, Some(&token), Some(&body)).unwrap();
        assert_eq!(status, 201, "{reply}");
        reply["data"].clone()
    };
    let id = make("/api/v1/articles", json!({ "title": "La crue" }))["id"].as_str().unwrap().to_owned();
    let link = make(&format!("/api/v1/articles/{id}/preview-links"), json!({}));
    let preview = link["token"].as_str().unwrap();
    let url = link["url"].as_str().unwrap();
    assert_eq!(server.get(url, None).0, 200);
    // Refused in every way there is: altered, beside what it does not go with, unknown, twice, too long.
    for (query, due) in [
        (format!("preview={preview}x"), 404),
        (format!("preview={preview}&profile=lite"), 422),
        (format!("preview={preview}&fields=lock"), 401),
        (format!("preview={preview}&surprise=1"), 400),
        (format!("preview={preview}&preview={preview}"), 400),
        (format!("preview={preview}&pretty={}", "x".repeat(9_000)), 414),
    ] {
        let (status, reply) = server.get(&format!("/api/v1/articles/{id}?{query}"), None);
        assert_eq!(status, due, "{reply}");
        assert!(!reply.to_string().contains(preview), "{reply}");
    }
    server.kill();
    let log = std::fs::read_to_string(&path).unwrap();
    assert!(log.contains(&format!("/api/v1/articles/{id}")), "the request is there: {log}");
    assert!(!log.contains(preview), "{log}");
    assert!(!log.contains("preview=grp_"), "{log}");
}
