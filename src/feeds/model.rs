//! What a feed is asked for.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::corrections::Filter as Corrections;
use crate::publications::PublicFilter;
use crate::text::slug::IdOrSlug;

/// Which articles a feed holds.
#[derive(Clone, Debug)]
pub enum Scope {
    Articles(Box<PublicFilter>),
    /// A section with all beneath it.
    Category(IdOrSlug),
    Author(IdOrSlug),
    Tag(IdOrSlug),
    /// What editors said of changes, and no articles.
    Corrections(Corrections),
}

/// How much of each article a feed holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The whole text.
    #[default]
    Full,
    /// The lead only; readers come to the website for the rest.
    Summary,
}

/// One feed.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub scope: Scope,
    pub limit: u32,
    pub content: Content,
}

impl Wanted {
    /// Whether looking for it costs more the larger the newsroom is.
    pub fn is_wide(&self) -> bool {
        matches!(&self.scope, Scope::Articles(filter) if filter.q.is_some())
    }
}

/// The form of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Rss,
    Atom,
    Json,
}

impl Format {
    /// The ending of its addresses.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::Json => "json",
        }
    }

    /// What its replies say they are.
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Rss => "application/rss+xml; charset=utf-8",
            Format::Atom => "application/atom+xml; charset=utf-8",
            Format::Json => "application/feed+json",
        }
    }
}
