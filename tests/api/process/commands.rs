//! The other commands.

use super::harness::{Place, call, call_if, finish, is_empty};

#[test]
fn accounts_are_kept_from_the_terminal() {
    let place = Place::new();
    let added = place.run(&["users", "add", "awa@example.org", "--name", "Awa Diop", "--role", "editor"]);
    assert!(added.status.success(), "{}", added.stderr);
    let server = place.serve();
    let made = added.stdout.lines().filter_map(|line| line.trim().strip_prefix("password: ")).next_back();
    let token = server.login("awa@example.org", made.expect("a password was made up"));
    assert_eq!(server.get("/api/v1/auth/me", Some(&token)).1["data"]["role"], "editor");

    let changed = place.run(&["users", "set-role", "awa@example.org", "author"]);
    assert!(changed.status.success(), "{}", changed.stderr);
    assert_eq!(server.get("/api/v1/auth/me", Some(&token)).0, 401, "her sessions have ended at once");

    let command = place.command(&["users", "set-password", "awa@example.org", "--password-stdin"]);
    let set = finish(command, "la crue du fleuve en mars\n");
    assert!(set.status.success() && !set.stdout.contains("la crue"), "{}", set.stderr);
    let token = server.login("awa@example.org", "la crue du fleuve en mars");
    assert_eq!(server.get("/api/v1/auth/me", Some(&token)).1["data"]["role"], "author");

    let list = place.run(&["users", "list"]).stdout;
    assert!(list.contains("author       awa@example.org  Awa Diop"), "{list}");
    assert!(list.contains("admin        admin@griot.local"), "{list}");
    for (arguments, said) in [
        (["users", "set-role", "nobody@example.org", "admin"], "nobody@example.org"),
        (["users", "set-role", "admin@griot.local", "author"], "administrator"),
    ] {
        let refused = place.run(&arguments);
        assert_eq!(refused.status.code(), Some(1));
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    let command = place.command(&["users", "set-password", "awa@example.org", "--password-stdin"]);
    assert_eq!(finish(command, "awa\n").status.code(), Some(1), "a weak password is refused");
}

#[test]
fn the_sample_newsroom_goes_into_an_empty_one_only() {
    let place = Place::new();
    let filled = place.run(&["demo"]);
    assert!(filled.status.success(), "{}", filled.stderr);
    let server = place.serve();
    let (status, articles) = server.get("/api/v1/articles?limit=100&count=true", None);
    assert_eq!(status, 200);
    assert!(articles["meta"]["total"].as_i64().unwrap() >= 12, "{}", articles["meta"]);
    let frame = server.get("/api/v1/site?menus=main,footer", None).1;
    assert_eq!(
        (&frame["data"]["name"], &frame["data"]["default_locale"]),
        (&"Les Deux Rives".into(), &"fr".into())
    );
    assert_eq!(frame["data"]["public_url"], "https://www.example.org", "a name that leads nowhere for good");
    assert_eq!(frame["data"]["menus"].as_array().map(Vec::len), Some(2));
    let pages = server.get("/api/v1/pages", None).1;
    let slugs: Vec<_> = pages["data"].as_array().unwrap().iter().map(|page| page["slug"].clone()).collect();
    assert_eq!(slugs, ["a-propos", "mentions-legales"]);
    let again = place.run(&["demo"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(again.stderr.contains("there is content already"), "{}", again.stderr);
}

#[test]
fn the_sample_leaves_a_newsroom_its_name() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    // The header that writing needs rides along.
    let token = format!("{token}\r\nIf-Match: *");
    let name = serde_json::json!({ "name": "La Rive" });
    let named = call(&server.address, "PATCH", "/api/v1/site", Some(&token), Some(&name)).unwrap();
    assert_eq!(named.0, 200, "{}", named.1);
    assert!(place.run(&["demo"]).status.success());
    let site = server.get("/api/v1/site", None).1;
    assert_eq!(
        (&site["data"]["name"], &site["data"]["tagline"]),
        (&"La Rive".into(), &serde_json::Value::Null)
    );
}

#[test]
fn the_spec_is_printed_without_settings_or_a_data_folder() {
    let place = Place::new();
    let mut command = place.command(&["openapi"]);
    command.env("GRIOT_NONSENSE", "1").env("DATABASE_URL", "postgre://x");
    let printed = finish(command, "");
    assert!(printed.status.success(), "{}", printed.stderr);
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json"));
    assert!(printed.stdout == committed.unwrap(), "what is printed is what is committed");
    assert!(place.run(&["openapi", "--yaml"]).stdout.starts_with("openapi: 3.1"));
    assert!(is_empty(&place.folder));
}

#[test]
fn settings_are_shown_without_their_secrets() {
    let place = Place::new();
    let mut command = place.command(&["config", "show"]);
    command.env("GRIOT_ADMIN_PASSWORD", "la crue du fleuve").env("DATABASE_URL", "postgres://u:geheim@db/x");
    let shown = finish(command, "");
    assert!(shown.status.success() && shown.stdout.contains("GRIOT_BIND"), "{}", shown.stderr);
    assert!(!shown.stdout.contains("la crue") && !shown.stdout.contains("geheim"), "{}", shown.stdout);
    assert!(place.run(&["config", "check"]).status.success());
    assert!(is_empty(&place.folder));
}

#[test]
fn revisions_go_only_when_somebody_says_yes() {
    let place = Place::new();
    let server = place.serve();
    let token = server.login("admin@griot.local", &server.password());
    let write = |method: &str, path: &str, title: &str| {
        let body = serde_json::json!({ "title": title });
        call_if(&server.address, method, path, Some(&token), Some("*"), Some(&body)).unwrap()
    };
    let made = write("POST", "/api/v1/articles", "Un").1;
    let path = format!("/api/v1/articles/{}", made["data"]["id"].as_str().unwrap());
    for title in ["Deux", "Trois", "Quatre"] {
        assert_eq!(write("PATCH", &path, title).0, 200);
    }
    let left = || {
        let list = server.get(&format!("{path}/revisions"), Some(&token)).1;
        list["data"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let prune = ["revisions", "prune", "--keep", "2", "--older-than", "0s"];
    for (input, said) in
        [("", "griot revisions prune --keep 2 --older-than 0s --yes"), ("no\n", "nothing was pruned")]
    {
        let refused = finish(place.command(&prune), input);
        assert_eq!(refused.status.code(), Some(1), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("2 revisions of 1 article or page") && refused.stderr.contains(said),
            "{}",
            refused.stderr
        );
        assert_eq!(left(), [4, 3, 2, 1]);
    }
    let young = place.run(&["revisions", "prune", "--keep", "1", "--older-than", "1d", "--yes"]);
    assert!(
        young.status.success() && young.stdout.contains("nothing to prune"),
        "{}{}",
        young.stdout,
        young.stderr
    );
    let done = finish(place.command(&prune), "yes\n");
    assert!(
        done.status.success() && done.stdout.contains("Pruned 2 revisions of 1 article or page."),
        "{}",
        done.stderr
    );
    assert_eq!(left(), [4, 3]);
    let done = place.run(&["revisions", "prune", "--keep", "1", "--yes"]);
    assert!(done.status.success() && !done.stderr.contains("Type yes"), "{}", done.stderr);
    assert_eq!(left(), [4]);
}
