//! Revisions as JSON: the list, one of each kind ([`article`], [`page`]), what differs ([`diff`]), and what
//! is handed in to restore or to merge ([`input`]).

mod article;
mod diff;
mod input;
mod page;

use serde::Serialize;
use utoipa::ToSchema;

use super::model::{FullRow, RevisionRow, Stored};
use crate::articles::{ArticleBodyView, ArticleContent, Shown, UserReference};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::http::reply::envelope;

pub use article::ArticleRevisionReply;
pub use diff::RevisionDiffReply;
pub use input::{MergeArticle, MergePage, RestoreRevision, conflicting};
pub use page::PageRevisionReply;

/// A revision in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionView {
    /// 1, 2, 3 …; a number that was pruned is missing.
    #[schema(minimum = 1, example = 3)]
    pub number: i32,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub title: String,
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
    pub saved_by: UserReference,
    /// Why, if it was said.
    #[schema(required, example = "Précisions de la mairie")]
    pub message: Option<String>,
    #[schema(minimum = 0, example = 412)]
    pub word_count: i32,
    /// When readers saw it first; null if they never did.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub first_public_at: Option<Timestamp>,
    /// Until when they see it, or saw it last; null while no end is planned, and if they never saw it.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub public_until: Option<Timestamp>,
    /// Whether it is what readers see now.
    #[schema(example = false)]
    pub live: bool,
}

envelope! {
    /// A page of revisions.
    RevisionList { data: [RevisionView] }
}

/// All of a revision, of whatever kind.
pub struct Told {
    pub head: RevisionView,
    pub slug: Option<String>,
    pub content: ArticleContent,
    pub body: Option<ArticleBodyView>,
}

/// A kind whose past is told in a form of its own.
pub trait Kept: Shown {
    type Revision: Serialize;

    fn revision_told(told: Told) -> Self::Revision;
}

impl RevisionView {
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(row: RevisionRow) -> Result<Self> {
        /// All that a list shows of what was written.
        #[derive(serde::Deserialize)]
        struct Headline {
            title: String,
        }
        let Headline { title } = serde_json::from_str(&row.content).map_err(Error::internal)?;
        Ok(RevisionView {
            number: row.number,
            title,
            saved_at: row.saved_at,
            saved_by: UserReference { id: row.saved_by.0, name: row.saver },
            message: row.message,
            word_count: row.words.unwrap_or(0),
            first_public_at: row.first_public_at,
            public_until: row.public_until.filter(|at| *at < Timestamp::FOREVER),
            live: row.live,
        })
    }
}

impl Told {
    /// # Errors
    /// When something stored cannot be read.
    pub fn new(row: FullRow) -> Result<Self> {
        let Stored { slug, content, body, .. } = Stored::read(row.written)?;
        let body = body.map(|body| ArticleBodyView {
            format: body.format,
            source: body.source,
            html: row.html.unwrap_or_default(),
            text: row.text.unwrap_or_default(),
        });
        Ok(Told { head: RevisionView::new(row.revision)?, slug, content, body })
    }
}
