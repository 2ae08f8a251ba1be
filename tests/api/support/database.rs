//! A database for one test, made from a migrated template, gone afterwards.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::prelude::*;
use griot::config::{DatabaseConfig, DatabaseUrl};
use griot::db::migrations::{Pending, migrate};

static NUMBER: AtomicU32 = AtomicU32::new(0);

pub struct Database {
    pub url: DatabaseUrl,
    kind: Kind,
}

enum Kind {
    Sqlite { folder: PathBuf },
    Postgres { server: String, name: String },
}

/// `sqlite`, or the address of a PostgreSQL server on which databases may be created.
#[expect(clippy::disallowed_methods, reason = "a setting of the suite, not of the program")]
pub fn target() -> String {
    std::env::var("GRIOT_TEST_DATABASE").unwrap_or_else(|_| "sqlite".into())
}

pub fn on_postgres() -> bool {
    target().starts_with("postgres")
}

impl Database {
    /// Migrated and empty.
    pub fn fresh() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("griot_{}_{number}", std::process::id());
        if on_postgres() {
            let server = target();
            let template = postgres_template();
            execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
            let url = DatabaseUrl::parse(&with_name(&server, &name)).unwrap();
            return Database { url, kind: Kind::Postgres { server, name } };
        }
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("griot.db");
        std::fs::write(&path, sqlite_template()).unwrap();
        Database { url: DatabaseUrl::Sqlite { path }, kind: Kind::Sqlite { folder } }
    }

    /// Not even migrated.
    pub fn blank() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("griot_blank_{}_{number}", std::process::id());
        if on_postgres() {
            let server = target();
            execute(&server, &format!("CREATE DATABASE {name}"));
            let url = DatabaseUrl::parse(&with_name(&server, &name)).unwrap();
            return Database { url, kind: Kind::Postgres { server, name } };
        }
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        let url = DatabaseUrl::Sqlite { path: folder.join("griot.db") };
        Database { url, kind: Kind::Sqlite { folder } }
    }

    /// As `DATABASE_URL` says it.
    pub fn address(&self) -> String {
        match (&self.kind, &self.url) {
            (Kind::Postgres { server, name }, _) => with_name(server, name),
            (_, DatabaseUrl::Sqlite { path }) => format!("sqlite:{}", path.display()),
            _ => unreachable!("a SQLite test has a SQLite address"),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.kind {
            Kind::Sqlite { folder } => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Kind::Postgres { server, name } => {
                if let Ok(mut conn) = PgConnection::establish(server) {
                    let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                        .execute(&mut conn);
                }
            }
        }
    }
}

fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let database = Database::blank();
        migrate(&DatabaseConfig::for_testing(database.url.clone()), Pending::Apply).unwrap();
        let DatabaseUrl::Sqlite { path } = &database.url else { unreachable!("blank is SQLite here") };
        let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut conn).unwrap();
        drop(conn);
        std::fs::read(path).unwrap()
    })
}

/// Stays behind when the process ends: the server of the suite is thrown away as a whole.
fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("griot_template_{}", std::process::id());
        execute(&target(), &format!("CREATE DATABASE {name}"));
        let url = DatabaseUrl::parse(&with_name(&target(), &name)).unwrap();
        migrate(&DatabaseConfig::for_testing(url), Pending::Apply).unwrap();
        name
    })
}

fn execute(server: &str, sql: &str) {
    let mut conn =
        PgConnection::establish(server).expect("the PostgreSQL server of GRIOT_TEST_DATABASE answers");
    // Copying a template fails while somebody is connected to it, as the last migration may still be.
    for attempt in 0.. {
        match diesel::sql_query(sql).execute(&mut conn) {
            Ok(_) => return,
            Err(fault) if attempt < 50 && fault.to_string().contains("being accessed by other users") => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            Err(fault) => panic!("{sql}: {fault}"),
        }
    }
}

/// The server's address with another database.
fn with_name(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(&format!("/{name}"));
    url.into()
}
