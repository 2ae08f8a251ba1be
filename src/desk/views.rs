//! The desk as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{BriefRow, Counts};
use super::service::Desk;
use crate::articles::{ArticleId, Kind, LockView, UserReference};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::http::reply::envelope;
use crate::notes::NoteView;
use crate::workflow::Status;

/// How many there are in each status, of what the caller may read.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct StatusCounts {
    #[schema(minimum = 0, example = 3)]
    pub draft: i64,
    #[schema(minimum = 0, example = 1)]
    pub in_review: i64,
    #[schema(minimum = 0, example = 2)]
    pub scheduled: i64,
    #[schema(minimum = 0, example = 1204)]
    pub published: i64,
    #[schema(minimum = 0, example = 0)]
    pub retracted: i64,
    /// Whatever their status.
    #[schema(minimum = 0, example = 4)]
    pub trashed: i64,
}

impl From<Counts> for StatusCounts {
    fn from(counts: Counts) -> Self {
        let Counts { draft, in_review, scheduled, published, retracted, trashed } = counts;
        StatusCounts { draft, in_review, scheduled, published, retracted, trashed }
    }
}

/// How much there is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct DeskCounts {
    pub articles: StatusCounts,
    /// Null for those who do not keep the pages.
    #[schema(required)]
    pub pages: Option<StatusCounts>,
}

/// A working copy in a few words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeskItem {
    pub id: Uuid,
    /// Whether it is an article or a page.
    pub kind: Kind,
    #[schema(example = "le-fleuve-deborde")]
    pub slug: String,
    #[schema(example = "fr")]
    pub locale: String,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub title: String,
    pub status: Status,
    pub created_by: UserReference,
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
    /// When it was given back, if that was the last thing done with it.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub returned_at: Option<Timestamp>,
    /// When the publication that is planned begins.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub publish_at: Option<Timestamp>,
    #[schema(required)]
    pub assignee: Option<UserReference>,
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    #[schema(required)]
    pub lock: Option<LockView>,
}

/// What a revision is called, and in what language it is.
#[derive(Deserialize)]
struct Titled {
    title: String,
    locale: String,
}

impl DeskItem {
    fn new(row: &BriefRow) -> Result<Self> {
        let Titled { title, locale } = serde_json::from_str(&row.content).map_err(Error::internal)?;
        let somebody = |(id, name): (crate::auth::UserId, String)| UserReference { id: id.0, name };
        Ok(DeskItem {
            id: row.id.0,
            kind: row.kind.parse().map_err(|fault: String| Error::internal(fault))?,
            slug: row.slug.clone(),
            locale,
            title,
            status: row.status()?,
            created_by: somebody(row.creator.clone()),
            saved_at: row.saved_at,
            returned_at: row.returned_at,
            publish_at: row.publish_at,
            assignee: row.assignee.clone().map(somebody),
            due_at: row.due_at,
            lock: row.lock.clone().map(LockView::from),
        })
    }
}

/// A note, and what it is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskNote {
    #[serde(flatten)]
    pub note: NoteView,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub article_title: String,
}

/// What awaits the caller. Something may be on several lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Desk)]
pub struct DeskView {
    pub counts: DeskCounts,
    /// One's own, given back and not handed in again; the latest first.
    pub returned: Vec<DeskItem>,
    /// Assigned to the caller; what is due first, first.
    pub assigned: Vec<DeskItem>,
    /// Handed in by anybody; what has waited longest, first. Empty for those who are no editors.
    pub in_review: Vec<DeskItem>,
    /// One's own; what was saved last, first.
    pub drafts: Vec<DeskItem>,
    /// Of what the caller may read; what begins next, first.
    pub scheduled: Vec<DeskItem>,
    /// Those whose lock the caller holds; what ends first, first.
    pub locked: Vec<DeskItem>,
    /// Open ones on what the caller made or is to work on; the newest first.
    pub notes: Vec<DeskNote>,
}

envelope! {
    /// The desk of the caller.
    DeskReply { data: DeskView }
}

impl DeskView {
    /// # Errors
    /// When something stored cannot be read.
    pub(super) fn new(mut desk: Desk) -> Result<Self> {
        let notes = std::mem::take(&mut desk.notes);
        let list = |ids: &[ArticleId]| {
            ids.iter().filter_map(|id| desk.brief(*id)).map(DeskItem::new).collect::<Result<Vec<_>>>()
        };
        let lists = &desk.lists;
        let told = |note: crate::notes::Note| {
            let about = desk.brief(note.article).map(DeskItem::new).transpose()?;
            let article_title = about.map(|item| item.title).unwrap_or_default();
            Ok(DeskNote { note: NoteView::new(note)?, article_title })
        };
        Ok(DeskView {
            counts: DeskCounts { articles: desk.articles.into(), pages: desk.pages.map(StatusCounts::from) },
            returned: list(&lists.returned)?,
            assigned: list(&lists.assigned)?,
            in_review: list(&lists.in_review)?,
            drafts: list(&lists.drafts)?,
            scheduled: list(&lists.scheduled)?,
            locked: list(&lists.locked)?,
            notes: notes.into_iter().map(told).collect::<Result<_>>()?,
        })
    }
}
