//! A category as stored, and as accepted.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::schema::categories;
use crate::db::types::typed_id;
use crate::translations::{GroupId, Place, Translation};

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
    pub locale: String,
    pub translation_group: GroupId,
}

/// A category, how many public articles are in it or below it, and where the website shows it.
#[derive(Clone, Debug)]
pub struct Section {
    pub category: Category,
    pub articles_count: i64,
    pub translations: Vec<Translation>,
    pub web: Option<String>,
}

/// What may be written, after every rule a body can be held against was checked. Whether the
/// parent exists is the service's to find out.
#[derive(Clone, Debug)]
pub struct CategoryInput {
    pub name: String,
    pub locale: String,
    /// The original it says the same as.
    pub translation_of: Option<Uuid>,
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
    /// In the order of preference: of translations only the first that is there.
    pub locales: Vec<String>,
    /// Only its direct children.
    pub parent: Option<Named>,
}

impl Category {
    /// The original it says the same as; none for an original.
    pub fn translation_of(&self) -> Option<Uuid> {
        (self.translation_group.0 != self.id.0).then_some(self.translation_group.0)
    }
}

impl CategoryInput {
    /// Where a save puts `id` among the translations.
    pub fn place(&self, id: CategoryId) -> Place<'_> {
        Place { id: id.0, locale: &self.locale, translation_of: self.translation_of }
    }
}
