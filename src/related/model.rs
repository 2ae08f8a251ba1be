//! Why one article is related to another.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::closed_list::closed_list;

closed_list! {
    /// What two articles have in common.
    RelatedBy {
        /// Editors chose it.
        Pin "pin",
        /// A tag.
        Tag "tag",
        /// The series both are of.
        Series "series",
        /// The primary section.
        Category "category",
        /// Somebody who signs both.
        Author "author",
        /// Words of title and summary.
        Words "words",
        /// It is newer, or hardly older.
        Date "date",
    }
}

/// One reason, and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub by: RelatedBy,
    /// Of the tag, the series, the section or the author.
    pub slug: Option<String>,
    pub points: i64,
}

/// Something two articles may share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub id: Uuid,
    pub slug: String,
}

/// What an article is judged by.
#[derive(Clone, Debug)]
pub struct Traits {
    pub id: Uuid,
    pub tags: Vec<Subject>,
    pub series: Option<Subject>,
    pub category: Option<Subject>,
    pub authors: Vec<Subject>,
    /// What title and summary are about; see `text::search::stems`.
    pub words: BTreeSet<String>,
    pub published_at: Timestamp,
}

/// An article, and all that makes it related.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    pub id: Uuid,
    pub score: i64,
    pub because: Vec<Reason>,
}
