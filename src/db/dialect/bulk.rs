//! Inserting many rows in one statement, which the common connection cannot express.

/// Runs `$query` with `$conn` bound to the engine's own connection.
macro_rules! on_both {
    ($conn:expr, |$inner:ident| $query:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($inner) => $query,
            $crate::db::Conn::Sqlite($inner) => $query,
        }
    };
}
pub(crate) use on_both;
