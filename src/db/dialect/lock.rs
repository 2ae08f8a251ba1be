//! Locks that rows cannot express: two moves in a tree, two demotions of an admin.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use crate::db::connection::Conn;

/// What is locked until the end of the transaction.
#[derive(Clone, Copy, Debug)]
pub enum NamedLock {
    /// Migrations and the making of the first admin.
    Installation,
    /// The shape of the category tree.
    CategoryTree,
    /// The numbers behind slugs made from titles that are taken.
    SlugNumbers,
    /// The redirects of the website: two that are each harmless could make a loop.
    Redirects,
    /// Which tag takes the place of which.
    TagMerges,
    /// Who the administrators are.
    Administrators,
    /// Writing a batch. Two that touch the same things in another order would wait for each other.
    Batch,
    /// Who is at a working copy, and who is shown it. Shared by whoever changes the working copy.
    WorkingCopy(Uuid),
    /// What readers see of one group of translations, or of one series.
    Public(Uuid),
    /// A key of somebody's, by a hash of both.
    Repeat(Uuid),
}

impl NamedLock {
    /// The key of the advisory lock. Arbitrary, but alike on every node and never to be reused.
    fn key(self) -> i64 {
        match self {
            NamedLock::Installation => 0x4752_494F_5401,
            NamedLock::CategoryTree => 0x4752_494F_5402,
            NamedLock::Administrators => 0x4752_494F_5403,
            NamedLock::Redirects => 0x4752_494F_5410,
            NamedLock::TagMerges => 0x4752_494F_5411,
            NamedLock::Batch => 0x4752_494F_5412,
            NamedLock::SlugNumbers => 0x4752_494F_5404,
            // Two that fall on one key wait for each other, no more.
            NamedLock::Public(id) => mixed(id, 17),
            NamedLock::WorkingCopy(id) => mixed(id, 31),
            NamedLock::Repeat(id) => mixed(id, 43),
        }
    }
}

fn mixed(id: Uuid, turn: u32) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low.rotate_left(turn)).cast_signed()
}

/// Waits for the lock and holds it until the transaction ends. SQLite has one writer anyway.
pub fn take(conn: &mut Conn, lock: NamedLock) -> QueryResult<()> {
    run(conn, "SELECT pg_advisory_xact_lock($1)", lock)
}

/// As [`take`], beside others who only want it not to change.
pub fn share(conn: &mut Conn, lock: NamedLock) -> QueryResult<()> {
    run(conn, "SELECT pg_advisory_xact_lock_shared($1)", lock)
}

fn run(conn: &mut Conn, sql: &str, lock: NamedLock) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => {
            diesel::sql_query(sql).bind::<BigInt, _>(lock.key()).execute(conn).map(|_| ())
        }
    }
}
