//! Putting a desk together.

use super::model::{BriefRow, Counts, Lists, Reach};
use super::queries;
use crate::articles::{ArticleId, Kind, Workflow};
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::db::{Conn, at_least};
use crate::error::{Error, Result};
use crate::notes::{self, Note};
use crate::workflow::{Facts, Status};

/// What lies on somebody's desk.
#[derive(Clone, Debug)]
pub struct Desk {
    pub articles: Counts,
    /// None for those who do not keep the pages.
    pub pages: Option<Counts>,
    pub lists: Lists,
    pub notes: Vec<Note>,
    /// All that is on the lists or in the notes.
    pub briefs: Vec<BriefRow>,
}

/// The desk of the caller, each list no longer than `limit`. Ten statements, whatever lies there, and nine for those who
/// review nothing.
///
/// # Errors
/// When the database cannot answer.
pub fn read(conn: &mut Conn, by: &Principal, limit: i64, now: Timestamp) -> Result<Desk> {
    let now = at_least(conn, now)?;
    let pages = by.may(Permission::EditPages);
    let reach = Reach { user: by.user, drafts: by.may(Permission::ReadDrafts), pages, now };
    let reviews = by.may(Permission::EditArticles);
    let lists = Lists {
        returned: queries::returned(conn, &reach, limit)?,
        assigned: queries::assigned(conn, &reach, limit)?,
        in_review: if reviews { queries::in_review(conn, &reach, limit)? } else { Vec::new() },
        drafts: queries::drafts(conn, &reach, limit)?,
        scheduled: queries::scheduled(conn, &reach, limit)?,
        locked: queries::locked(conn, &reach, limit)?,
    };
    let notes = notes::awaiting(conn, by, limit)?;
    let mut ids = lists.all();
    ids.extend(notes.iter().map(|note| note.article));
    let briefs = queries::briefs(conn, &ids, now)?;
    let tallies = queries::tallies(conn, &reach)?;
    Ok(Desk {
        articles: Counts::of(Kind::Article, &tallies),
        pages: pages.then(|| Counts::of(Kind::Page, &tallies)),
        lists,
        notes,
        briefs,
    })
}

impl Desk {
    pub fn brief(&self, id: ArticleId) -> Option<&BriefRow> {
        self.briefs.iter().find(|brief| brief.id == id)
    }
}

impl BriefRow {
    /// # Errors
    /// When the stage that is stored is none.
    pub fn status(&self) -> Result<Status> {
        let workflow: Workflow = self.workflow.parse().map_err(|fault: String| Error::internal(fault))?;
        Ok(Status::of(Facts {
            retracted: self.retraction_notice.is_some(),
            live: self.live_since.is_some(),
            scheduled: self.publish_at.is_some(),
            workflow,
        }))
    }
}
