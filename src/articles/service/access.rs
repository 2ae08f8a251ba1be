//! Whose article it is, and what that means for the one who asks.

use super::read::Working;
use crate::articles::model::{Article, Kind};
use crate::auth::{Permission, Principal};
use crate::error::{Error, Result};
use crate::workflow::{Status, Verb};

/// What the caller wants to do with a working copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Save,
    /// Lead it from one status to another.
    Verb(Verb),
}

/// Contributors know only what they made themselves and may not touch it while it is public;
/// authors read everything and write what is theirs; editors do all. Pages are theirs alone.
///
/// # Errors
/// 404 for what the caller may not know of, 403 for what they may know but not do.
pub fn access(principal: &Principal, working: &Working, wanted: Access) -> Result<()> {
    may_read(principal, &working.article)?;
    let own = principal.owns(working.article.created_by);
    if let Access::Verb(verb) = wanted {
        return verb.permit(working, principal);
    }
    if wanted == Access::Read || principal.may(Permission::EditArticles) {
        return Ok(());
    }
    if !own {
        return Err(Error::forbidden(Permission::EditArticles.as_str()));
    }
    let public = matches!(working.status, Status::Published | Status::Scheduled);
    if public { principal.require(Permission::Publish) } else { Ok(()) }
}

/// Whether the caller may read the working copy, and all that was ever saved of it.
///
/// # Errors
/// As [`access`].
pub fn may_read(principal: &Principal, article: &Article) -> Result<()> {
    if article.kind == Kind::Page {
        principal.require(Permission::EditPages)?;
    }
    if principal.owns(article.created_by) || principal.may(Permission::ReadDrafts) {
        Ok(())
    } else {
        Err(Error::not_found("article"))
    }
}
