//! How a transaction begins.

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, TransactionManager};

use crate::db::connection::Conn;

/// One snapshot for all statements of a read.
pub fn begin_read(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
    }
}

/// IMMEDIATE on SQLite: a transaction that reads first and writes later fails at once when another
/// writer came between, however long it is willing to wait.
pub fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
    }
}

pub fn commit(conn: &mut Conn) -> QueryResult<()> {
    <Conn as diesel::Connection>::TransactionManager::commit_transaction(conn)
}

pub fn rollback(conn: &mut Conn) -> QueryResult<()> {
    <Conn as diesel::Connection>::TransactionManager::rollback_transaction(conn)
}

/// Inside an open transaction: a savepoint.
pub fn begin_savepoint(conn: &mut Conn) -> QueryResult<()> {
    <Conn as diesel::Connection>::TransactionManager::begin_transaction(conn)
}
