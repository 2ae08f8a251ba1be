//! What only one engine can be asked about its health.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use super::fault::is_english;
use crate::clock::Timestamp;
use crate::db::connection::Conn;
use crate::db::types::DbTime;

/// What an engine says of itself.
#[derive(Debug)]
pub enum Engine {
    Sqlite {
        /// What `PRAGMA quick_check` found; empty when all is well.
        damage: Vec<String>,
    },
    Postgres {
        /// As `server_version_num`: 130004.
        version: i32,
        /// The language of its messages, and whether we understand it.
        messages: (String, bool),
        /// What its clock shows.
        clock: Timestamp,
    },
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    value: i32,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Instant {
    #[diesel(sql_type = DbTime)]
    value: Timestamp,
}

pub fn engine(conn: &mut Conn) -> QueryResult<Engine> {
    match conn {
        Conn::Sqlite(conn) => {
            // As a table-valued function, so that the column has a name we chose.
            let ask = diesel::sql_query("SELECT quick_check AS value FROM pragma_quick_check");
            let found: Vec<Words> = ask.load(conn)?;
            let damage = found.into_iter().map(|row| row.value).filter(|value| value != "ok").collect();
            Ok(Engine::Sqlite { damage })
        }
        Conn::Postgres(conn) => {
            let ask = diesel::sql_query("SELECT current_setting('server_version_num')::integer AS value");
            let version = ask.get_result::<Number>(conn)?.value;
            let ask = diesel::sql_query("SELECT current_setting('lc_messages') AS value");
            let locale = ask.get_result::<Words>(conn)?.value;
            let ask = diesel::sql_query("SELECT clock_timestamp() AS value");
            let clock = ask.get_result::<Instant>(conn)?.value;
            let english = is_english(&locale);
            Ok(Engine::Postgres { version, messages: (locale, english), clock })
        }
    }
}

/// The versions of the migrations that were applied; none where there are no tables yet. Asked in words of our
/// own: the library's question makes the table it asks.
pub fn applied(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let there = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(
            "SELECT count(*) AS value FROM sqlite_master WHERE type = 'table' AND name = '__diesel_schema_migrations'",
        )
        .get_result::<Count>(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(
            "SELECT count(*) AS value FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations')",
        )
        .get_result::<Count>(conn)?,
    };
    if there.value == 0 {
        return Ok(Vec::new());
    }
    let ask = diesel::sql_query("SELECT version AS value FROM __diesel_schema_migrations ORDER BY version");
    let found: Vec<Words> = match conn {
        Conn::Sqlite(conn) => ask.load(conn)?,
        Conn::Postgres(conn) => ask.load(conn)?,
    };
    Ok(found.into_iter().map(|row| row.value).collect())
}

/// Has PostgreSQL put something on its disk that is no row: a message in its log which nobody reads. On SQLite there is
/// no such thing, and nothing is done. To be called outside a transaction.
pub fn flush(conn: &mut Conn) -> QueryResult<bool> {
    match conn {
        Conn::Sqlite(_) => Ok(false),
        Conn::Postgres(conn) => {
            diesel::sql_query("SELECT pg_logical_emit_message(true, 'griot', 'doctor')").execute(conn)?;
            Ok(true)
        }
    }
}
