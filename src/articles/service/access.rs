//! Whose article it is, and what that means for the one who asks.

use super::read::Working;
use crate::articles::model::{Article, Kind};
use crate::auth::{Permission, Principal, Role, UserId};
use crate::error::{Error, Result};
use crate::workflow::{Status, Verb};

/// What the caller wants to do with a working copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Save,
    /// Say whose turn it is.
    Assign,
    /// Lead it from one status to another.
    Verb(Verb),
}

/// Contributors know only what they made themselves or are to work on, and may not touch it while it is
/// public; authors read everything and write what is theirs or assigned to them; editors do all. Pages are
/// theirs alone.
///
/// # Errors
/// 404 for what the caller may not know of, 403 for what they may know but not do.
pub fn access(principal: &Principal, working: &Working, wanted: Access) -> Result<()> {
    let kind = working.article.kind;
    may_read(principal, &working.article)?;
    let own = principal.owns(working.article.created_by);
    match wanted {
        Access::Read => Ok(()),
        Access::Verb(verb) => verb.permit(working, principal),
        _ if principal.may(edit(kind)) => Ok(()),
        Access::Assign if own => principal.require(Permission::Publish),
        Access::Save if own || working.is_assigned_to(principal) => {
            let public = matches!(working.status, Status::Published | Status::Scheduled);
            if public { principal.require(Permission::Publish) } else { Ok(()) }
        }
        _ => Err(Error::forbidden(edit(kind).as_str())),
    }
}

/// What it takes to write anything of this kind, whoever made it.
fn edit(kind: Kind) -> Permission {
    match kind {
        Kind::Article => Permission::EditArticles,
        Kind::Page => Permission::EditPages,
    }
}

impl Kind {
    /// Whoever writes everything of a kind may break into what others are at.
    ///
    /// # Errors
    /// 403, naming the permission.
    pub fn permit_breaking_in(self, by: &Principal) -> Result<()> {
        by.require(edit(self))
    }
}

impl Article {
    /// Whether somebody of this role may know of the working copy.
    pub fn is_readable_to(&self, user: UserId, role: Role) -> bool {
        match self.kind {
            Kind::Page => role.may(Permission::EditPages),
            Kind::Article => {
                role.may(Permission::ReadDrafts) || self.created_by == user || self.assignee_id == Some(user)
            }
        }
    }
}

impl Working {
    pub fn is_assigned_to(&self, by: &Principal) -> bool {
        self.article.assignee_id == Some(by.user)
    }
}

/// Whether the caller may read the working copy, and all that was ever saved of it.
///
/// # Errors
/// As [`access`].
pub fn may_read(principal: &Principal, article: &Article) -> Result<()> {
    if article.kind == Kind::Page {
        principal.require(Permission::EditPages)?;
    }
    if article.is_readable_to(principal.user, principal.role) {
        Ok(())
    } else {
        Err(Error::not_found("article"))
    }
}
