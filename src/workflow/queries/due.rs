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

/// What a publication did at its instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    Ended,
    Began,
}

/// Publications announced in one go.
const MOST_DUE: i64 = 100;

macro_rules! due {
    ($instant:ident, $told:ident, $article:expr, $now:expr) => {{
        let query = publications::table
            .filter(publications::$told.eq(false))
            .filter(publications::$instant.le($now))
            .order((publications::$instant, publications::id))
            .limit(MOST_DUE)
            .select((
                publications::id,
                publications::article_id,
                publications::kind,
                publications::revision,
                publications::slug,
                publications::$instant,
            ))
            .into_boxed();
        match $article {
            Some(article) => query.filter(publications::article_id.eq(article)),
            None => query,
        }
    }};
}

/// Of one article or of all, in the order in which it happened; of one article, what ends before what begins.
pub fn due(conn: &mut Conn, article: Option<ArticleId>, now: Timestamp) -> QueryResult<Vec<(Turn, DueRow)>> {
    let begun: Vec<DueRow> = due!(from_at, began, article, now).load(conn)?;
    let ended: Vec<DueRow> = due!(until_at, ended, article, now).load(conn)?;
    let begun = begun.into_iter().map(|row| (Turn::Began, row));
    let mut due: Vec<_> = begun.chain(ended.into_iter().map(|row| (Turn::Ended, row))).collect();
    due.sort_by_key(|(turn, row)| (row.at, *turn, row.id.0));
    Ok(due)
}

/// Notes that the log has it. False when another node was faster.
pub fn mark(conn: &mut Conn, turn: Turn, id: PublicationId) -> QueryResult<bool> {
    let row = publications::table.filter(publications::id.eq(id));
    let marked = match turn {
        Turn::Began => diesel::update(row.filter(publications::began.eq(false)))
            .set(publications::began.eq(true))
            .execute(conn)?,
        Turn::Ended => diesel::update(row.filter(publications::ended.eq(false)))
            .set(publications::ended.eq(true))
            .execute(conn)?,
    };
    Ok(marked == 1)
}
