//! The statements over `notes`.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::model::{Filter, Note, NoteId, NoteKind, Reach};
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{articles, notes, users};

diesel::alias!(users as resolvers: ResolversAlias, articles as mine: MineAlias);

/// A working copy outside the trash that `$reach` reaches.
macro_rules! within_reach {
    ($reach:expr) => {{
        let reach: &Reach = $reach;
        let own = articles::created_by.eq(reach.user).or(articles::assignee_id.eq(reach.user));
        let own = own.or(reach.drafts.into_sql::<Bool>());
        let page = articles::kind.eq("page").and(reach.pages.into_sql::<Bool>());
        articles::trashed_at.is_null().and(articles::kind.eq("article").and(own).or(page))
    }};
}

/// What is said of such.
macro_rules! reached {
    ($reach:expr) => {
        notes::table
            .inner_join(articles::table.on(articles::id.eq(notes::article_id)))
            .inner_join(users::table.on(users::id.eq(notes::created_by)))
            .left_join(resolvers.on(resolvers.field(users::id).nullable().eq(notes::resolved_by)))
            .filter(within_reach!($reach))
    };
}

macro_rules! columns {
    () => {
        (
            notes::id,
            notes::article_id,
            articles::kind,
            notes::kind,
            notes::text,
            notes::created_by,
            users::name,
            notes::created_at,
            notes::version,
            (resolvers.field(users::id), resolvers.field(users::name)).nullable(),
            notes::resolved_at,
        )
    };
}

macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let filter: &Filter = $filter;
        let mut query = $query;
        if !filter.articles.is_empty() {
            let ids: Vec<ArticleId> = filter.articles.iter().copied().map(ArticleId).collect();
            query = query.filter(notes::article_id.eq_any(ids));
        }
        if !filter.kinds.is_empty() {
            let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
            query = query.filter(notes::kind.eq_any(kinds));
        }
        match filter.resolved {
            Some(true) => query.filter(notes::resolved_at.is_not_null()),
            Some(false) => query.filter(notes::resolved_at.is_null()),
            None => query,
        }
    }};
}

/// The newest first.
pub(super) fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &Filter,
    page: &PageRequest,
) -> QueryResult<Vec<Note>> {
    let query = filtered!(reached!(reach).select(columns!()).into_boxed(), filter);
    seek!(query, page, true, notes::created_at => Timestamp, notes::id => NoteId).load(conn)
}

/// The open ones on what somebody made or is to work on, the newest first.
pub(super) fn awaiting(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<Note>> {
    let own = mine.field(articles::created_by).eq(reach.user);
    let own = own.or(mine.field(articles::assignee_id).eq(reach.user));
    let own = mine.filter(own).select(mine.field(articles::id));
    reached!(reach)
        .filter(notes::article_id.eq_any(own))
        .filter(notes::resolved_at.is_null())
        .order((notes::created_at.desc(), notes::id.desc()))
        .limit(limit)
        .select(columns!())
        .load(conn)
}

pub(super) fn count(conn: &mut Conn, reach: &Reach, filter: &Filter) -> QueryResult<i64> {
    filtered!(reached!(reach).select(count_star()).into_boxed(), filter).first(conn)
}

pub(super) fn find(conn: &mut Conn, reach: &Reach, id: NoteId) -> QueryResult<Option<Note>> {
    reached!(reach).filter(notes::id.eq(id)).select(columns!()).first(conn).optional()
}

/// Whether there is such a working copy within reach.
pub(super) fn reaches(conn: &mut Conn, reach: &Reach, id: ArticleId) -> QueryResult<bool> {
    let found = articles::table.filter(articles::id.eq(id)).filter(within_reach!(reach));
    diesel::select(diesel::dsl::exists(found)).get_result(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: NoteId,
    article: ArticleId,
    kind: NoteKind,
    text: &str,
    by: UserId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(notes::table)
        .values((
            notes::id.eq(id),
            notes::article_id.eq(article),
            notes::kind.eq(kind.as_str()),
            notes::text.eq(text),
            notes::created_by.eq(by),
            notes::created_at.eq(now),
            notes::version.eq(1_i64),
        ))
        .execute(conn)
        .map(|_| ())
}

/// False when somebody was faster.
pub(super) fn update(
    conn: &mut Conn,
    id: NoteId,
    version: i64,
    text: &str,
    resolved: Option<(UserId, Timestamp)>,
) -> QueryResult<bool> {
    let row = notes::table.filter(notes::id.eq(id)).filter(notes::version.eq(version));
    let updated = diesel::update(row)
        .set((
            notes::text.eq(text),
            notes::resolved_by.eq(resolved.map(|(by, _)| by)),
            notes::resolved_at.eq(resolved.map(|(_, at)| at)),
            notes::version.eq(version + 1),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// False when somebody was faster.
pub(super) fn delete(conn: &mut Conn, id: NoteId, version: i64) -> QueryResult<bool> {
    let row = notes::table.filter(notes::id.eq(id)).filter(notes::version.eq(version));
    Ok(diesel::delete(row).execute(conn)? == 1)
}
