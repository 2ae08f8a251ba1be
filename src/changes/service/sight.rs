//! What somebody signed in is told of an entry: what they may not read, they do not hear of.

use crate::auth::{Permission, Principal, UserId};
use crate::events::Entry;

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Everything,
    /// What the public is told, and no more.
    AsPublic,
    Nothing,
}

/// What somebody may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    user: UserId,
    drafts: bool,
    pages: bool,
    accounts: bool,
}

impl Sight {
    pub fn of(by: &Principal) -> Self {
        Sight {
            user: by.user,
            drafts: by.may(Permission::ReadDrafts),
            pages: by.may(Permission::EditPages),
            accounts: by.may(Permission::ManageUsers),
        }
    }

    /// Drafts of articles are for those who may read them, drafts of pages for those who keep the pages, accounts
    /// for those who keep them; so is whatever is not known here.
    pub fn told(&self, entry: &Entry) -> Told {
        let everything = match entry.resource.as_str() {
            "article" => self.drafts || self.is_at(entry),
            "page" => self.pages,
            "author" | "category" | "tag" | "menu" | "redirect" | "series" | "site" => true,
            _ => self.accounts,
        };
        match (everything, entry.public_seq) {
            (true, _) => Told::Everything,
            (false, Some(_)) => Told::AsPublic,
            (false, None) => Told::Nothing,
        }
    }

    fn is_at(&self, entry: &Entry) -> bool {
        let people = entry.people.as_ref();
        people.is_some_and(|(maker, assignee)| *maker == self.user || *assignee == Some(self.user))
    }
}
