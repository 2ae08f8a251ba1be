//! The statements over `webhook_deliveries`.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::webhook_deliveries as deliveries;
use crate::db::{AnyId, Conn, MultiBackend, on_both};
use crate::webhooks::model::{Delivery, DeliveryFilter, DeliveryId, DeliveryState, PING, Record, WebhookId};

type Boxed<'a> = deliveries::BoxedQuery<'a, MultiBackend>;

fn filtered(webhook: WebhookId, filter: &DeliveryFilter) -> Boxed<'_> {
    let mut query = deliveries::table.filter(deliveries::webhook_id.eq(webhook)).into_boxed();
    if !filter.states.is_empty() {
        let states: Vec<&str> = filter.states.iter().map(|state| state.as_str()).collect();
        query = query.filter(deliveries::state.eq_any(states));
    }
    if !filter.types.is_empty() {
        query = query.filter(deliveries::type_.eq_any(&filter.types));
    }
    query
}

/// The newest first.
pub fn list(
    conn: &mut Conn,
    webhook: WebhookId,
    filter: &DeliveryFilter,
    page: &PageRequest,
) -> QueryResult<Vec<Delivery>> {
    let query = filtered(webhook, filter).select(Delivery::as_select());
    seek!(query, page, true, deliveries::created_at => Timestamp, deliveries::id => DeliveryId).load(conn)
}

pub fn count(conn: &mut Conn, webhook: WebhookId, filter: &DeliveryFilter) -> QueryResult<i64> {
    filtered(webhook, filter).select(count_star()).first(conn)
}

pub fn find(conn: &mut Conn, webhook: WebhookId, id: DeliveryId) -> QueryResult<Option<Delivery>> {
    deliveries::table
        .filter(deliveries::id.eq(id))
        .filter(deliveries::webhook_id.eq(webhook))
        .select(Delivery::as_select())
        .first(conn)
        .optional()
}

/// Of those behind its place that are being sent again, the one that is due first.
pub fn next_again(conn: &mut Conn, webhook: WebhookId, position: i64) -> QueryResult<Option<Delivery>> {
    deliveries::table
        .filter(deliveries::webhook_id.eq(webhook))
        .filter(deliveries::state.eq(DeliveryState::Pending.as_str()))
        .filter(deliveries::seq.le(position))
        .order((deliveries::next_attempt_at, deliveries::seq))
        .select(Delivery::as_select())
        .first(conn)
        .optional()
}

/// What is being tried of the entries after `from` and up to `to` is not tried any more.
pub fn skip(conn: &mut Conn, webhook: WebhookId, from: i64, to: i64) -> QueryResult<()> {
    diesel::update(deliveries::table)
        .filter(deliveries::webhook_id.eq(webhook))
        .filter(deliveries::state.eq(DeliveryState::Pending.as_str()))
        .filter(deliveries::seq.gt(from))
        .filter(deliveries::seq.le(to))
        .set((
            deliveries::state.eq(DeliveryState::Skipped.as_str()),
            deliveries::next_attempt_at.eq(None::<Timestamp>),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Tries of one message that came to nothing; none when it is not being tried.
pub fn attempts(conn: &mut Conn, webhook: WebhookId, event: Uuid) -> QueryResult<Option<i32>> {
    deliveries::table
        .filter(deliveries::webhook_id.eq(webhook))
        .filter(deliveries::event_id.eq(AnyId(event)))
        .filter(deliveries::state.eq(DeliveryState::Pending.as_str()))
        .select(deliveries::attempts)
        .first(conn)
        .optional()
}

/// Writes down what came of the last try of each message. The row of one that is known already stays its row.
pub fn record(
    conn: &mut Conn,
    ids: impl FnMut() -> Uuid,
    records: &[Record],
    now: Timestamp,
) -> QueryResult<()> {
    let mut ids = ids;
    let rows: Vec<_> = records
        .iter()
        .map(|record| {
            let refusal = record.tried.result.as_ref().err();
            let status = match &record.tried.result {
                Ok(status) => Some(*status),
                Err(refusal) => refusal.status,
            };
            (
                deliveries::id.eq(DeliveryId(ids())),
                deliveries::webhook_id.eq(record.webhook),
                deliveries::seq.eq(record.seq),
                deliveries::event_id.eq(AnyId(record.event)),
                deliveries::type_.eq(record.type_.as_str()),
                deliveries::state.eq(record.state.as_str()),
                deliveries::attempts.eq(record.attempts),
                deliveries::last_attempt_at.eq(record.tried.at),
                deliveries::next_attempt_at.eq(record.next_attempt_at),
                deliveries::response_status.eq(status.map(i32::from)),
                deliveries::error.eq(refusal.map(|refusal| refusal.error)),
                deliveries::duration_ms.eq(record.tried.duration_ms),
                deliveries::created_at.eq(now),
            )
        })
        .collect();
    on_both!(conn, |conn| {
        for some in rows.chunks(AT_ONCE) {
            diesel::insert_into(deliveries::table)
                .values(some.to_vec())
                .on_conflict((deliveries::webhook_id, deliveries::event_id))
                .do_update()
                .set((
                    deliveries::state.eq(excluded(deliveries::state)),
                    deliveries::attempts.eq(excluded(deliveries::attempts)),
                    deliveries::last_attempt_at.eq(excluded(deliveries::last_attempt_at)),
                    deliveries::next_attempt_at.eq(excluded(deliveries::next_attempt_at)),
                    deliveries::response_status.eq(excluded(deliveries::response_status)),
                    deliveries::error.eq(excluded(deliveries::error)),
                    deliveries::duration_ms.eq(excluded(deliveries::duration_ms)),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
}

/// Messages of all webhooks in this state; pings are none.
pub fn in_state(conn: &mut Conn, state: DeliveryState) -> QueryResult<i64> {
    deliveries::table
        .filter(deliveries::state.eq(state.as_str()))
        .filter(deliveries::type_.ne(PING))
        .select(count_star())
        .first(conn)
}

/// Rows of one statement.
const AT_ONCE: usize = 50;

/// It is to be tried again, from the first try on.
pub fn revive(conn: &mut Conn, id: DeliveryId, now: Timestamp) -> QueryResult<()> {
    diesel::update(deliveries::table.find(id))
        .set((
            deliveries::state.eq(DeliveryState::Pending.as_str()),
            deliveries::attempts.eq(0),
            deliveries::next_attempt_at.eq(Some(now)),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Last tried before an instant, and nobody has to look after it: it arrived, was passed by, or is a ping, which is no
/// dead letter when it did not arrive.
macro_rules! settled {
    ($before:expr) => {
        deliveries::last_attempt_at.lt($before).and(
            deliveries::state
                .eq_any([DeliveryState::Delivered.as_str(), DeliveryState::Skipped.as_str()])
                .or(deliveries::state.eq(DeliveryState::Dead.as_str()).and(deliveries::type_.eq(PING))),
        )
    };
}

/// Up to so many of them.
pub fn settled(conn: &mut Conn, before: Timestamp, limit: i64) -> QueryResult<Vec<DeliveryId>> {
    deliveries::table.filter(settled!(before)).limit(limit).select(deliveries::id).load(conn)
}

/// Takes those of these away that still are settled; tells how many.
pub fn forget(conn: &mut Conn, before: Timestamp, ids: &[DeliveryId]) -> QueryResult<usize> {
    diesel::delete(deliveries::table.filter(deliveries::id.eq_any(ids)).filter(settled!(before)))
        .execute(conn)
}
