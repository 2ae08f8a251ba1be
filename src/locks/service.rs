//! Taking a lock, renewing it, and leaving.

use super::queries;
use crate::articles::{self, Access, Kind, LOCK_TIME, Lock, access};
use crate::auth::Principal;
use crate::db::{Deed, Tx, retry_lost_reference};
use crate::error::Result;
use crate::text::slug::IdOrSlug;

/// Takes the lock, or renews one's own, for five minutes. Whoever may save may. Of two at once one wins: they
/// wait for each other, and the later one finds it taken.
///
/// # Errors
/// 409 while somebody else has it, unless an editor takes it over; 403 for others who ask for that.
pub(super) fn take(
    tx: &mut Tx<'_>,
    by: &Principal,
    kind: Kind,
    name: &IdOrSlug,
    override_lock: bool,
) -> Result<Lock> {
    let working = articles::claim(tx, kind, name)?;
    access(by, &working, Access::Save)?;
    if override_lock {
        kind.permit_breaking_in(by)?;
    } else {
        working.check_lock(by.user)?;
    }
    let now = tx.now();
    let since = working.lock.as_ref().filter(|lock| lock.owner == by.user).map_or(now, |own| own.since);
    let lock = Lock { owner: by.user, owner_name: by.name.clone(), since, expires_at: now.plus(LOCK_TIME) };
    let id = working.article.id;
    if !queries::replace(tx, id, &lock)? {
        queries::insert(tx, id, &lock).map_err(retry_lost_reference)?;
    }
    // To go on is to do nothing new.
    if working.lock.as_ref().is_none_or(|before| before.owner != by.user) {
        let deed = Deed::done(kind.as_str(), id.0);
        tx.audit(deed.with("broke_into", working.lock.map(|before| before.owner.0.to_string())));
    }
    Ok(lock)
}

/// Leaves one's own lock, or breaks that of another. Where there is none, there is none afterwards.
///
/// # Errors
/// 403 for the lock of another, unless an editor breaks it.
pub(super) fn leave(tx: &mut Tx<'_>, by: &Principal, kind: Kind, name: &IdOrSlug) -> Result<()> {
    let working = articles::claim(tx, kind, name)?;
    access(by, &working, Access::Read)?;
    match &working.lock {
        Some(lock) if lock.owner != by.user => kind.permit_breaking_in(by)?,
        Some(_) => {}
        None => return Ok(()),
    }
    tx.audit(Deed::done(kind.as_str(), working.article.id.0));
    Ok(queries::delete(tx, working.article.id)?)
}
