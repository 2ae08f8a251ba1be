//! The statements behind an assignment, which stands in `articles`.

use diesel::prelude::*;

use crate::articles::ArticleId;
use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{articles, users};

/// Name and role of somebody whose account is active.
pub(super) fn active(conn: &mut Conn, user: UserId) -> QueryResult<Option<(String, String)>> {
    users::table
        .filter(users::id.eq(user))
        .filter(users::suspended_at.is_null())
        .select((users::name, users::role))
        .first(conn)
        .optional()
}

pub(super) fn set(
    conn: &mut Conn,
    article: ArticleId,
    assignee: Option<UserId>,
    due: Option<Timestamp>,
) -> QueryResult<()> {
    diesel::update(articles::table.filter(articles::id.eq(article)))
        .set((articles::assignee_id.eq(assignee), articles::due_at.eq(due)))
        .execute(conn)
        .map(|_| ())
}
