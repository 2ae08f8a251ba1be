//! A category as stored, and as accepted.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::schema::categories;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a category.
    CategoryId
}

/// A row of `categories`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = categories)]
pub struct Category {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    pub slug: String,
    /// The slugs from the root, joined by `/`.
    pub path: String,
    pub name: String,
    pub name_key: String,
    pub description: Option<String>,
    /// Its place among its siblings; equal ones go by name.
    pub position: i32,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A category, how many public articles are in it or below it, and where the website shows it.
#[derive(Clone, Debug)]
pub struct Section {
    pub category: Category,
    pub articles_count: i64,
    pub web: Option<String>,
}

/// What may be written, after every rule a body can be held against was checked. Whether the
/// parent exists is the service's to find out.
#[derive(Clone, Debug)]
pub struct CategoryInput {
    pub name: String,
    /// None: made from the name, or left as it is.
    pub slug: Option<String>,
    pub description: Option<String>,
    /// None: at the root.
    pub parent_id: Option<CategoryId>,
    pub position: i32,
}

/// How a parameter names a category.
#[derive(Clone, Debug)]
pub enum Named {
    Id(CategoryId),
    Slug(String),
}

/// The orders of the list of categories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum CategorySort {
    #[default]
    #[serde(rename = "path")]
    Path,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDescending,
}

/// Which categories a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub ids: Vec<CategoryId>,
    pub slugs: Vec<String>,
    /// Only its direct children.
    pub parent: Option<Named>,
}
