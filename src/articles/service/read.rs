//! Working copies, with what belongs to them.

use std::sync::Arc;

use crate::articles::model::{
    Article, ArticleBody, ArticleContent, ArticleId, BodyFormat, BylineRow, Draft, DraftFilter, DraftSort,
    Kind, Lock, Revision, SectionRow, SeriesRow, TagRow, Workflow, Written,
};
use crate::articles::queries::list::{self, LiveRow, WorkingRow};
use crate::articles::queries::references;
use crate::articles::service::access::{Access, access, may_read};
use crate::articles::service::translations;
use crate::auth::{Permission, Principal};
use crate::clock::Timestamp;
use crate::db::packed::Packed;
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, at_least, log_ends};
use crate::error::{Error, Result};
use crate::site::Settings;
use crate::slugs;
use crate::text::slug::IdOrSlug;
use crate::translations::{GroupId, Translation};
use crate::workflow::{Facts, Status, Verbs};

/// A working copy at an instant.
#[derive(Clone, Debug)]
pub struct Working {
    /// That instant.
    pub at: Timestamp,
    /// The rules of the newsroom then.
    pub site: Arc<Settings>,
    pub article: Article,
    pub title_key: String,
    pub content: ArticleContent,
    pub body: Option<ArticleBody>,
    pub html: Option<String>,
    pub text: Option<String>,
    pub words: i32,
    pub status: Status,
    pub live: Option<LiveRow>,
    pub first_published_at: Option<Timestamp>,
    /// When the next publication begins, if one is planned.
    pub publish_at: Option<Timestamp>,
    /// When it ceases to be public, if that is planned.
    pub unpublish_at: Option<Timestamp>,
    /// Public corrections so far.
    pub corrections: i64,
    /// What readers are told, while it is withdrawn.
    pub retraction_notice: Option<String>,
    pub creator: String,
    pub saver: String,
    pub bylines: Vec<BylineRow>,
    pub sections: Vec<SectionRow>,
    pub tags: Vec<TagRow>,
    pub series: Option<SeriesRow>,
    /// The other languages readers find it in.
    pub translations: Vec<Translation>,
    /// Who is at it now.
    pub lock: Option<Lock>,
    /// The name of the one whose turn it is.
    pub assignee: Option<String>,
    /// Empty until it is judged for somebody.
    pub verbs: Verbs,
}

/// # Errors
/// 404 when there is no such working copy, or it lies in the trash.
pub fn find(conn: &mut Conn, kind: Kind, id: ArticleId, now: Timestamp) -> Result<Working> {
    let found = find_anywhere(conn, kind, id, now)?;
    if found.article.trashed_at.is_some() { Err(Error::not_found(kind.as_str())) } else { Ok(found) }
}

/// As [`find`], in the trash too.
///
/// # Errors
/// 404 when there is no such working copy.
pub fn find_anywhere(conn: &mut Conn, kind: Kind, id: ArticleId, now: Timestamp) -> Result<Working> {
    let absent = || Error::not_found(kind.as_str());
    let row = list::find(conn, kind, id, now)?.ok_or_else(absent)?;
    let mut working = with_references(conn, vec![row], now)?;
    working.pop().ok_or_else(absent)
}

/// As [`find`], by id or by a slug it holds: that of the working copy or that of the public edition.
///
/// # Errors
/// As [`find`].
pub fn find_named(conn: &mut Conn, kind: Kind, name: &IdOrSlug, now: Timestamp) -> Result<Working> {
    let id = slugs::resolve(conn, kind.resource(), name)?;
    find(conn, kind, ArticleId(id), now)
}

/// As [`find_named`], for somebody who only reads: as it is in one snapshot, and with what they may do.
///
/// # Errors
/// As [`find`], and as [`access`].
pub fn shown(
    conn: &mut Conn,
    kind: Kind,
    by: &Principal,
    name: &IdOrSlug,
    now: Timestamp,
) -> Result<Working> {
    let now = at_least(conn, now)?;
    let working = find_named(conn, kind, name, now)?;
    access(by, &working, Access::Read).map(|()| working.judged(by))
}

impl Working {
    /// The embargo, while it lasts.
    pub fn embargo(&self) -> Option<Timestamp> {
        self.article.embargo_until.filter(|until| *until > self.at)
    }

    /// Whether readers see the latest revision.
    pub fn is_head_live(&self) -> bool {
        self.live.as_ref().is_some_and(|live| live.revision == self.article.head_revision)
    }

    /// What would be published if nothing else is named.
    pub fn head(&self) -> Revision {
        Revision {
            number: self.article.head_revision,
            content: self.content.clone(),
            words: self.words,
            saved_by: self.article.saved_by,
        }
    }
}

/// Only the row of a working copy that the caller may read, by id or by a slug it holds: for those who
/// look at something else of it.
///
/// # Errors
/// As [`find`], and as [`access`].
pub fn head(conn: &mut Conn, kind: Kind, by: &Principal, name: &IdOrSlug) -> Result<Article> {
    let id = slugs::resolve(conn, kind.resource(), name)?;
    let found = list::head(conn, kind, ArticleId(id))?.filter(|article| article.trashed_at.is_none());
    let article = found.ok_or_else(|| Error::not_found(kind.as_str()))?;
    may_read(by, &article).map(|()| article)
}

/// A page of working copies, as far as the caller may see them.
///
/// # Errors
/// When the database cannot answer.
#[expect(clippy::too_many_arguments, reason = "what a list is made of")]
pub fn list(
    conn: &mut Conn,
    by: &Principal,
    mut filter: DraftFilter,
    sort: DraftSort,
    page: &PageRequest,
    bodies: bool,
    count: bool,
    now: Timestamp,
) -> Result<(Paged<Working>, Option<i64>, i64)> {
    let ends = log_ends(conn)?;
    let now = now.max(ends.at);
    filter.visible_to = (!by.may(Permission::ReadDrafts)).then_some(by.user);
    let rows = list::list(conn, &filter, sort, page, bodies, now)?;
    let paged = Paged::new(rows, page, |row| position(row, sort));
    let total = if count { Some(list::count(conn, &filter, now)?) } else { None };
    let (next, prev) = (paged.next, paged.prev);
    let items = with_references(conn, paged.items, now)?;
    let items = items.into_iter().map(|working| working.judged(by)).collect();
    Ok((Paged { items, next, prev }, total, ends.seq))
}

fn position(row: &WorkingRow, sort: DraftSort) -> Position {
    let optional = |at: Option<Timestamp>| at.map(|at| at.write()).unwrap_or_default();
    let live = row.live.as_ref();
    let key = match sort {
        DraftSort::SavedDescending => row.article.saved_at.write(),
        DraftSort::Title => row.title_key.clone(),
        DraftSort::Due => optional(row.article.due_at),
        DraftSort::Series => row
            .series
            .as_ref()
            .and_then(|series| series.position)
            .map(|position| position.write())
            .unwrap_or_default(),
        DraftSort::Published | DraftSort::PublishedDescending => optional(live.map(|live| live.published_at)),
        DraftSort::Updated | DraftSort::UpdatedDescending => optional(live.map(|live| live.updated_at)),
    };
    Position { key, id: row.article.id.0 }
}

/// Four statements for any number of rows.
fn with_references(conn: &mut Conn, rows: Vec<WorkingRow>, now: Timestamp) -> Result<Vec<Working>> {
    let ids: Vec<ArticleId> = rows.iter().map(|row| row.article.id).collect();
    let mut bylines = references::bylines(conn, &ids)?;
    let mut sections = references::sections(conn, &ids)?;
    let mut tags = references::tags(conn, &ids)?;
    let groups: Vec<GroupId> = rows.iter().map(|row| row.article.translation_group).collect();
    let public = translations::public(conn, &groups, now)?;
    let site = rows.first().map(|row| serde_json::from_str(&row.settings)).transpose();
    let site: Arc<Settings> = Arc::new(site.map_err(Error::internal)?.unwrap_or_default());
    rows.into_iter()
        .map(|row| {
            let id = row.article.id;
            let own_bylines = bylines.extract_if(.., |name| name.article == id).collect();
            let own_sections = sections.extract_if(.., |section| section.article == id).collect();
            let own_tags = tags.extract_if(.., |tag| tag.article == id).collect();
            let group = row.article.translation_group;
            let others = public.iter().filter(|other| other.group == group && other.article != id);
            let others = others.map(|other| other.translation(None)).collect();
            assemble(row, now, &site, own_bylines, own_sections, own_tags, others)
        })
        .collect()
}

fn assemble(
    row: WorkingRow,
    at: Timestamp,
    site: &Arc<Settings>,
    bylines: Vec<BylineRow>,
    sections: Vec<SectionRow>,
    tags: Vec<TagRow>,
    translations: Vec<Translation>,
) -> Result<Working> {
    let workflow: Workflow = row.article.workflow.parse().map_err(|fault: String| Error::internal(fault))?;
    let status = Status::of(Facts {
        retracted: row.retraction_notice.is_some(),
        live: row.live.is_some(),
        scheduled: row.publish_at.is_some(),
        workflow,
    });
    let format = row.body_format.as_deref().map(str::parse::<BodyFormat>).transpose();
    let format = format.map_err(|fault: String| Error::internal(fault))?;
    let mut content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
    // The rows, not the revision: a section that was deleted has handed its articles over, a tag was merged.
    content.primary_category_id =
        sections.iter().find(|section| section.is_primary).map(|section| section.category.0);
    content.category_ids =
        sections.iter().filter(|section| !section.is_primary).map(|section| section.category.0).collect();
    content.tag_ids = tags.iter().map(|tag| tag.tag.0).collect();
    Ok(Working {
        at,
        site: Arc::clone(site),
        content,
        body: format.map(|format| ArticleBody {
            format,
            source: row.body_source.map(|Packed(source)| source).unwrap_or_default(),
        }),
        html: row.html,
        text: row.text,
        words: row.words.unwrap_or(0),
        status,
        live: row.live,
        first_published_at: row.first_published_at,
        publish_at: row.publish_at,
        unpublish_at: row.until_at.filter(|at| *at < Timestamp::FOREVER),
        corrections: row.corrections.unwrap_or(0),
        retraction_notice: row.retraction_notice,
        creator: row.creator,
        saver: row.saver,
        article: row.article,
        title_key: row.title_key,
        bylines,
        sections,
        tags,
        series: row.series,
        lock: row.lock,
        assignee: row.assignee,
        translations,
        verbs: Verbs::default(),
    })
}

/// Bodies above this are rendered off the thread that serves requests.
const INLINE: usize = 16 * 1024;

/// Renders and packs the body of a draft, which makes it ready to be saved.
///
/// # Errors
/// When the thread that renders breaks down.
pub async fn render(draft: Draft) -> Result<Written> {
    let large = draft.body.as_ref().is_some_and(|body| body.source.len() > INLINE);
    let work = move || Written::new(draft);
    if large { tokio::task::spawn_blocking(work).await.map_err(Error::internal) } else { Ok(work()) }
}
