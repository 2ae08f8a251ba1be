//! Finding working copies: one statement with everything a reply needs but its references.

use diesel::dsl::{case_when, count_star, exists, max, min};
use diesel::prelude::*;
use diesel::sql_types::Bool;

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

macro_rules! is_retracted {
    ($now:expr) => {
        exists(
            retractions::table
                .filter(retractions::article_id.eq(articles::id))
                .filter(retractions::from_at.le($now))
                .filter(retractions::until_at.gt($now)),
        )
    };
}

macro_rules! is_scheduled {
    ($now:expr) => {
        exists(
            futures
                .filter(futures.field(publications::article_id).eq(articles::id))
                .filter(futures.field(publications::from_at).gt($now)),
        )
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
                .filter(retractions::from_at.le($now))
                .filter(retractions::until_at.gt($now))
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

/// Applies the filters to any boxed query over [`working`].
macro_rules! filtered {
    ($query:expr, $filter:expr, $now:expr) => {{
        let filter: &DraftFilter = $filter;
        let mut query = $query;
        // What is somebody's is looked up by that, and not by the kind, of which there is so much.
        query = if filter.visible_to.is_some() || filter.assignee.is_some() {
            query.filter(articles::kind.concat("").eq(filter.kind.as_str()))
        } else {
            query.filter(articles::kind.eq(filter.kind.as_str()))
        };
        query = if filter.trashed {
            query.filter(articles::trashed_at.is_not_null())
        } else {
            query.filter(articles::trashed_at.is_null())
        };
        if let Some((ids, slugs)) = &filter.ids {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            query = query.filter(articles::id.eq_any(ids).or(articles::slug.eq_any(slugs)));
        }
        if let Some((ids, slugs)) = &filter.categories {
            let ids: Vec<crate::categories::CategoryId> =
                ids.iter().copied().map(crate::categories::CategoryId).collect();
            let path = categories::path;
            let root = roots.field(categories::path);
            query = query.filter(exists(
                article_categories::table
                    .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
                    .inner_join(
                        roots.on(path.eq(root).or(path.ge(root.concat("/")).and(path.lt(root.concat("0"))))),
                    )
                    .filter(article_categories::article_id.eq(articles::id))
                    .filter(
                        roots
                            .field(categories::id)
                            .eq_any(ids)
                            .or(roots.field(categories::slug).eq_any(slugs)),
                    ),
            ));
        }
        if let Some((ids, slugs)) = &filter.direct_categories {
            let ids: Vec<crate::categories::CategoryId> =
                ids.iter().copied().map(crate::categories::CategoryId).collect();
            query = query.filter(exists(
                article_categories::table
                    .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
                    .filter(article_categories::article_id.eq(articles::id))
                    .filter(categories::id.eq_any(ids).or(categories::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = &filter.authors {
            let ids: Vec<crate::authors::AuthorId> =
                ids.iter().copied().map(crate::authors::AuthorId).collect();
            query = query.filter(exists(
                article_authors::table
                    .inner_join(authors::table.on(authors::id.eq(article_authors::author_id)))
                    .filter(article_authors::article_id.eq(articles::id))
                    .filter(authors::id.eq_any(ids).or(authors::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = &filter.tags {
            let ids: Vec<crate::tags::TagId> = ids.iter().copied().map(crate::tags::TagId).collect();
            query = query.filter(exists(
                article_tags::table
                    .inner_join(tags::table.on(tags::id.eq(article_tags::tag_id)))
                    .filter(article_tags::article_id.eq(articles::id))
                    .filter(tags::id.eq_any(ids).or(tags::slug.eq_any(slugs))),
            ));
        }
        if !filter.types.is_empty() {
            query = query.filter(
                articles::type_.eq_any(filter.types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()),
            );
        }
        if let Some((ids, slugs)) = &filter.series {
            let ids: Vec<crate::series::SeriesId> =
                ids.iter().copied().map(crate::series::SeriesId).collect();
            let named = series::id.nullable().eq_any(ids).or(series::slug.nullable().eq_any(slugs));
            query = query.filter(named);
        }
        if let Some((ids, slugs)) = &filter.translation_of {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            let groups = siblings
                .filter(
                    siblings.field(articles::id).eq_any(ids).or(siblings.field(articles::slug).eq_any(slugs)),
                )
                .filter(siblings.field(articles::kind).eq(articles::kind))
                .select(siblings.field(articles::translation_group));
            query = query.filter(articles::translation_group.eq_any(groups));
        }
        if !filter.locales.is_empty() {
            query = query.filter(articles::locale.eq_any(&filter.locales));
        }
        for (rank, locale) in filter.locales.iter().enumerate().skip(1) {
            let preferred: Vec<&String> = filter.locales.iter().take(rank).collect();
            let better = siblings
                .filter(siblings.field(articles::translation_group).eq(articles::translation_group))
                .filter(siblings.field(articles::locale).eq_any(preferred))
                .filter(siblings.field(articles::trashed_at).is_null());
            // What the caller may not see must not make anything else vanish.
            query = match filter.visible_to {
                Some(user) => {
                    let made = siblings.field(articles::created_by).eq(user);
                    let better = better.filter(made.or(siblings.field(articles::assignee_id).eq(user)));
                    query.filter(articles::locale.ne(locale).or(diesel::dsl::not(exists(better))))
                }
                None => query.filter(articles::locale.ne(locale).or(diesel::dsl::not(exists(better)))),
            };
        }
        if let Some(featured) = filter.featured {
            query = query.filter(articles::featured.eq(featured));
        }
        if let Some(at) = filter.published_after {
            query = query.filter(publications::published_at.nullable().gt(at));
        }
        if let Some(at) = filter.published_before {
            query = query.filter(publications::published_at.nullable().lt(at));
        }
        if let Some(at) = filter.updated_after {
            query = query.filter(publications::updated_at.nullable().gt(at));
        }
        if let Some(user) = filter.created_by {
            query = query.filter(articles::created_by.eq(UserId(user)));
        }
        match filter.assignee {
            Some(AssignedTo::User(user)) => query = query.filter(articles::assignee_id.eq(user)),
            Some(AssignedTo::Nobody) => query = query.filter(articles::assignee_id.is_null()),
            None => {}
        }
        if let Some(at) = filter.due_after {
            query = query.filter(articles::due_at.gt(at));
        }
        if let Some(at) = filter.due_before {
            query = query.filter(articles::due_at.lt(at));
        }
        if let Some(user) = filter.visible_to {
            // Looked up first: either is found by an index, both together are not.
            let own = owned.field(articles::created_by).eq(user);
            let own = owned.filter(own.or(owned.field(articles::assignee_id).eq(user)));
            query = query.filter(articles::id.eq_any(own.select(owned.field(articles::id))));
        }
        if !filter.statuses.is_empty() {
            let wants = |status| filter.statuses.contains(&status).into_sql::<Bool>();
            let idle = diesel::dsl::not(is_retracted!($now))
                .and(publications::id.nullable().is_null())
                .and(diesel::dsl::not(is_scheduled!($now)));
            query = query.filter(
                wants(Status::Retracted)
                    .and(is_retracted!($now))
                    .or(wants(Status::Published).and(publications::id.nullable().is_not_null()))
                    .or(wants(Status::Scheduled)
                        .and(is_scheduled!($now))
                        .and(publications::id.nullable().is_null())
                        .and(diesel::dsl::not(is_retracted!($now))))
                    .or(wants(Status::Draft).and(articles::workflow.eq("draft")).and(idle))
                    .or(wants(Status::InReview).and(articles::workflow.eq("in_review")).and(idle)),
            );
        }
        query
    }};
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
