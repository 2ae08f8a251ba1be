//! Who signs an article, where it stands and what it is about, as the database tells it.

use diesel::prelude::*;

use super::ArticleId;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::tags::TagId;

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
    pub description: Option<String>,
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
