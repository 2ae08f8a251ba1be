//! `… UNION ALL …`: rows of one shape from two places, in one statement. Diesel's own does not run on
//! the common connection: it puts parentheses where one engine wants them and the other does not.

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

use super::connection::{Conn, MultiBackend};

/// See [`union_all`].
#[derive(Clone, Copy, Debug)]
pub struct UnionAll<First, Second> {
    first: First,
    second: Second,
}

/// The rows of both, each of which may have an order and a limit of its own.
pub fn union_all<First, Second>(first: First, second: Second) -> UnionAll<First, Second> {
    UnionAll { first, second }
}

impl<First: Query, Second: Query<SqlType = First::SqlType>> Query for UnionAll<First, Second> {
    type SqlType = First::SqlType;
}

impl<First, Second> RunQueryDsl<Conn> for UnionAll<First, Second> {}

/// Its text depends on what is in it.
impl<First, Second> QueryId for UnionAll<First, Second> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<First, Second> QueryFragment<MultiBackend> for UnionAll<First, Second>
where
    First: QueryFragment<MultiBackend>,
    Second: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        // SQLite takes an order or a limit only of the whole, but for one within a table of the FROM.
        out.push_sql("SELECT * FROM (");
        self.first.walk_ast(out.reborrow())?;
        out.push_sql(") AS one UNION ALL SELECT * FROM (");
        self.second.walk_ast(out.reborrow())?;
        out.push_sql(") AS other");
        Ok(())
    }
}
