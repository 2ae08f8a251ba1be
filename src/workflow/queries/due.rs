//! What the clock did and the content log does not know yet.

use diesel::prelude::*;

use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::publications;
use crate::publications::PublicationId;

/// Something whose instant has passed and that the content log does not have yet.
#[derive(Clone, Debug, Queryable)]
pub struct DueRow {
    pub id: PublicationId,
    pub article: ArticleId,
    pub kind: String,
    pub revision: i32,
    pub slug: String,
    pub at: Timestamp,
}

/// Publications announced in one go.
const MOST_DUE: i64 = 100;

macro_rules! due {
    ($instant:ident) => {
        publications::table.order((publications::$instant, publications::id)).limit(MOST_DUE).select((
            publications::id,
            publications::article_id,
            publications::kind,
            publications::revision,
            publications::slug,
            publications::$instant,
        ))
    };
}

pub fn begun(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<DueRow>> {
    due!(from_at).filter(publications::began.eq(false)).filter(publications::from_at.le(now)).load(conn)
}

pub fn ended(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<DueRow>> {
    due!(until_at)
        .filter(publications::ended.eq(false))
        .filter(publications::until_at.lt(Timestamp::FOREVER))
        .filter(publications::until_at.le(now))
        .load(conn)
}

/// False when another node was faster.
pub fn mark_begun(conn: &mut Conn, id: PublicationId) -> QueryResult<bool> {
    let row = publications::table.filter(publications::id.eq(id)).filter(publications::began.eq(false));
    Ok(diesel::update(row).set(publications::began.eq(true)).execute(conn)? == 1)
}

/// False when another node was faster.
pub fn mark_ended(conn: &mut Conn, id: PublicationId) -> QueryResult<bool> {
    let row = publications::table.filter(publications::id.eq(id)).filter(publications::ended.eq(false));
    Ok(diesel::update(row).set(publications::ended.eq(true)).execute(conn)? == 1)
}
