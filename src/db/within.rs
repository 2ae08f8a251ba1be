//! `column IN (subquery)` for a boxed subquery, which diesel's own `eq_any` does not take on the
//! common connection: it wants to write the comparison for each engine apart.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

use super::connection::MultiBackend;

/// See [`within`].
#[derive(Clone, Copy, Debug)]
pub struct Within<Column, Query> {
    column: Column,
    query: Query,
}

/// Whether the column is among what the query selects, which must be one column of its type.
pub fn within<Column, Query>(column: Column, query: Query) -> Within<Column, Query> {
    Within { column, query }
}

impl<Column: Expression, Query> Expression for Within<Column, Query> {
    type SqlType = Bool;
}

impl<Column, Query, GroupBy> ValidGrouping<GroupBy> for Within<Column, Query> {
    type IsAggregate = is_aggregate::Never;
}

impl<From, Column: AppearsOnTable<From>, Query> AppearsOnTable<From> for Within<Column, Query> {}

impl<From, Column: SelectableExpression<From>, Query> SelectableExpression<From> for Within<Column, Query> {}

/// Its text depends on what is in it.
impl<Column, Query> QueryId for Within<Column, Query> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Column, Query> QueryFragment<MultiBackend> for Within<Column, Query>
where
    Column: QueryFragment<MultiBackend>,
    Query: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
