//! What a list of working copies may be asked for.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ArticleType, Kind};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::workflow::Status;

/// The orders of the draft edition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum DraftSort {
    #[default]
    SavedDescending,
    Title,
    Published,
    PublishedDescending,
    Updated,
    UpdatedDescending,
    /// By position; those without one last.
    Series,
    /// What is due first; what has no such instant last.
    Due,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignedTo {
    Nobody,
    User(UserId),
}

/// Which working copies a list holds. An empty list of wishes is none.
#[derive(Clone, Debug, Default)]
pub struct DraftFilter {
    pub kind: Kind,
    pub ids: Option<(Vec<Uuid>, Vec<String>)>,
    pub categories: Option<(Vec<Uuid>, Vec<String>)>,
    pub direct_categories: Option<(Vec<Uuid>, Vec<String>)>,
    pub authors: Option<(Vec<Uuid>, Vec<String>)>,
    pub tags: Option<(Vec<Uuid>, Vec<String>)>,
    pub series: Option<(Vec<Uuid>, Vec<String>)>,
    /// Translations of these, and the originals themselves.
    pub translation_of: Option<(Vec<Uuid>, Vec<String>)>,
    pub types: Vec<ArticleType>,
    /// In the order of preference: of translations of one article only the first that is there.
    pub locales: Vec<String>,
    pub featured: Option<bool>,
    pub published_after: Option<Timestamp>,
    pub published_before: Option<Timestamp>,
    pub updated_after: Option<Timestamp>,
    pub statuses: Vec<Status>,
    pub created_by: Option<Uuid>,
    pub assignee: Option<AssignedTo>,
    pub due_after: Option<Timestamp>,
    pub due_before: Option<Timestamp>,
    /// Only what this user made or is to work on: all a contributor may see.
    pub visible_to: Option<UserId>,
    pub trashed: bool,
}
