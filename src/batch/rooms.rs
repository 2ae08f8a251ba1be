//! The rooms whose things are written alike: found, made, replaced, changed and deleted.

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::model::Resource;
use crate::auth::{Permission, Principal};
use crate::authors::{self, AuthorInput, CreateAuthor};
use crate::categories::{self, CategoryInput, CreateCategory};
use crate::db::Tx;
use crate::error::Result;
use crate::http::conditional::Versioned;
use crate::http::extract::IdOrSlug;
use crate::site::Settings;
use crate::tags::{self, CreateTag, TagInput};

/// Such a room.
pub(super) trait Room {
    const RESOURCE: Resource;
    const PERMISSION: Permission;
    /// What comes in, and what that is once it is parsed.
    type Input: DeserializeOwned + Serialize + ToSchema + 'static;
    type Parsed;
    type Thing: Versioned;

    fn parse(input: Self::Input, site: &Settings) -> Result<Self::Parsed>;
    fn input(thing: &Self::Thing) -> Result<Self::Input>;
    fn find(tx: &mut Tx<'_>, name: &IdOrSlug) -> Result<Self::Thing>;
    fn create(tx: &mut Tx<'_>, by: &Principal, input: &Self::Parsed) -> Result<Self::Thing>;
    fn save(
        tx: &mut Tx<'_>,
        by: &Principal,
        thing: &Self::Thing,
        input: &Self::Parsed,
    ) -> Result<Self::Thing>;
    fn delete(tx: &mut Tx<'_>, by: &Principal, thing: &Self::Thing) -> Result<()>;
}

/// The three differ by the names of their parts only.
macro_rules! room {
    (
        $room:ident: $resource:ident, $permission:ident, $module:ident, $input:ident => $parsed:ident,
        $thing:ident.$row:ident, |$given:ident, $site:ident| $parse:expr, |$current:ident| $of:expr,
        |$tx:ident, $by:ident, $gone:ident| $delete:expr
    ) => {
        pub(super) struct $room;

        impl Room for $room {
            const RESOURCE: Resource = Resource::$resource;
            const PERMISSION: Permission = Permission::$permission;
            type Input = $input;
            type Parsed = $parsed;
            type Thing = $module::$thing;

            fn parse($given: $input, $site: &Settings) -> Result<$parsed> {
                $parse
            }

            fn input($current: &Self::Thing) -> Result<$input> {
                $of
            }

            fn find(tx: &mut Tx<'_>, name: &IdOrSlug) -> Result<Self::Thing> {
                $module::find_to_write(tx, name)
            }

            fn create(tx: &mut Tx<'_>, by: &Principal, input: &$parsed) -> Result<Self::Thing> {
                let id = $module::create(tx, Some(by.user), input)?;
                let now = tx.now();
                $module::find(tx, id, now)
            }

            fn save(
                tx: &mut Tx<'_>,
                by: &Principal,
                thing: &Self::Thing,
                input: &$parsed,
            ) -> Result<Self::Thing> {
                $module::update(tx, by.user, &thing.$row, input)?;
                let now = tx.now();
                $module::find(tx, thing.$row.id, now)
            }

            fn delete($tx: &mut Tx<'_>, $by: &Principal, $gone: &Self::Thing) -> Result<()> {
                $delete
            }
        }
    };
}

room! {
    Authors: Authors, EditAuthors, authors, CreateAuthor => AuthorInput, Profile.author,
    |given, _site| given.parse(), |current| CreateAuthor::of(&current.author),
    |tx, by, gone| authors::delete(tx, by.user, &gone.author)
}
room! {
    Categories: Categories, EditCategories, categories, CreateCategory => CategoryInput, Section.category,
    |given, site| given.parse(&site.default_locale), |current| Ok(CreateCategory::of(&current.category)),
    |tx, by, gone| categories::delete(tx, by.user, &gone.category, None)
}
room! {
    Tags: Tags, EditTags, tags, CreateTag => TagInput, Counted.tag,
    |given, site| given.parse(&site.default_locale), |current| Ok(CreateTag::of(&current.tag)),
    |tx, by, gone| tags::delete(tx, by.user, &gone.tag)
}
