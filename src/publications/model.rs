//! A publication as stored.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::articles::{ArticleId, ArticleType, Kind, SeriesRow};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::packed::Packed;
use crate::db::types::typed_id;
use crate::error::Result;
use crate::search::{self, Prepared, Typed};
use crate::site::Settings;
use crate::translations::GroupId;

typed_id! {
    /// Id of a publication: one interval of one article.
    PublicationId
}

/// A publication that is visible, with the revision it shows.
#[derive(Clone, Debug, Queryable)]
pub struct PublicRow {
    pub id: PublicationId,
    #[diesel(deserialize_as = String)]
    pub kind: Kind,
    pub article: ArticleId,
    pub revision: i32,
    pub slug: String,
    pub locale: String,
    pub translation_group: GroupId,
    pub first_published_at: Timestamp,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub title_key: String,
    pub content: String,
    pub body_format: Option<String>,
    pub body_source: Option<Packed>,
    pub html: Option<String>,
    pub text: Option<String>,
    pub words: Option<i32>,
    pub corrections: Option<i64>,
    /// With its rank, by which lists of a series are ordered.
    pub series: Option<(SeriesRow, i64)>,
}

/// The orders of a list of articles. `-saved_at` belongs to the draft edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub enum ArticleSort {
    #[serde(rename = "-published_at")]
    PublishedDescending,
    #[serde(rename = "published_at")]
    Published,
    #[serde(rename = "-updated_at")]
    UpdatedDescending,
    #[serde(rename = "updated_at")]
    Updated,
    #[serde(rename = "-saved_at")]
    SavedDescending,
    #[serde(rename = "title")]
    Title,
    /// What is due first; of the draft edition only.
    #[serde(rename = "due_at")]
    Due,
    /// The order of one series.
    #[serde(rename = "series")]
    Series,
    /// The best first; only with `q`.
    #[serde(rename = "relevance")]
    Relevance,
}

/// Ids and slugs that name the same kind of thing.
pub type Names = (Vec<Uuid>, Vec<String>);

/// The instant at which the public edition is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub at: Timestamp,
    /// What is shown must be visible then, too: what was withdrawn since stays so.
    pub still: Option<Timestamp>,
}

impl Look {
    pub fn now(now: Timestamp) -> Self {
        Look { at: now, still: None }
    }
}

/// Which articles or pages a list holds.
#[derive(Clone, Debug, Default)]
pub struct PublicFilter {
    pub kind: Kind,
    pub ids: Option<Names>,
    /// With their descendants.
    pub categories: Option<Names>,
    pub direct_categories: Option<Names>,
    pub authors: Option<Names>,
    pub tags: Option<Names>,
    pub series: Option<Names>,
    /// Translations of these, and the originals themselves.
    pub translation_of: Option<Names>,
    pub types: Vec<ArticleType>,
    /// In the order of preference: of translations of one article only the first that is there.
    pub locales: Vec<String>,
    pub featured: Option<bool>,
    pub published_after: Option<Timestamp>,
    pub published_before: Option<Timestamp>,
    pub updated_after: Option<Timestamp>,
    /// Holding what was typed; see [`PublicFilter::look_up`].
    pub q: Option<Typed>,
    pub matching: Option<Prepared>,
    /// Of a look at the past: what is still visible at this instant.
    pub still: Option<Timestamp>,
}

impl PublicFilter {
    /// Makes what was typed ready for the engine; readers without a choice of language read those of
    /// the site. One statement, and none without `q`.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub fn look_up(&mut self, conn: &mut Conn, settings: &Settings) -> Result<()> {
        if let Some(Typed(typed)) = &self.q {
            let locales = if self.locales.is_empty() { &settings.locales } else { &self.locales };
            self.matching = Some(search::prepare(conn, typed, locales)?);
        }
        Ok(())
    }
}
