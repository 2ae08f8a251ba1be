//! The statements over `revisions`, and what their rows tell of their publications.

use diesel::dsl::{count_star, exists, max, min};
use diesel::prelude::*;

use super::model::{FullRow, RevisionRow, WrittenRow};
use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{articles, preview_links, publications, renderings, revisions, users};
use crate::visibility;

macro_rules! tables {
    () => {
        revisions::table.inner_join(users::table.on(users::id.eq(revisions::saved_by))).left_join(
            renderings::table.on(renderings::article_id
                .eq(revisions::article_id)
                .and(renderings::revision.eq(revisions::number))),
        )
    };
}

/// The intervals at which readers saw a revision.
macro_rules! intervals {
    () => {
        publications::table
            .filter(publications::article_id.eq(revisions::article_id))
            .filter(publications::revision.eq(revisions::number))
    };
}

macro_rules! columns {
    ($now:expr) => {
        (
            revisions::number,
            revisions::saved_at,
            revisions::saved_by,
            users::name,
            revisions::message,
            revisions::content,
            renderings::words.nullable(),
            intervals!()
                .filter(publications::from_at.le($now))
                .select(min(publications::from_at))
                .single_value(),
            intervals!()
                .filter(publications::from_at.le($now))
                .select(max(publications::until_at))
                .single_value(),
            exists(intervals!().filter(visibility::visible_at($now))),
        )
    };
}

macro_rules! written {
    () => {
        (
            revisions::number,
            revisions::slug,
            revisions::content,
            revisions::body_format,
            revisions::body_packed,
        )
    };
}

/// The newest first.
pub(super) fn list(
    conn: &mut Conn,
    id: ArticleId,
    page: &PageRequest,
    now: Timestamp,
) -> QueryResult<Vec<RevisionRow>> {
    let query = tables!().filter(revisions::article_id.eq(id)).select(columns!(now)).into_boxed();
    seek!(query, page, true, revisions::number => i32, revisions::article_id => ArticleId).load(conn)
}

pub(super) fn count(conn: &mut Conn, id: ArticleId) -> QueryResult<i64> {
    revisions::table.filter(revisions::article_id.eq(id)).select(count_star()).first(conn)
}

pub(super) fn find(
    conn: &mut Conn,
    id: ArticleId,
    number: i32,
    now: Timestamp,
) -> QueryResult<Option<FullRow>> {
    tables!()
        .filter(revisions::article_id.eq(id))
        .filter(revisions::number.eq(number))
        .select((columns!(now), written!(), renderings::html.nullable(), renderings::text.nullable()))
        .first(conn)
        .optional()
}

/// What was written, of those that are there.
pub(super) fn some(conn: &mut Conn, id: ArticleId, numbers: &[i32]) -> QueryResult<Vec<WrittenRow>> {
    revisions::table
        .filter(revisions::article_id.eq(id))
        .filter(revisions::number.eq_any(numbers))
        .select(written!())
        .load(conn)
}

/// What was written up to a number, the last two of them, the newer first.
pub(super) fn up_to(conn: &mut Conn, id: ArticleId, number: i32) -> QueryResult<Vec<WrittenRow>> {
    revisions::table
        .filter(revisions::article_id.eq(id))
        .filter(revisions::number.le(number))
        .order(revisions::number.desc())
        .limit(2)
        .select(written!())
        .load(conn)
}

/// The next articles and pages that were saved more often than that, trashed or not.
pub(super) fn saved_often(
    conn: &mut Conn,
    after: ArticleId,
    times: i32,
    limit: i64,
) -> QueryResult<Vec<ArticleId>> {
    articles::table
        .filter(articles::id.gt(after))
        .filter(articles::head_revision.gt(times))
        .order(articles::id)
        .limit(limit)
        .select(articles::id)
        .load(conn)
}

/// Every revision of these and when it was saved, the newest of each first.
pub(super) fn numbers(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<(ArticleId, i32, Timestamp)>> {
    revisions::table
        .filter(revisions::article_id.eq_any(ids))
        .order((revisions::article_id.asc(), revisions::number.desc()))
        .select((revisions::article_id, revisions::number, revisions::saved_at))
        .load(conn)
}

/// Those of these that a publication shows, showed or will show.
pub(super) fn shown(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<(ArticleId, i32)>> {
    let mut shown: Vec<(ArticleId, i32)> = publications::table
        .filter(publications::article_id.eq_any(ids))
        .select((publications::article_id, publications::revision))
        .distinct()
        .load(conn)?;
    let linked = preview_links::table
        .filter(preview_links::article_id.eq_any(ids))
        .select((preview_links::article_id, preview_links::revision))
        .load::<(ArticleId, Option<i32>)>(conn)?;
    shown.extend(linked.into_iter().filter_map(|(article, revision)| Some((article, revision?))));
    Ok(shown)
}

/// Their renderings go along.
pub(super) fn delete(conn: &mut Conn, id: ArticleId, numbers: &[i32]) -> QueryResult<usize> {
    let rows =
        revisions::table.filter(revisions::article_id.eq(id)).filter(revisions::number.eq_any(numbers));
    diesel::delete(rows).execute(conn)
}
