//! What an article refers to, as it stands in its reply.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::output::Included;
use crate::articles::model::{BylineRole, BylineRow, SectionRow, SeriesRow, TagRow};
use crate::error::{Error, Result};
use crate::media::Image;

/// All that an article refers to.
#[derive(Clone, Debug)]
pub struct References {
    pub authors: Vec<BylineView>,
    /// Each, and whether it is the primary one.
    pub categories: Vec<(CategoryReference, bool)>,
    pub tags: Vec<TagReference>,
    pub series: Option<SeriesReference>,
}

impl References {
    /// # Errors
    /// When a stored role or picture cannot be read.
    pub fn new(
        bylines: Vec<BylineRow>,
        sections: Vec<SectionRow>,
        tags: Vec<TagRow>,
        series: Option<SeriesRow>,
        included: Included,
    ) -> Result<Self> {
        let authors = bylines.into_iter().map(|row| BylineView::new(row, included.authors));
        let categories = sections.into_iter().map(|row| CategoryReference::new(row, included.categories));
        let tags = tags.into_iter().map(|row| TagReference::new(row, included.tags));
        Ok(References {
            authors: authors.collect::<Result<_>>()?,
            categories: categories.collect(),
            tags: tags.collect(),
            series: series.map(SeriesReference::from),
        })
    }
}

/// A name of a byline. `job_title`, `bio` and `image` only with `include=authors`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Byline)]
pub struct BylineView {
    pub id: Uuid,
    #[schema(example = "awa-diop")]
    pub slug: String,
    #[schema(example = "Awa Diop")]
    pub name: String,
    #[schema(inline)]
    pub role: BylineRole,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false)]
    pub job_title: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false)]
    pub bio: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Image>, required = false)]
    pub image: Option<Option<Image>>,
}

/// A section. `path` and `description` only with `include=categories`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CategoryReference {
    pub id: Uuid,
    #[schema(example = "fleuve")]
    pub slug: String,
    #[schema(example = "Fleuve")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "societe/fleuve")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: Option<Option<String>>,
}

/// The series it is in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeriesReference {
    pub id: Uuid,
    #[schema(example = "le-fleuve-en-dix-escales")]
    pub slug: String,
    #[schema(example = "Le fleuve en dix escales")]
    pub name: String,
    /// Its place; null when it stands by its date.
    #[schema(required, minimum = 1, maximum = 1000000, example = 3)]
    pub position: Option<i32>,
}

impl From<SeriesRow> for SeriesReference {
    fn from(row: SeriesRow) -> Self {
        SeriesReference { id: row.series.0, slug: row.slug, name: row.name, position: row.position }
    }
}

/// A subject. `description` only with `include=tags`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagReference {
    pub id: Uuid,
    #[schema(example = "crue-du-fleuve")]
    pub slug: String,
    #[schema(example = "Crue du fleuve")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false)]
    pub description: Option<Option<String>>,
}

impl TagReference {
    pub fn new(row: TagRow, full: bool) -> Self {
        TagReference {
            id: row.tag.0,
            slug: row.slug,
            name: row.name,
            description: full.then_some(row.description),
        }
    }
}

impl BylineView {
    /// # Errors
    /// When a stored role or picture cannot be read.
    pub fn new(row: BylineRow, full: bool) -> Result<Self> {
        let image: Option<Image> =
            row.image.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
        Ok(BylineView {
            id: row.author.0,
            slug: row.slug,
            name: row.name,
            role: row.role.parse().map_err(|fault: String| Error::internal(fault))?,
            job_title: full.then_some(row.job_title),
            bio: full.then_some(row.bio),
            image: full.then_some(image),
        })
    }
}

impl CategoryReference {
    pub fn new(row: SectionRow, full: bool) -> (Self, bool) {
        let reference = CategoryReference {
            id: row.category.0,
            slug: row.slug,
            name: row.name,
            path: full.then_some(row.path),
            description: full.then_some(row.description),
        };
        (reference, row.is_primary)
    }
}
