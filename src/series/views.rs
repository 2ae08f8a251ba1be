//! Series as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Series, SeriesInput};
use super::service::Counted;
use crate::clock::Timestamp;
use crate::error::{Faults, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::slugs;
use crate::text::slug::is_slug;

/// What a series is made of. A reply-only member such as `id` is refused as unknown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSeries {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Le fleuve en dix escales"
    )]
    pub name: String,
    /// Part of the public address. Left out: made from the name, or left as it is.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "le-fleuve-en-dix-escales"
    )]
    pub slug: Option<String>,
    #[schema(
        required = false,
        max_length = 2000,
        example = "De la source à la mer, une escale par semaine."
    )]
    pub description: Option<String>,
}

/// A merge patch of a series.
pub type UpdateSeries = Patch<CreateSeries>;

impl CreateSeries {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<SeriesInput> {
        let mut faults = Faults::new();
        if self.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
            faults.push(slugs::malformed("/slug"));
        }
        faults.check()?;
        Ok(SeriesInput { name: self.name, slug: self.slug, description: self.description })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(series: &Series) -> Self {
        CreateSeries {
            name: series.name.clone(),
            slug: Some(series.slug.clone()),
            description: series.description.clone(),
        }
    }
}

/// Articles that belong together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
pub struct SeriesView {
    pub id: Uuid,
    #[schema(example = "le-fleuve-en-dix-escales")]
    pub slug: String,
    #[schema(example = "Le fleuve en dix escales")]
    pub name: String,
    #[schema(required, example = "De la source à la mer, une escale par semaine.")]
    pub description: Option<String>,
    /// Articles in it that are public now.
    #[schema(minimum = 0, example = 12)]
    pub articles_count: i64,
    pub links: SeriesLinks,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Addresses of a series.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/series/0198c0de-0000-7000-8000-000000000004")]
    pub own: String,
    /// On the newsroom's website; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/series/le-fleuve-en-dix-escales")]
    pub web: Option<String>,
}

impl From<Counted> for SeriesView {
    fn from(counted: Counted) -> Self {
        let Counted { series, articles_count, web } = counted;
        SeriesView {
            id: series.id.0,
            slug: series.slug,
            name: series.name,
            description: series.description,
            articles_count,
            links: SeriesLinks { own: format!("/api/v1/series/{}", series.id.0), web },
            created_at: series.created_at,
            updated_at: series.updated_at,
        }
    }
}

envelope! {
    /// One series.
    SeriesReply { data: SeriesView }
}
envelope! {
    /// A page of series.
    SeriesList { data: [SeriesView] }
}

impl Versioned for Counted {
    type Reply = SeriesReply;

    fn id(&self) -> Uuid {
        self.series.id.0
    }

    fn version(&self) -> i64 {
        self.series.version
    }

    fn reply(self) -> Result<SeriesReply> {
        Ok(SeriesReply { data: self.into() })
    }
}
