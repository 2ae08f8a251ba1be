//! Finding working copies: one statement with everything a reply needs but its references.

use diesel::dsl::{case_when, count_star, exists, max, min};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::filter::{filtered, is_scheduled};
use crate::articles::model::{Article, ArticleId, AssignedTo, DraftFilter, DraftSort, Kind, Lock, SeriesRow};
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::packed::Packed;
use crate::db::page::{PageRequest, seek, seek_optional};
use crate::db::schema::{
    article_authors, article_categories, article_locks, article_series, article_tags, articles, authors,
    categories, corrections, publications, renderings, retractions, revisions, series, site, tags, users,
};
use crate::visibility;
use crate::workflow::Status;

diesel::alias!(users as savers: SaversAlias, users as lockers: LockersAlias, users as assignees: AssigneesAlias, publications as futures: FuturesAlias, publications as firsts: FirstsAlias, categories as roots: RootsAlias, articles as siblings: SiblingsAlias, articles as owned: OwnedAlias);

/// The publication that is live now, if one is.
#[derive(Clone, Debug, Queryable)]
pub struct LiveRow {
    pub revision: i32,
    pub slug: String,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A working copy with all that belongs to it alone.
#[derive(Clone, Debug, Queryable)]
pub struct WorkingRow {
    pub article: Article,
    pub title_key: String,
    pub creator: String,
    pub saver: String,
    pub content: String,
    pub body_format: Option<String>,
    pub body_source: Option<Packed>,
    pub html: Option<String>,
    pub text: Option<String>,
    pub words: Option<i32>,
    pub live: Option<LiveRow>,
    pub first_published_at: Option<Timestamp>,
    pub publish_at: Option<Timestamp>,
    /// The open end where none is planned, nothing where nothing goes on or lies ahead.
    pub until_at: Option<Timestamp>,
    /// The notice, while it is withdrawn.
    pub retraction_notice: Option<String>,
    pub corrections: Option<i64>,
    pub series: Option<SeriesRow>,
    /// Of the site, the same in every row.
    pub settings: String,
    pub lock: Option<Lock>,
    pub assignee: Option<String>,
}

/// The tables of a working copy, its live publication beside it.
macro_rules! working {
    ($now:expr) => {
        articles::table
            .inner_join(users::table.on(users::id.eq(articles::created_by)))
            .inner_join(savers.on(savers.field(users::id).eq(articles::saved_by)))
            .inner_join(revisions::table.on(
                revisions::article_id.eq(articles::id).and(revisions::number.eq(articles::head_revision)),
            ))
            .left_join(renderings::table.on(
                renderings::article_id.eq(articles::id).and(renderings::revision.eq(articles::head_revision)),
            ))
            .left_join(
                publications::table
                    .on(publications::article_id.eq(articles::id).and(visibility::visible_at($now))),
            )
            .left_join(article_series::table.on(article_series::article_id.eq(articles::id)))
            .left_join(series::table.on(article_series::series_id.nullable().eq(series::id.nullable())))
            .left_join(
                article_locks::table
                    .on(article_locks::article_id.eq(articles::id).and(article_locks::expires_at.gt($now))),
            )
            // The lock of somebody who was suspended holds nobody off.
            .left_join(
                lockers.on(lockers
                    .field(users::id)
                    .nullable()
                    .eq(article_locks::owner_id.nullable())
                    .and(lockers.field(users::suspended_at).is_null())),
            )
            .left_join(assignees.on(assignees.field(users::id).nullable().eq(articles::assignee_id)))
            .inner_join(site::table.on(site::id.eq(1)))
    };
}

/// A long text, read only when it is wanted: the engine skips its pages otherwise.
macro_rules! if_wanted {
    ($wanted:expr, $column:expr) => {
        case_when($wanted.into_sql::<Bool>(), $column)
    };
}

macro_rules! columns {
    ($bodies:expr, $now:expr) => {
        (
            Article::as_select(),
            articles::title_key,
            users::name,
            savers.field(users::name),
            revisions::content,
            revisions::body_format,
            if_wanted!($bodies, revisions::body_packed),
            if_wanted!($bodies, renderings::html.nullable()),
            if_wanted!($bodies, renderings::text.nullable()),
            renderings::words.nullable(),
            (
                publications::revision,
                publications::slug,
                publications::published_at,
                publications::updated_at,
            )
                .nullable(),
            firsts
                .filter(firsts.field(publications::article_id).eq(articles::id))
                .filter(firsts.field(publications::from_at).le($now))
                .select(min(firsts.field(publications::first_published_at)))
                .single_value(),
            futures
                .filter(futures.field(publications::article_id).eq(articles::id))
                .filter(futures.field(publications::from_at).gt($now))
                .select(min(futures.field(publications::from_at)))
                .single_value(),
            futures
                .filter(futures.field(publications::article_id).eq(articles::id))
                .filter(futures.field(publications::until_at).gt($now))
                .select(max(futures.field(publications::until_at)))
                .single_value(),
            retractions::table
                .filter(retractions::article_id.eq(articles::id))
                .filter(visibility::withdraws_at($now))
                .order(retractions::from_at.desc())
                .limit(1)
                .select(retractions::notice)
                .single_value(),
            corrections::table
                .filter(corrections::article_id.eq(articles::id))
                .filter(corrections::at.le($now))
                .select(count_star())
                .single_value(),
            (series::id, series::slug, series::name, article_series::position).nullable(),
            site::settings,
            (
                lockers.field(users::id),
                lockers.field(users::name),
                article_locks::since,
                article_locks::expires_at,
            )
                .nullable(),
            assignees.field(users::name).nullable(),
        )
    };
}

pub fn list(
    conn: &mut Conn,
    filter: &DraftFilter,
    sort: DraftSort,
    page: &PageRequest,
    bodies: bool,
    now: Timestamp,
) -> QueryResult<Vec<WorkingRow>> {
    let query = filtered!(working!(now).select(columns!(bodies, now)).into_boxed(), filter, now);
    match sort {
        DraftSort::SavedDescending => {
            seek!(query, page, true, articles::saved_at => Timestamp, articles::id => ArticleId).load(conn)
        }
        DraftSort::Title => {
            seek!(query, page, false, articles::title_key => String, articles::id => ArticleId).load(conn)
        }
        DraftSort::Published | DraftSort::PublishedDescending => {
            let descending = sort == DraftSort::PublishedDescending;
            seek_optional!(query, page, descending, publications::published_at.nullable() => Timestamp, articles::id => ArticleId)
                .load(conn)
        }
        DraftSort::Series => {
            seek_optional!(query, page, false, article_series::position.nullable() => i32, articles::id => ArticleId)
                .load(conn)
        }
        DraftSort::Due => {
            seek_optional!(query, page, false, articles::due_at => Timestamp, articles::id => ArticleId).load(conn)
        }
        DraftSort::Updated | DraftSort::UpdatedDescending => {
            let descending = sort == DraftSort::UpdatedDescending;
            seek_optional!(query, page, descending, publications::updated_at.nullable() => Timestamp, articles::id => ArticleId)
                .load(conn)
        }
    }
}

pub fn count(conn: &mut Conn, filter: &DraftFilter, now: Timestamp) -> QueryResult<i64> {
    filtered!(working!(now).select(count_star()).into_boxed(), filter, now).first(conn)
}

/// A working copy, trashed or not.
pub fn find(conn: &mut Conn, kind: Kind, id: ArticleId, now: Timestamp) -> QueryResult<Option<WorkingRow>> {
    working!(now)
        .filter(articles::id.eq(id))
        .filter(articles::kind.eq(kind.as_str()))
        .select(columns!(true, now))
        .first(conn)
        .optional()
}

/// The row alone, trashed or not.
pub fn head(conn: &mut Conn, kind: Kind, id: ArticleId) -> QueryResult<Option<Article>> {
    articles::table
        .filter(articles::id.eq(id))
        .filter(articles::kind.eq(kind.as_str()))
        .select(Article::as_select())
        .first(conn)
        .optional()
}
