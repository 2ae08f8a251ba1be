//! Saying whose turn it is.

use super::queries;
use crate::articles::{self, Access, ArticleId, Kind, access};
use crate::auth::{Permission, Principal, Role, UserId};
use crate::clock::Timestamp;
use crate::db::{Deed, Tx, retry_lost_reference};
use crate::error::{Error, FieldCode, FieldError, Result};
use crate::slugs;
use crate::text::slug::IdOrSlug;

/// Puts this assignment in the place of the one before, and tells who is named. Editors assign everything,
/// others what is their own.
///
/// # Errors
/// 403 and 404 as [`access`]; 422 for somebody who is not there, or may not read pages.
pub(super) fn assign(
    tx: &mut Tx<'_>,
    by: &Principal,
    kind: Kind,
    name: &IdOrSlug,
    user: Option<UserId>,
    due: Option<Timestamp>,
) -> Result<Option<(UserId, String)>> {
    let id = ArticleId(slugs::resolve(tx, kind.resource(), name)?);
    let now = tx.now();
    let working = articles::find(tx, kind, id, now)?;
    access(by, &working, Access::Assign)?;
    let assignee = user.map(|user| find(tx, kind, user)).transpose()?;
    queries::set(tx, id, user, due).map_err(retry_lost_reference)?;
    let deed = Deed::done(kind.as_str(), id.0).with("assignee_id", user.map(|user| user.0.to_string()));
    tx.audit(deed.with("due_at", due.map(|due| due.to_string())));
    Ok(assignee)
}

/// Somebody who can do something about it. A contributor may be given an article they could not read before;
/// a page is only for those who keep the pages.
fn find(tx: &mut Tx<'_>, kind: Kind, user: UserId) -> Result<(UserId, String)> {
    let refused = |code, detail| Err(Error::invalid(vec![FieldError::pointer("/assignee_id", code, detail)]));
    let Some((name, role)) = queries::active(tx, user)? else {
        return refused(FieldCode::UnknownReference, "There is no such user, or the account is suspended.");
    };
    let role: Role = role.parse().map_err(|fault: String| Error::internal(fault))?;
    if kind == Kind::Page && !role.may(Permission::EditPages) {
        return refused(FieldCode::Rule, "This user may not read pages: that needs `pages:write`.");
    }
    Ok((user, name))
}
