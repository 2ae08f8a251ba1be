//! The statements over `webhooks`; those over what was sent are in [`deliveries`], over the log in [`log`].

pub(super) mod deliveries;
pub(super) mod log;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Webhook, WebhookId, WebhookInput};
use crate::auth::Sealed;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::webhooks;

/// The newest first.
pub(super) fn list(conn: &mut Conn, active: Option<bool>, page: &PageRequest) -> QueryResult<Vec<Webhook>> {
    let mut query = webhooks::table.select(Webhook::as_select()).into_boxed();
    if let Some(active) = active {
        query = query.filter(webhooks::active.eq(active));
    }
    seek!(query, page, true, webhooks::created_at => Timestamp, webhooks::id => WebhookId).load(conn)
}

pub(super) fn count(conn: &mut Conn, active: Option<bool>) -> QueryResult<i64> {
    let query = webhooks::table.select(count_star()).into_boxed();
    match active {
        Some(active) => query.filter(webhooks::active.eq(active)).first(conn),
        None => query.first(conn),
    }
}

pub(super) fn find(conn: &mut Conn, id: WebhookId) -> QueryResult<Option<Webhook>> {
    webhooks::table.find(id).select(Webhook::as_select()).first(conn).optional()
}

/// As it is and stays until the end of the transaction: whoever changes it, or moves it on, waits.
pub(super) fn hold(conn: &mut Conn, id: WebhookId) -> QueryResult<Option<Webhook>> {
    diesel::update(webhooks::table.find(id)).set(webhooks::version.eq(webhooks::version)).execute(conn)?;
    find(conn, id)
}

/// The secret that signs, and the one before it while that counts.
pub(super) fn secrets(
    conn: &mut Conn,
    id: WebhookId,
    now: Timestamp,
) -> QueryResult<(Sealed, Option<Sealed>)> {
    let columns = (webhooks::secret, webhooks::previous_secret, webhooks::previous_secret_until);
    let (current, previous, until) =
        webhooks::table
            .find(id)
            .select(columns)
            .first::<(Vec<u8>, Option<Vec<u8>>, Option<Timestamp>)>(conn)?;
    let previous = previous.filter(|_| until.is_some_and(|until| now < until));
    Ok((Sealed(current), previous.map(Sealed)))
}

/// Those that are active, and how far they are.
pub(super) fn positions(conn: &mut Conn) -> QueryResult<Vec<(WebhookId, i64)>> {
    webhooks::table.filter(webhooks::active.eq(true)).select((webhooks::id, webhooks::position)).load(conn)
}

/// How many of them their receivers have ended.
pub(super) fn disabled(conn: &mut Conn) -> QueryResult<i64> {
    webhooks::table.filter(webhooks::disabled_reason.is_not_null()).select(count_star()).first(conn)
}

type Columns<'a> = (
    diesel::dsl::Eq<webhooks::url, &'a str>,
    diesel::dsl::Eq<webhooks::description, Option<&'a str>>,
    diesel::dsl::Eq<webhooks::types, Option<&'a str>>,
    diesel::dsl::Eq<webhooks::active, bool>,
);

/// What insert and update write alike.
fn columns<'a>(input: &'a WebhookInput, types: Option<&'a str>) -> Columns<'a> {
    (
        webhooks::url.eq(input.url.as_str()),
        webhooks::description.eq(input.description.as_deref()),
        webhooks::types.eq(types),
        webhooks::active.eq(input.active),
    )
}

/// The list as it is kept.
fn written(input: &WebhookInput) -> Option<String> {
    input.types.as_ref().map(|types| serde_json::json!(types).to_string())
}

pub(super) fn insert(
    conn: &mut Conn,
    id: WebhookId,
    input: &WebhookInput,
    secret: &Sealed,
    position: i64,
    now: Timestamp,
) -> QueryResult<()> {
    let types = written(input);
    diesel::insert_into(webhooks::table)
        .values((
            webhooks::id.eq(id),
            columns(input, types.as_deref()),
            webhooks::secret.eq(&secret.0),
            webhooks::position.eq(position),
            webhooks::version.eq(1_i64),
            webhooks::created_at.eq(now),
            webhooks::updated_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

macro_rules! row {
    ($current:expr) => {
        webhooks::table.filter(webhooks::id.eq($current.id)).filter(webhooks::version.eq($current.version))
    };
}

/// False when somebody else has saved in between. Whoever changes a webhook has seen why it was disabled.
pub(super) fn update(
    conn: &mut Conn,
    current: &Webhook,
    input: &WebhookInput,
    now: Timestamp,
) -> QueryResult<bool> {
    let types = written(input);
    let updated = diesel::update(row!(current))
        .set((
            columns(input, types.as_deref()),
            webhooks::disabled_reason.eq(None::<String>),
            webhooks::version.eq(current.version + 1),
            webhooks::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Another secret signs from now on; the one before goes on beside it until then.
pub(super) fn rotate(
    conn: &mut Conn,
    current: &Webhook,
    secret: &Sealed,
    previous_until: Timestamp,
    now: Timestamp,
) -> QueryResult<bool> {
    let updated = diesel::update(row!(current))
        .set((
            webhooks::previous_secret.eq(webhooks::secret.nullable()),
            webhooks::secret.eq(&secret.0),
            webhooks::previous_secret_until.eq(Some(previous_until)),
            webhooks::version.eq(current.version + 1),
            webhooks::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

pub(super) fn delete(conn: &mut Conn, current: &Webhook) -> QueryResult<bool> {
    Ok(diesel::delete(row!(current)).execute(conn)? == 1)
}

/// It goes on behind this entry of the log, whatever was told before.
pub(super) fn set_position(conn: &mut Conn, id: WebhookId, position: i64) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id)).set(webhooks::position.eq(position)).execute(conn).map(|_| ())
}

/// Whether a webhook could be moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Advanced {
    Yes,
    /// It was, and is not what it was: it goes elsewhere, wants something else or nothing.
    Changed,
    /// It was not: somebody has put it elsewhere in the log meanwhile.
    Elsewhere,
}

/// Moves it on, when it still is where it was.
pub(super) fn advance(
    conn: &mut Conn,
    id: WebhookId,
    version: i64,
    from: i64,
    to: i64,
) -> QueryResult<Advanced> {
    let row = webhooks::table.filter(webhooks::id.eq(id)).filter(webhooks::position.eq(from));
    let moved = diesel::update(row).set(webhooks::position.eq(to)).returning(webhooks::version);
    Ok(match moved.get_result::<i64>(conn).optional()? {
        Some(found) if found == version => Advanced::Yes,
        Some(_) => Advanced::Changed,
        None => Advanced::Elsewhere,
    })
}

/// It is told nothing more until somebody says otherwise.
pub(super) fn disable(conn: &mut Conn, current: &Webhook, reason: &str, now: Timestamp) -> QueryResult<bool> {
    let updated = diesel::update(row!(current))
        .set((
            webhooks::active.eq(false),
            webhooks::disabled_reason.eq(Some(reason)),
            webhooks::version.eq(current.version + 1),
            webhooks::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}
