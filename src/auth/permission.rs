//! Roles and what they may do: one table, read by the handlers' signatures, by the services and by
//! the test that knocks at every operation with every role.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person is in the newsroom. Each role may do all that the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes drafts and edits their own while they are unpublished.
    Contributor,
    /// Publishes and edits their own articles; reads all drafts.
    Author,
    /// Everything on any article; authors and categories.
    Editor,
    /// Users and settings besides.
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Contributor, Role::Author, Role::Editor, Role::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Contributor => "contributor",
            Role::Author => "author",
            Role::Editor => "editor",
            Role::Admin => "admin",
        }
    }

    pub fn may(self, permission: Permission) -> bool {
        self >= permission.least_role()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Role::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a role; they are contributor, author, editor and admin"))
    }
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal $role:ident;)+) => {
        /// What an operation asks of its caller.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Permission {
            pub const ALL: &'static [Permission] = &[$(Permission::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Permission::$name => $text),+ }
            }

            /// The first role that has it; all after it do too.
            pub fn least_role(self) -> Role {
                match self { $(Permission::$name => Role::$role),+ }
            }
        }

        /// The same permissions as types, for the signatures of handlers.
        pub mod may {
            $($(#[doc = $doc])+ pub struct $name;
            impl super::Requires for $name {
                const PERMISSION: super::Permission = super::Permission::$name;
            })+
        }
    };
}

/// A permission that can stand in a signature.
pub trait Requires: 'static {
    const PERMISSION: Permission;
}

permissions! {
    /// Anybody signed in, for what is their own.
    SignIn "session" Contributor;
    /// Create drafts, read and edit what is one's own; what belongs to others is judged by the service.
    WriteArticles "articles:write" Contributor;
    /// Read everybody's drafts.
    ReadDrafts "drafts:read" Author;
    /// Publish one's own articles and edit them once public.
    Publish "articles:publish" Author;
    /// Edit, publish and trash anybody's articles.
    EditArticles "articles:edit" Editor;
    /// End a retraction.
    Reinstate "articles:reinstate" Admin;
    /// Remove for good what lies in the trash, pages too.
    Purge "articles:purge" Admin;
    /// Keep the authors' profiles.
    EditAuthors "authors:write" Editor;
    /// Keep the tree of categories.
    EditCategories "categories:write" Editor;
    /// Keep the series.
    EditSeries "series:write" Editor;
    /// Keep the tags.
    EditTags "tags:write" Editor;
    /// Keep the menus.
    EditMenus "menus:write" Editor;
    /// Keep the redirects of the website's paths.
    EditRedirects "redirects:write" Editor;
    /// Write, publish and trash pages.
    EditPages "pages:write" Editor;
    /// Change the settings of the site.
    EditSite "site:write" Admin;
    /// Keep the accounts.
    ManageUsers "users:manage" Admin;
    /// Keep those who are told what happens.
    ManageWebhooks "webhooks:manage" Admin;
    /// Read who did what.
    ReadAudit "audit:read" Admin;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_roles() {
        let granted = |role: Role| {
            Permission::ALL.iter().filter(|p| role.may(**p)).map(|p| p.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(granted(Role::Contributor), ["session", "articles:write"]);
        assert_eq!(granted(Role::Author), ["session", "articles:write", "drafts:read", "articles:publish"]);
        assert_eq!(granted(Role::Editor).len(), 12);
        assert_eq!(granted(Role::Admin).len(), Permission::ALL.len());
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().is_err());
    }
}
