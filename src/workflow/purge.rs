//! Purge: what lies in the trash goes for good. What readers knew of it leaves a tombstone: its addresses answer
//! 410 from then on, with the notice if it was withdrawn.

use super::lifecycle::Verb;
use super::open::enter;
use super::queries;
use crate::articles::{ArticleId, Kind, Workflow, Working};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::{Conn, Tx, retry_lost_reference};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::events::Event;
use crate::{idempotency, slugs};

/// `confirm` is the slug of the one who asks over HTTP.
///
/// # Errors
/// 409 when it is not in the trash, or in a menu; 422 when another slug was confirmed.
pub fn purge(tx: &mut Tx<'_>, by: Option<UserId>, current: &Working, confirm: Option<&str>) -> Result<()> {
    current.allow(Verb::Purge)?;
    let (kind, id) = (current.article.kind, current.article.id);
    let menus = queries::menus(tx, id)?;
    if menus > 0 {
        let detail = format!("A menu points to the {kind}. Change the menu first.");
        return Err(
            Error::new(ErrorKind::InUse, detail).with("used_by", serde_json::json!({ "menus": menus }))
        );
    }
    if confirm.is_some_and(|slug| slug != current.article.slug) {
        let detail = format!("This is not the slug of the {kind}.");
        let fault = FieldError::parameter("confirm", FieldCode::NotAllowed, detail);
        return Err(Error::conflicting_parameters(vec![fault.expected(current.article.slug.clone())]));
    }
    enter(tx, current, Workflow::Draft)?;
    let now = tx.now();
    let addresses = queries::addresses(tx, id, now)?;
    if !addresses.is_empty() {
        queries::bury(tx, kind, id, &addresses, current.retraction_notice.as_deref(), now)?;
    }
    let public: Vec<String> = addresses.into_iter().map(|(slug, _)| slug).collect();
    slugs::bury(tx, kind.resource(), id.0, &public)?;
    idempotency::forget(tx, id.0)?;
    // A menu came in between; a second run sees it.
    queries::delete(tx, id).map_err(retry_lost_reference)?;
    let event = Event::new(kind.events().purged, id.0, by);
    match public.into_iter().next() {
        Some(last) => event.with("slug", last).emit(tx),
        None => event.with("slug", current.article.slug.clone()).hidden().emit(tx),
    }
    Ok(())
}

/// Something in the trash, as far as it takes to recognise it.
#[derive(Clone, Debug)]
pub struct Trashed {
    pub id: ArticleId,
    pub kind: Kind,
    pub slug: String,
    pub trashed_at: Timestamp,
}

/// What was thrown away at an instant or before it, the oldest first, after the one that was told last.
///
/// # Errors
/// When the database cannot answer.
pub fn purgeable(
    conn: &mut Conn,
    before: Timestamp,
    after: Option<&Trashed>,
    limit: i64,
) -> Result<Vec<Trashed>> {
    let after = after.map(|last| (last.trashed_at, last.id));
    let rows = queries::trashed_before(conn, before, after, limit)?;
    rows.into_iter()
        .map(|row| {
            let kind = row.kind.parse().map_err(|fault: String| Error::internal(fault))?;
            let trashed_at = row.trashed_at.unwrap_or(before);
            Ok(Trashed { id: row.id, kind, slug: row.slug, trashed_at })
        })
        .collect()
}
