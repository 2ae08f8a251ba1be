//! Opening a connection and telling it the house rules.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::Error;
use diesel::sqlite::SqliteConnection;

use crate::config::DatabaseConfig;
use crate::db::connection::{Conn, Purpose};

/// Opens the file (a writer makes it) in WAL mode. `busy_timeout` comes first: switching to WAL is
/// itself something another process may be in the way of.
pub fn sqlite(path: &Path, config: &DatabaseConfig, purpose: Purpose) -> Result<Conn, Error> {
    let path = path.to_str().ok_or_else(|| {
        Error::ConnectionError(ConnectionError::InvalidConnectionUrl(
            "the path of the database is not UTF-8".into(),
        ))
    })?;
    let mut conn = SqliteConnection::establish(path).map_err(Error::ConnectionError)?;
    let busy = config.busy_timeout.as_millis();
    let mut rules = format!(
        "PRAGMA busy_timeout = {busy}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; \
         PRAGMA journal_size_limit = 67108864;"
    );
    if purpose == Purpose::Read {
        rules.push_str(" PRAGMA query_only = ON;");
    }
    conn.batch_execute(&rules).map_err(Error::QueryError)?;
    Ok(Conn::Sqlite(conn))
}

/// Connects and sets the limits no statement may pass. Requests share the processors among themselves:
/// starting workers for one of them takes longer than most statements.
pub fn postgres(url: &str, config: &DatabaseConfig) -> Result<Conn, Error> {
    let mut conn = PgConnection::establish(&with_defaults(url)).map_err(Error::ConnectionError)?;
    conn.batch_execute(&format!(
        "SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}; \
         SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET standard_conforming_strings = on; \
         SET max_parallel_workers_per_gather = 0;",
        config.statement_timeout.as_millis(),
        config.lock_timeout.as_millis(),
        config.statement_timeout.as_millis().saturating_mul(2),
    ))
    .map_err(Error::QueryError)?;
    Ok(Conn::Postgres(conn))
}

/// Adds what the address leaves open. The OpenSSL built into the binary looks for certificates in
/// its own, empty folder, so whoever asks for verification gets the system's.
///
/// The address is taken apart as libpq does it, because a URL parser refuses several hosts.
fn with_defaults(url: &str) -> String {
    let (server, query) = split_query(url);
    let given: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let has = |name: &str| given.iter().any(|(given, _)| given == name);
    let verifies = given.iter().any(|(name, value)| name == "sslmode" && value.starts_with("verify"));
    let system_roots = openssl_probe::probe().cert_file.filter(|_| verifies && !has("sslrootcert"));
    let mut pairs = Vec::new();
    if !has("connect_timeout") {
        pairs.push(("connect_timeout", "2".to_owned()));
    }
    if !has("application_name") {
        pairs.push(("application_name", "griot".to_owned()));
    }
    if let Some(file) = system_roots.as_deref().and_then(Path::to_str) {
        pairs.push(("sslrootcert", file.to_owned()));
    }
    let own = Some(query.to_owned()).filter(|query| !query.is_empty());
    let added = pairs.iter().map(|(name, value)| format!("{name}={}", percent_encode(value)));
    let query = own.into_iter().chain(added).collect::<Vec<_>>().join("&");
    if query.is_empty() { server.to_owned() } else { format!("{server}?{query}") }
}

/// The address up to its parameters, and the parameters. A password may hold a question mark: what
/// stands before an `@`, and that before any `/`, is not yet the server.
fn split_query(url: &str) -> (&str, &str) {
    let authority = url.find("://").map_or(0, |at| at + "://".len());
    let rest = url.get(authority..).unwrap_or_default();
    let host = rest.find(['@', '/']).filter(|at| rest.as_bytes().get(*at) == Some(&b'@')).unwrap_or(0);
    let question = rest.get(host..).and_then(|rest| rest.find('?')).map(|at| authority + host + at);
    match question.and_then(|at| url.split_at_checked(at)) {
        Some((server, query)) => (server, query.strip_prefix('?').unwrap_or(query)),
        None => (url, ""),
    }
}

/// libpq decodes percent signs, not plus signs.
fn percent_encode(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::with_defaults;

    #[test]
    fn fills_in_only_what_is_missing() {
        let filled = with_defaults("postgres://griot@db.example/griot?connect_timeout=9");
        assert!(filled.contains("connect_timeout=9") && filled.contains("application_name=griot"));
        assert!(!filled.contains("sslrootcert"));
    }

    #[test]
    fn whatever_libpq_takes_is_filled_in() {
        let filled = "connect_timeout=2&application_name=griot";
        for (url, expected) in [
            ("postgres://a:1,b:2/db", format!("postgres://a:1,b:2/db?{filled}")),
            (
                "postgresql://me:x@a,b:2,[::1]:3/db?target_session_attrs=read-write",
                format!("postgresql://me:x@a,b:2,[::1]:3/db?target_session_attrs=read-write&{filled}"),
            ),
            ("postgres://a,b?", format!("postgres://a,b?{filled}")),
            ("postgres:///db?host=/run/pg", format!("postgres:///db?host=/run/pg&{filled}")),
            ("postgres://me:what?@db/griot", format!("postgres://me:what?@db/griot?{filled}")),
            ("postgres://db/griot?user=a@b", format!("postgres://db/griot?user=a@b&{filled}")),
            (
                "postgres://a,b/db?connect%5Ftimeout=9",
                "postgres://a,b/db?connect%5Ftimeout=9&application_name=griot".to_owned(),
            ),
            (
                "postgres://a,b/db?connect_timeout=9&application_name=x",
                "postgres://a,b/db?connect_timeout=9&application_name=x".to_owned(),
            ),
        ] {
            assert_eq!(with_defaults(url), expected);
        }
        let several = with_defaults("postgres://a:1,b:2/db?sslmode=verify-full");
        assert_eq!(several.contains("sslrootcert="), openssl_probe::probe().cert_file.is_some());
    }

    #[test]
    fn verification_uses_the_certificates_of_the_system() {
        let filled = with_defaults("postgres://db.example/griot?sslmode=verify-full");
        assert_eq!(filled.contains("sslrootcert="), openssl_probe::probe().cert_file.is_some());
        let own = with_defaults("postgres://db.example/griot?sslmode=verify-full&sslrootcert=/own.pem");
        assert_eq!(own.matches("sslrootcert").count(), 1);
    }
}
