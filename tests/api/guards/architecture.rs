//! Who may import whom. The table is that of docs/ARCHITECTURE.md.

use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// `(path below src, text without its tests)`
fn sources() -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            (path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), code)
        })
        .collect()
}

/// The rooms a file imports: of `crate::db::Conn` and of `crate::{auth::may, db}` alike.
fn imports(code: &str) -> Vec<String> {
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let room = |path: &str| -> String {
        path.trim_start().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
    };
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(members(group).iter().map(|member| room(member))),
            None => found.push(room(rest)),
        }
    }
    found.retain(|room| !room.is_empty());
    found
}

/// The members of a braced import, up to the brace that ends it; inner braces stay whole.
fn members(group: &str) -> Vec<String> {
    let (mut found, mut depth) = (vec![String::new()], 0_u32);
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        found.last_mut().unwrap().push(c);
    }
    found
}

#[test]
fn the_guard_reads_both_forms_of_import() {
    let rooms =
        imports("use crate::{auth::{may, Role}, db::Conn};\nlet x = crate::http::reply::no_content();");
    assert_eq!(rooms, ["auth", "db", "http"]);
}

const DOMAINS: [&str; 32] = [
    "articles",
    "assignments",
    "audit",
    "authors",
    "batch",
    "categories",
    "changes",
    "corrections",
    "demo",
    "desk",
    "feeds",
    "history",
    "locks",
    "media",
    "menus",
    "notes",
    "pages",
    "previews",
    "publications",
    "redirects",
    "related",
    "search",
    "series",
    "sessions",
    "sitemaps",
    "slugs",
    "tags",
    "translations",
    "trash",
    "users",
    "webhooks",
    "workflow",
];

/// What a file must not import; none for those on top of the house.
fn forbidden(file: &str) -> Option<Vec<&'static str>> {
    let room = file.split(['/', '.']).next().unwrap();
    let is = |part: &str| file.ends_with(&format!("/{part}.rs")) || file.contains(&format!("/{part}/"));
    let above = ["app", "cli", "doctor", "installation", "http", "metrics"];
    let mut none: Vec<&str> = Vec::new();
    match room {
        "lib" | "main" | "app" | "cli" | "doctor" | "installation" => return None,
        "text" | "clock" | "closed_list" | "ids" | "error" => {
            none.extend(DOMAINS);
            none.extend(above);
            none.extend(["db", "auth", "events", "visibility"]);
            if room == "text" {
                none.extend(["error", "clock", "ids", "config"]);
            }
        }
        "config" | "telemetry" | "outbound" => {
            none.extend(DOMAINS);
            none.extend(above);
            none.extend(["db", "auth", "events", "visibility"]);
        }
        "db" | "auth" | "events" | "idempotency" | "visibility" => {
            none.extend(DOMAINS);
            none.extend(above);
            if room == "db" || room == "visibility" {
                none.extend(["auth", "events"]);
            }
        }
        "http" => {
            if !is("router") {
                none.extend(DOMAINS);
            }
        }
        _ if is("queries")
            || is("service")
            || is("model")
            || is("publish")
            || is("unpublish")
            || is("status") =>
        {
            none.extend(["http", "app", "cli", "doctor", "installation"]);
        }
        _ => none.extend(["cli", "doctor", "installation"]),
    }
    Some(none)
}

#[test]
fn nobody_reaches_up() {
    let mut faults = Vec::new();
    for (file, code) in sources() {
        let Some(forbidden) = forbidden(&file) else { continue };
        faults.extend(
            imports(&code)
                .into_iter()
                .filter(|room| forbidden.contains(&room.as_str()))
                .map(|room| format!("{file} imports {room}")),
        );
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn routes_and_views_know_no_sql() {
    for (file, code) in sources() {
        if file.contains("/routes") || file.contains("/views") {
            assert!(!code.contains("diesel::") && !code.contains("queries"), "{file}");
        }
    }
}

/// What a request does, its preconditions and the reply it will be given again are one transaction, which
/// `http::write` owns. Signing in and out takes no keys.
#[test]
fn handlers_write_through_one_door() {
    for (file, code) in sources() {
        let handles = file.contains("/routes") && !file.starts_with("sessions/");
        let code: String = code.split_whitespace().collect();
        assert!(!handles || !code.contains("db.write("), "{file} begins a transaction of its own");
    }
}

#[test]
fn the_engine_is_asked_for_only_where_it_matters() {
    for (file, code) in sources() {
        let asks = code.contains("Conn::Sqlite") || code.contains("Conn::Postgres");
        assert!(!asks || file.starts_with("db/"), "{file}");
    }
}

#[test]
fn every_file_says_why_it_exists_and_stays_readable() {
    for (file, code) in sources() {
        assert!(code.starts_with("//!"), "{file} does not say why it exists");
        let lines = code.lines().count();
        assert!(lines <= 400, "{file} has {lines} lines");
    }
}
