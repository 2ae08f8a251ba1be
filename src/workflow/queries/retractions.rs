//! Retractions.

use diesel::prelude::*;

use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::schema::retractions;
use crate::db::{AnyId, Conn};

/// A retraction that has not ended.
#[derive(Clone, Debug, Queryable)]
pub struct RetractionRow {
    pub id: AnyId,
    pub notice: String,
    pub from_at: Timestamp,
}

pub fn retraction(conn: &mut Conn, article: ArticleId) -> QueryResult<Option<RetractionRow>> {
    retractions::table
        .filter(retractions::article_id.eq(article))
        .filter(retractions::until_at.eq(Timestamp::FOREVER))
        .select((retractions::id, retractions::notice, retractions::from_at))
        .first(conn)
        .optional()
}

pub fn end_retraction(conn: &mut Conn, id: AnyId, at: Timestamp) -> QueryResult<()> {
    diesel::update(retractions::table.find(id)).set(retractions::until_at.eq(at)).execute(conn).map(|_| ())
}

pub fn insert_retraction(
    conn: &mut Conn,
    id: AnyId,
    article: ArticleId,
    notice: &str,
    from: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(retractions::table)
        .values((
            retractions::id.eq(id),
            retractions::article_id.eq(article),
            retractions::notice.eq(notice),
            retractions::from_at.eq(from),
            retractions::until_at.eq(Timestamp::FOREVER),
        ))
        .execute(conn)
        .map(|_| ())
}
