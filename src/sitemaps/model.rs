//! Pages as the database tells of them.

use diesel::prelude::*;

use crate::articles::{ArticleId, Kind};
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::tags::TagId;
use crate::translations::GroupId;

/// Articles of one part. The protocol allows 50,000 addresses and 50 MB; this many stay below both
/// with addresses of the greatest length, and are answered in one go.
pub const PART: i32 = 10_000;
/// Addresses of one document, by the protocol.
pub const DOCUMENT: i64 = 50_000;
/// Bytes of one document that may name pages in other languages. With addresses of the greatest
/// length, that and [`PART`] pages are still less than 50 MB.
pub const ALTERNATES: usize = 25_000_000;
/// Articles Google reads of a news sitemap, and how old they may be.
pub const NEWS: i64 = 1_000;
pub const NEWS_HOURS: i64 = 48;

/// An article that is visible, or a page.
#[derive(Clone, Debug, Queryable)]
pub struct ArticleRow {
    #[diesel(deserialize_as = String)]
    pub kind: Kind,
    pub article: ArticleId,
    pub slug: String,
    pub locale: String,
    pub first_published_at: Timestamp,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub group: GroupId,
    /// Slug and path of the primary category.
    pub category: Option<(String, String)>,
}

/// A section with a public article, and when the newest of them appeared.
#[derive(Clone, Debug, Queryable)]
pub struct CategoryRow {
    pub id: CategoryId,
    pub slug: String,
    pub path: String,
    pub locale: String,
    pub group: GroupId,
    pub updated_at: Timestamp,
    pub newest: Option<Timestamp>,
}

/// Somebody who signs, likewise.
#[derive(Clone, Debug, Queryable)]
pub struct AuthorRow {
    pub id: AuthorId,
    pub slug: String,
    pub updated_at: Timestamp,
    pub newest: Option<Timestamp>,
}

/// A subject, likewise.
#[derive(Clone, Debug, Queryable)]
pub struct TagRow {
    pub id: TagId,
    pub slug: String,
    pub locale: String,
    pub group: GroupId,
    pub updated_at: Timestamp,
    pub newest: Option<Timestamp>,
}
