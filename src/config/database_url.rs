//! `DATABASE_URL`: which database, decided by the scheme and nothing else.
//!
//! The scheme is checked here, once, because a driver that guesses opens a SQLite file named like a
//! mistyped PostgreSQL address. Connecting is the business of `db`.

use std::{fmt, path::PathBuf};

use url::Url;

use super::{kinds::Kind, nearest::nearest, secret::Secret};

/// A database and how to reach it. `Debug` and `Display` show no password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, created at first start.
    Sqlite {
        /// Absolute, or relative to the working directory.
        path: PathBuf,
    },
    /// A server.
    Postgres {
        /// `postgres://…` or `postgresql://…`, as libpq takes it; it may hold a password.
        url: Secret,
    },
}

const EXPECTED: &str = "expected sqlite:PATH or postgres://user:password@host/database";

impl DatabaseUrl {
    /// Reads `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// A sentence without a subject; it never repeats more than the scheme.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains(|letter: char| letter.is_control()) {
            return Err(format!("holds a control character; {EXPECTED}"));
        }
        let scheme_shape = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
        let Some((scheme, rest)) =
            text.split_once(':').filter(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(scheme_shape))
        else {
            return Err(format!("has no scheme; {EXPECTED}"));
        };
        match scheme {
            "sqlite" => sqlite(rest.strip_prefix("//").unwrap_or(rest)),
            "postgres" | "postgresql" => match rest.strip_prefix("//") {
                Some(server) => postgres(text, server),
                None => Err(format!("lacks the // after {scheme}:; {EXPECTED}")),
            },
            _ => Err(match nearest(scheme, ["postgres", "postgresql", "sqlite"]) {
                Some(near @ "sqlite") => {
                    format!("has the unknown scheme {scheme}:; did you mean {near}:?")
                }
                Some(near) => {
                    format!("has the unknown scheme {scheme}:; did you mean {near}://?")
                }
                None => format!("has the unknown scheme {scheme}:; {EXPECTED}"),
            }),
        }
    }

    pub(super) fn kind() -> Kind<Self> {
        Kind::displayed(Self::parse)
    }
}

fn sqlite(path: &str) -> Result<DatabaseUrl, String> {
    let refused = |problem: &str| Err(format!("{problem}; expected a file, such as sqlite:data/griot.db"));
    match path {
        ":memory:" => refused(
            "names a database in memory, which each connection would have for itself and the next start would not find",
        ),
        _ if path.is_empty() || path.ends_with('/') => refused("names no file"),
        // SQLite reads `file:` as a URI with options that contradict ours.
        _ if path.starts_with("file:") || path.contains('?') => {
            refused("holds SQLite options, which griot sets itself")
        }
        _ => Ok(DatabaseUrl::Sqlite { path: PathBuf::from(path) }),
    }
}

fn postgres(text: &str, server: &str) -> Result<DatabaseUrl, String> {
    if server.is_empty() || server.contains(char::is_whitespace) {
        return Err(format!("names no server, or holds white space; {EXPECTED}"));
    }
    // libpq also takes several hosts (`a:5432,b:5432`), which a plain URL parser would refuse.
    let authority = server.split(['/', '?']).next().unwrap_or_default();
    match Url::parse(text) {
        Err(error) if !authority.contains(',') => Err(format!("is not a URL ({error}); {EXPECTED}")),
        _ => Ok(DatabaseUrl::Postgres { url: Secret::new(text) }),
    }
}

/// The URL with `***` for every password, in the userinfo and among the parameters. When in doubt
/// about where a password ends, more is hidden, not less.
fn masked(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, rest),
    };
    let user = match user.map(|user| user.split_once(':')) {
        Some(Some((name, _))) => format!("{name}:***@"),
        Some(None) => format!("{}@", user.unwrap_or_default()),
        None => String::new(),
    };
    let Some((server, query)) = rest.split_once('?') else {
        return format!("{scheme}://{user}{rest}");
    };
    let parameters: Vec<String> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if name.to_ascii_lowercase().contains("pass") => format!("{name}=***"),
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{scheme}://{user}{server}?{}", parameters.join("&"))
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => write!(out, "sqlite:{}", path.display()),
            Self::Postgres { url } => out.write_str(&masked(url.expose())),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests;
