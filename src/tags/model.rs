//! A tag as stored, and as accepted.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::schema::tags;
use crate::db::types::typed_id;
use crate::translations::{GroupId, Place};

typed_id! {
    /// Id of a tag.
    TagId
}

/// A row of `tags`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct Tag {
    pub id: TagId,
    pub slug: String,
    pub name: String,
    pub name_key: String,
    pub description: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub locale: String,
    pub translation_group: GroupId,
}

/// What may be written, after every rule was checked.
#[derive(Clone, Debug)]
pub struct TagInput {
    pub name: String,
    pub locale: String,
    /// The original it says the same as.
    pub translation_of: Option<Uuid>,
    /// None: made from the name, or left as it is.
    pub slug: Option<String>,
    pub description: Option<String>,
}

/// The orders of the list of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum TagSort {
    #[default]
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
    #[serde(rename = "created_at")]
    Created,
    #[serde(rename = "-created_at")]
    CreatedDescending,
}

/// Which tags a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub ids: Vec<TagId>,
    pub slugs: Vec<String>,
    /// In the order of preference: of translations only the first that is there.
    pub locales: Vec<String>,
}

impl Tag {
    /// The original it says the same as; none for an original.
    pub fn translation_of(&self) -> Option<Uuid> {
        (self.translation_group.0 != self.id.0).then_some(self.translation_group.0)
    }
}

impl TagInput {
    /// Where a save puts `id` among the translations.
    pub fn place(&self, id: TagId) -> Place<'_> {
        Place { id: id.0, locale: &self.locale, translation_of: self.translation_of }
    }
}
