//! A redirect as stored, and as accepted.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::schema::redirects;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a redirect.
    RedirectId
}

/// How many redirects may follow one another.
pub const HOPS: usize = 10;

/// A row of `redirects`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = redirects)]
pub struct Redirect {
    pub id: RedirectId,
    /// Normalised.
    pub source: String,
    /// None: what was there is gone.
    pub target: Option<String>,
    pub status: i32,
    pub note: Option<String>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What may be written, after every rule that needs no database was checked.
#[derive(Clone, Debug)]
pub struct RedirectInput {
    pub source: String,
    pub target: Option<String>,
    pub status: i32,
    pub note: Option<String>,
}

impl RedirectInput {
    /// Whether that is what is stored.
    #[must_use]
    pub fn is(&self, stored: &Redirect) -> bool {
        let Redirect { source, target, status, note, .. } = stored;
        (&self.source, &self.target, &self.status, &self.note) == (source, target, status, note)
    }
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Imported {
    /// Paths that had no redirect.
    #[schema(minimum = 0, example = 12)]
    pub created: usize,
    /// Paths whose redirect was another.
    #[schema(minimum = 0, example = 3)]
    pub updated: usize,
    /// Paths whose redirect was this one.
    #[schema(minimum = 0, example = 0)]
    pub unchanged: usize,
}

/// The orders of the list of redirects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum RedirectSort {
    #[default]
    #[serde(rename = "from")]
    Source,
    #[serde(rename = "-created_at")]
    CreatedDescending,
}

/// Which redirects a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Normalised.
    pub source: Option<String>,
    pub statuses: Vec<i32>,
}
