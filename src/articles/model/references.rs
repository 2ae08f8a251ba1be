//! Who signs an article, where it stands and what it is about, as the database tells it.

use diesel::prelude::*;

use super::ArticleId;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::series::SeriesId;
use crate::tags::TagId;
use crate::translations::{GroupId, Translation};

/// A name of a byline with its profile.
#[derive(Clone, Debug, Queryable)]
pub struct BylineRow {
    pub article: ArticleId,
    pub author: AuthorId,
    pub role: String,
    pub slug: String,
    pub name: String,
    pub job_title: Option<String>,
    pub bio: Option<String>,
    pub image: Option<String>,
}

/// A section of an article.
#[derive(Clone, Debug, Queryable)]
pub struct SectionRow {
    pub article: ArticleId,
    pub category: CategoryId,
    pub is_primary: bool,
    pub slug: String,
    pub name: String,
    pub path: String,
    pub locale: String,
    pub description: Option<String>,
}

/// The series of an article.
#[derive(Clone, Debug, Queryable)]
pub struct SeriesRow {
    pub series: SeriesId,
    pub slug: String,
    pub name: String,
    pub position: Option<i32>,
}

/// An article as its translations refer to it.
#[derive(Clone, Debug, Queryable)]
pub struct TranslationRow {
    pub group: GroupId,
    pub article: ArticleId,
    pub locale: String,
    pub slug: String,
    pub first_published_at: Timestamp,
    /// Slug and path of its primary section.
    pub section: Option<(String, String)>,
}

impl TranslationRow {
    pub fn translation(&self, web: Option<String>) -> Translation {
        Translation { id: self.article.0, locale: self.locale.clone(), slug: self.slug.clone(), web }
    }
}

/// A tag of an article.
#[derive(Clone, Debug, Queryable)]
pub struct TagRow {
    pub article: ArticleId,
    pub tag: TagId,
    pub slug: String,
    pub name: String,
    pub description: Option<String>,
}
