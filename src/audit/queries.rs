//! The statements over the audit log.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::Filter;
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, SortKey};
use crate::db::schema::{audit, audit_head};
use crate::db::{AuditRow, Conn, MultiBackend};

type Boxed<'a> = audit::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = audit::table.into_boxed();
    if let Some(actor) = filter.actor {
        query = query.filter(audit::actor.eq(actor.to_string()));
    }
    if !filter.actions.is_empty() {
        query = query.filter(audit::action.eq_any(&filter.actions));
    }
    if let Some(kind) = &filter.target_type {
        query = query.filter(audit::target_type.eq(kind));
    }
    if let Some(target) = filter.target {
        query = query.filter(audit::target_id.eq(target.to_string()));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(audit::outcome.eq(outcome.as_str()));
    }
    if let Some(after) = filter.after {
        query = query.filter(audit::at.ge(after.to_fixed_width()));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit::at.lt(before.to_fixed_width()));
    }
    query
}

/// The newest first. Time and number rise together; the key of a position has both, because the indexes begin
/// with what is filtered by and go on with them.
pub fn list(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> QueryResult<Vec<AuditRow>> {
    let mut query = filtered(filter).select(AuditRow::as_select());
    let backward = page.seek.is_backward();
    if let Some(position) = page.seek.position() {
        let (at, seq) = position.key.split_once(' ').unwrap_or_default();
        let (at, seq) = (at.to_owned(), i64::read(seq)?);
        query = if backward {
            query.filter(audit::at.ge(at.clone())).filter(audit::at.gt(at).or(audit::seq.gt(seq)))
        } else {
            query.filter(audit::at.le(at.clone())).filter(audit::at.lt(at).or(audit::seq.lt(seq)))
        };
    }
    query = if backward {
        query.order((audit::at.asc(), audit::seq.asc()))
    } else {
        query.order((audit::at.desc(), audit::seq.desc()))
    };
    query.limit(page.fetch()).offset(page.offset()).load(conn)
}

pub fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

/// The entries that follow, in the order of their numbers.
pub fn following(conn: &mut Conn, seq: i64, limit: i64) -> QueryResult<Vec<AuditRow>> {
    audit::table
        .filter(audit::seq.gt(seq))
        .order(audit::seq)
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)
}

/// The end of the chain as it is remembered: number, instant and hash of the last entry.
pub fn head(conn: &mut Conn) -> QueryResult<Option<(i64, Timestamp, String)>> {
    let columns = (audit_head::seq, audit_head::at, audit_head::hash);
    audit_head::table.find(1).select(columns).first(conn).optional()
}
