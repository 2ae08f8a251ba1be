//! What a lock means for everybody but its owner.

use serde_json::json;

use super::read::{self, Working};
use crate::articles::model::{ArticleId, Kind};
use crate::auth::UserId;
use crate::db::{NamedLock, Tx};
use crate::error::{Error, ErrorKind, Result};
use crate::slugs;
use crate::text::slug::IdOrSlug;

/// The working copy, after everybody who is changing it or sitting down at it; they wait until this transaction ends.
///
/// # Errors
/// As [`read::find`].
pub fn claim(tx: &mut Tx<'_>, kind: Kind, name: &IdOrSlug) -> Result<Working> {
    let id = slugs::resolve(tx, kind.resource(), name)?;
    tx.lock(NamedLock::WorkingCopy(id))?;
    let now = tx.now();
    read::find(tx, kind, ArticleId(id), now)
}

impl Working {
    /// Whether `by` may change it as far as locks go. Compared after the version: whoever holds an old one is
    /// told so first.
    ///
    /// # Errors
    /// 409, naming the holder and until when, while somebody else is at it.
    pub fn check_lock(&self, by: UserId) -> Result<()> {
        let Some(lock) = self.lock.as_ref().filter(|lock| lock.owner != by) else { return Ok(()) };
        let detail = format!(
            "{} is at it, until {} unless they go on. Ask them, or wait; editors may say `override_lock=true`.",
            lock.owner_name, lock.expires_at
        );
        let owner = json!({ "id": lock.owner.0, "name": lock.owner_name });
        let lock = json!({
            "owner": owner, "since": lock.since.to_string(), "expires_at": lock.expires_at.to_string(),
        });
        Err(Error::new(ErrorKind::Locked, detail).with("lock", lock))
    }
}
