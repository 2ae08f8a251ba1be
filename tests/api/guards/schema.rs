//! The two databases have the same tables, and diesel's picture of them is true.

use std::collections::BTreeMap;

use diesel::prelude::*;
use griot::config::DatabaseConfig;
use griot::db::migrations::{MigrationError, Pending, migrate, redo_all};

use crate::support::database::{Database, on_postgres};

/// Table → column → may be null.
type Tables = BTreeMap<String, BTreeMap<String, bool>>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    table_name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    column_name: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    nullable: bool,
}

fn of_database(database: &Database) -> Tables {
    let columns: Vec<Column> = if on_postgres() {
        let mut conn = PgConnection::establish(&database.address()).unwrap();
        diesel::sql_query(
            "SELECT table_name::text, column_name::text, is_nullable = 'YES' AS nullable \
             FROM information_schema.columns WHERE table_schema = 'public'",
        )
        .load(&mut conn)
        .unwrap()
    } else {
        let mut conn = SqliteConnection::establish(database.address().trim_start_matches("sqlite:")).unwrap();
        diesel::sql_query(
            "SELECT t.name AS table_name, c.name AS column_name, c.\"notnull\" = 0 AS nullable \
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
        )
        .load(&mut conn)
        .unwrap()
    };
    let mut tables = Tables::new();
    // Full text is each engine's own: a virtual table and its shadows here, a table with `tsvector` there.
    let is_own =
        |name: &str| ["__diesel", "search_index", "search_titles"].iter().any(|own| name.starts_with(own));
    for column in columns.into_iter().filter(|column| !is_own(&column.table_name)) {
        tables.entry(column.table_name).or_default().insert(column.column_name, column.nullable);
    }
    tables
}

/// Reads `src/db/schema.rs` as text.
fn of_diesel() -> Tables {
    let source = std::fs::read_to_string(format!("{}/src/db/schema.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut tables = Tables::new();
    for block in source.split("diesel::table! {").skip(1) {
        let words: Vec<&str> = block.split_whitespace().collect();
        let open = words.iter().position(|word| word.starts_with('(')).unwrap();
        let table = tables.entry(words[open - 1].to_owned()).or_default();
        for (index, _) in words.iter().enumerate().filter(|(_, word)| **word == "->") {
            let name = words[index - 1].trim_start_matches('{').trim_end_matches('_');
            table.insert(name.to_owned(), words[index + 1].starts_with("Nullable"));
        }
    }
    for own in ["search_index", "search_titles"] {
        tables.remove(own).expect("a table that differs");
    }
    tables
}

#[test]
fn diesel_sees_what_is_there() {
    assert_eq!(of_database(&Database::fresh()), of_diesel());
}

#[test]
fn down_and_up_again() {
    let database = Database::fresh();
    let before = of_database(&database);
    redo_all(&DatabaseConfig::for_testing(database.url.clone())).unwrap();
    assert_eq!(of_database(&database), before);
}

#[test]
fn migrations_come_in_pairs() {
    let names = |engine: &str| {
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn twice_is_once_and_the_future_is_refused() {
    let database = Database::blank();
    let config = DatabaseConfig::for_testing(database.url.clone());
    assert!(matches!(migrate(&config, Pending::Refuse), Err(MigrationError::Pending(_))));
    let first = migrate(&config, Pending::Apply).unwrap();
    let second = migrate(&config, Pending::Apply).unwrap();
    assert_eq!(first.applied, second.applied);
    assert!(second.pending.is_empty());
    let sql = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99990101000000', CURRENT_TIMESTAMP)";
    if on_postgres() {
        diesel::sql_query(sql).execute(&mut PgConnection::establish(&database.address()).unwrap()).unwrap();
    } else {
        let path = database.address();
        let mut conn = SqliteConnection::establish(path.trim_start_matches("sqlite:")).unwrap();
        diesel::sql_query(sql).execute(&mut conn).unwrap();
    }
    assert!(matches!(migrate(&config, Pending::Apply), Err(MigrationError::TooNew(_))));
}
