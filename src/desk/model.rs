//! What lies on a desk, as the database tells it.

use diesel::prelude::*;

use crate::articles::{ArticleId, Kind, Lock};
use crate::auth::UserId;
use crate::clock::Timestamp;

/// Whose desk it is, and what they may read.
#[derive(Clone, Debug)]
pub struct Reach {
    pub user: UserId,
    /// Everybody's articles, or only what is one's own or assigned to one.
    pub drafts: bool,
    /// Whether they keep the pages, or may read articles only.
    pub pages: bool,
    pub now: Timestamp,
}

/// What is counted; drafts are what is left of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    All,
    Trashed,
    InReview,
    Scheduled,
    Published,
    Retracted,
}

impl Tally {
    pub fn number(self) -> i32 {
        match self {
            Tally::All => 0,
            Tally::Trashed => 1,
            Tally::InReview => 2,
            Tally::Scheduled => 3,
            Tally::Published => 4,
            Tally::Retracted => 5,
        }
    }
}

/// What a tally came to; nothing where there is nothing.
#[derive(Clone, Debug, Queryable)]
pub struct TallyRow {
    pub tally: i32,
    pub articles: Option<i64>,
    pub pages: Option<i64>,
}

/// How many there are in each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub draft: i64,
    pub in_review: i64,
    pub scheduled: i64,
    pub published: i64,
    pub retracted: i64,
    pub trashed: i64,
}

impl Counts {
    pub fn of(kind: Kind, rows: &[TallyRow]) -> Self {
        let count = |tally: Tally| {
            let row = rows.iter().find(|row| row.tally == tally.number());
            let count = row.and_then(|row| match kind {
                Kind::Article => row.articles,
                Kind::Page => row.pages,
            });
            count.unwrap_or(0)
        };
        let [in_review, scheduled, published, retracted, trashed] =
            [Tally::InReview, Tally::Scheduled, Tally::Published, Tally::Retracted, Tally::Trashed]
                .map(count);
        // Each has one status, and lies in the trash or not.
        let draft = count(Tally::All) - in_review - scheduled - published - retracted - trashed;
        Counts { draft, in_review, scheduled, published, retracted, trashed }
    }
}

/// A working copy in a few words.
#[derive(Clone, Debug, Queryable)]
pub struct BriefRow {
    pub id: ArticleId,
    pub kind: String,
    pub slug: String,
    pub workflow: String,
    pub content: String,
    pub creator: (UserId, String),
    pub saved_at: Timestamp,
    pub assignee: Option<(UserId, String)>,
    pub due_at: Option<Timestamp>,
    pub returned_at: Option<Timestamp>,
    pub lock: Option<Lock>,
    pub publish_at: Option<Timestamp>,
    /// Since when the publication that is live has been.
    pub live_since: Option<Timestamp>,
    pub retraction_notice: Option<String>,
}

/// The lists of a desk: what is on each, in its order.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub returned: Vec<ArticleId>,
    pub assigned: Vec<ArticleId>,
    pub in_review: Vec<ArticleId>,
    pub drafts: Vec<ArticleId>,
    pub scheduled: Vec<ArticleId>,
    pub locked: Vec<ArticleId>,
}

impl Lists {
    pub fn all(&self) -> Vec<ArticleId> {
        let lists =
            [&self.returned, &self.assigned, &self.in_review, &self.drafts, &self.scheduled, &self.locked];
        let mut all: Vec<ArticleId> = lists.into_iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
