//! The statements over `article_locks`.

use diesel::prelude::*;

use crate::articles::{ArticleId, Lock};
use crate::db::Conn;
use crate::db::schema::article_locks;

/// Puts the lock in the place of whatever was there; false when there was nothing.
pub(super) fn replace(conn: &mut Conn, article: ArticleId, lock: &Lock) -> QueryResult<bool> {
    let replaced = diesel::update(article_locks::table.find(article))
        .set((
            article_locks::owner_id.eq(lock.owner),
            article_locks::since.eq(lock.since),
            article_locks::expires_at.eq(lock.expires_at),
        ))
        .execute(conn)?;
    Ok(replaced == 1)
}

pub(super) fn insert(conn: &mut Conn, article: ArticleId, lock: &Lock) -> QueryResult<()> {
    diesel::insert_into(article_locks::table)
        .values((
            article_locks::article_id.eq(article),
            article_locks::owner_id.eq(lock.owner),
            article_locks::since.eq(lock.since),
            article_locks::expires_at.eq(lock.expires_at),
        ))
        .execute(conn)
        .map(|_| ())
}

pub(super) fn delete(conn: &mut Conn, article: ArticleId) -> QueryResult<()> {
    diesel::delete(article_locks::table.find(article)).execute(conn).map(|_| ())
}
