//! Schemes, masks and refusals of `DATABASE_URL`.

use super::*;

#[test]
fn sqlite_paths() {
    for (text, path) in [
        ("sqlite:data/griot.db", "data/griot.db"),
        ("sqlite://data/griot.db", "data/griot.db"),
        ("sqlite:///var/lib/griot.db", "/var/lib/griot.db"),
        ("sqlite:/var/lib/griot.db", "/var/lib/griot.db"),
        ("sqlite:C:\\griot.db", "C:\\griot.db"),
    ] {
        assert_eq!(DatabaseUrl::parse(text), Ok(DatabaseUrl::Sqlite { path: path.into() }));
    }
}

#[test]
fn passwords_are_masked_wherever_they_stand() {
    for (text, shown) in [
        ("postgres://localhost/griot", "postgres://localhost/griot"),
        ("postgresql://me@db/griot", "postgresql://me@db/griot"),
        ("postgres://me:hunter2@db:5432/griot", "postgres://me:***@db:5432/griot"),
        ("postgres://me:hun@ter/2@db/griot", "postgres://me:***@db/griot"),
        ("postgres://me:hunter2@a:5432,b:5432/griot", "postgres://me:***@a:5432,b:5432/griot"),
        (
            "postgres:///griot?host=/run/pg&password=hunter2&sslpassword=hunter2&user=me",
            "postgres:///griot?host=/run/pg&password=***&sslpassword=***&user=me",
        ),
        ("postgres://db/griot?pass%77ord=hunter2", "postgres://db/griot?pass%77ord=***"),
    ] {
        let parsed = DatabaseUrl::parse(text);
        assert_eq!(parsed.as_ref().map(ToString::to_string), Ok(shown.to_owned()));
        assert!(!format!("{parsed:?}").contains("hunter2"));
        assert!(matches!(parsed, Ok(DatabaseUrl::Postgres { url }) if url.expose() == text));
    }
}

#[test]
fn what_is_no_database_is_refused() {
    let file = "expected a file, such as sqlite:data/griot.db";
    for (text, problem) in [
        ("", format!("has no scheme; {EXPECTED}")),
        ("griot.db", format!("has no scheme; {EXPECTED}")),
        ("host=db dbname=griot password=x", format!("has no scheme; {EXPECTED}")),
        ("postgress://db/griot", "has the unknown scheme postgress:; did you mean postgres://?".to_owned()),
        ("Postgres://db/griot", "has the unknown scheme Postgres:; did you mean postgres://?".to_owned()),
        ("sqlite3:griot.db", "has the unknown scheme sqlite3:; did you mean sqlite:?".to_owned()),
        ("mysql://db/griot", format!("has the unknown scheme mysql:; {EXPECTED}")),
        ("postgres:db/griot", format!("lacks the // after postgres:; {EXPECTED}")),
        ("postgres://", format!("names no server, or holds white space; {EXPECTED}")),
        ("postgres://db:port/griot", format!("is not a URL (invalid port number); {EXPECTED}")),
        ("sqlite:", format!("names no file; {file}")),
        ("sqlite:data/", format!("names no file; {file}")),
        ("sqlite:file:x?mode=ro", format!("holds SQLite options, which griot sets itself; {file}")),
        ("sqlite:x.db?mode=ro", format!("holds SQLite options, which griot sets itself; {file}")),
    ] {
        assert_eq!(DatabaseUrl::parse(text), Err(problem), "{text}");
    }
    for text in ["sqlite::memory:", "sqlite://:memory:"] {
        assert!(
            DatabaseUrl::parse(text).is_err_and(|problem| problem.starts_with("names a database in memory"))
        );
    }
}
