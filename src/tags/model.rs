//! A tag as stored, and as accepted.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::schema::tags;
use crate::db::types::typed_id;

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
}

/// What may be written, after every rule was checked.
#[derive(Clone, Debug)]
pub struct TagInput {
    pub name: String,
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
}
