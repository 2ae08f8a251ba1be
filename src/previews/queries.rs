//! The statements over `preview_links`.

use diesel::prelude::*;

use super::model::{PreviewId, PreviewLink};
use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{preview_links, users};

macro_rules! columns {
    () => {
        (
            preview_links::id,
            preview_links::article_id,
            preview_links::revision,
            preview_links::expires_at,
            preview_links::created_at,
            (users::id, users::name, users::role, users::suspended_at),
        )
    };
}

/// The links of an article that have not expired.
macro_rules! of {
    ($article:expr, $now:expr) => {
        preview_links::table
            .inner_join(users::table.on(users::id.eq(preview_links::created_by)))
            .filter(preview_links::article_id.eq($article))
            .filter(preview_links::expires_at.gt($now))
    };
}

/// The newest first.
pub(super) fn list(
    conn: &mut Conn,
    article: ArticleId,
    page: &PageRequest,
    now: Timestamp,
) -> QueryResult<Vec<PreviewLink>> {
    let query = of!(article, now).select(columns!()).into_boxed();
    seek!(query, page, true, preview_links::created_at => Timestamp, preview_links::id => PreviewId)
        .load(conn)
}

pub(super) fn count(conn: &mut Conn, article: ArticleId, now: Timestamp) -> QueryResult<i64> {
    of!(article, now).count().get_result(conn)
}

pub(super) fn find(
    conn: &mut Conn,
    article: ArticleId,
    id: PreviewId,
    now: Timestamp,
) -> QueryResult<Option<PreviewLink>> {
    of!(article, now).filter(preview_links::id.eq(id)).select(columns!()).first(conn).optional()
}

pub(super) fn insert(
    conn: &mut Conn,
    id: PreviewId,
    article: ArticleId,
    revision: Option<i32>,
    expires: Timestamp,
    by: UserId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(preview_links::table)
        .values((
            preview_links::id.eq(id),
            preview_links::article_id.eq(article),
            preview_links::revision.eq(revision),
            preview_links::expires_at.eq(expires),
            preview_links::created_by.eq(by),
            preview_links::created_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Those of the article that count no more.
pub(super) fn sweep(conn: &mut Conn, article: ArticleId, now: Timestamp) -> QueryResult<()> {
    let expired = preview_links::table
        .filter(preview_links::article_id.eq(article))
        .filter(preview_links::expires_at.le(now));
    diesel::delete(expired).execute(conn).map(|_| ())
}

pub(super) fn delete(conn: &mut Conn, id: PreviewId) -> QueryResult<()> {
    diesel::delete(preview_links::table.find(id)).execute(conn).map(|_| ())
}
