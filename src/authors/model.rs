//! An author as stored, and as accepted.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::schema::authors;
use crate::db::types::typed_id;
use crate::media::Image;

typed_id! {
    /// Id of an author.
    AuthorId
}

/// A link of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorLink {
    #[schema(min_length = 1, max_length = 100, example = "Mastodon")]
    pub label: String,
    /// Absolute `http` or `https` address.
    #[schema(
        format = "uri",
        min_length = 8,
        max_length = 2000,
        pattern = "^https?://",
        example = "https://example.org/@awa"
    )]
    pub url: String,
}

/// A row of `authors`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = authors)]
pub struct Author {
    pub id: AuthorId,
    pub slug: String,
    pub name: String,
    pub name_key: String,
    pub job_title: Option<String>,
    pub bio: Option<String>,
    /// JSON array of [`AuthorLink`].
    pub links: String,
    /// JSON of [`Image`].
    pub image: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What may be written, after every rule was checked.
#[derive(Clone, Debug)]
pub struct AuthorInput {
    pub name: String,
    /// None: made from the name, or left as it is.
    pub slug: Option<String>,
    pub job_title: Option<String>,
    pub bio: Option<String>,
    pub links: Vec<AuthorLink>,
    pub image: Option<Image>,
}

/// The orders of the list of authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum AuthorSort {
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

/// Which authors a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub ids: Vec<AuthorId>,
    pub slugs: Vec<String>,
}
