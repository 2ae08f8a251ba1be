//! Removing a working copy and all that hangs on it. Its revisions, publications, notes and whatever else refers
//! to it go with its row, by the foreign keys.

use diesel::dsl::{count, max};
use diesel::prelude::*;

use crate::articles::{ArticleId, Kind};
use crate::clock::Timestamp;
use crate::db::schema::{articles, menu_items, publications, tombstones};
use crate::db::{Conn, on_both};

/// The slugs readers found an article under, and since when last; the newest first.
pub fn addresses(
    conn: &mut Conn,
    article: ArticleId,
    now: Timestamp,
) -> QueryResult<Vec<(String, Timestamp)>> {
    let since = max(publications::from_at);
    publications::table
        .filter(publications::article_id.eq(article))
        .filter(publications::from_at.le(now))
        .group_by(publications::slug)
        .order((since.desc(), publications::slug.asc()))
        .select((publications::slug, since.assume_not_null()))
        .load(conn)
}

/// Menus with an item that points to it.
pub fn menus(conn: &mut Conn, article: ArticleId) -> QueryResult<i64> {
    menu_items::table
        .filter(menu_items::article_id.eq(article))
        .select(count(menu_items::menu_id).aggregate_distinct())
        .first(conn)
}

/// What stays of it.
pub fn bury(
    conn: &mut Conn,
    kind: Kind,
    article: ArticleId,
    addresses: &[(String, Timestamp)],
    notice: Option<&str>,
    now: Timestamp,
) -> QueryResult<()> {
    let rows: Vec<_> = addresses
        .iter()
        .map(|(slug, since)| {
            (
                tombstones::article_id.eq(article),
                tombstones::kind.eq(kind.as_str()),
                tombstones::slug.eq(slug),
                tombstones::since.eq(since),
                tombstones::notice.eq(notice),
                tombstones::purged_at.eq(now),
            )
        })
        .collect();
    on_both!(conn, |conn| diesel::insert_into(tombstones::table).values(rows).execute(conn)).map(|_| ())
}

pub fn delete(conn: &mut Conn, article: ArticleId) -> QueryResult<()> {
    diesel::delete(articles::table.find(article)).execute(conn).map(|_| ())
}

/// Something in the trash, as far as it takes to recognise it.
#[derive(Clone, Debug, Queryable)]
pub struct TrashedRow {
    pub id: ArticleId,
    pub kind: String,
    pub slug: String,
    pub trashed_at: Option<Timestamp>,
}

/// What was thrown away before an instant, the oldest first, from a place in that order on.
pub fn trashed_before(
    conn: &mut Conn,
    before: Timestamp,
    after: Option<(Timestamp, ArticleId)>,
    limit: i64,
) -> QueryResult<Vec<TrashedRow>> {
    let mut query = articles::table
        .filter(articles::trashed_at.le(before))
        .select((articles::id, articles::kind, articles::slug, articles::trashed_at))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query
            .filter(articles::trashed_at.ge(at))
            .filter(articles::trashed_at.gt(at).or(articles::trashed_at.eq(at).and(articles::id.gt(id))));
    }
    query.order((articles::trashed_at.asc(), articles::id.asc())).limit(limit).load(conn)
}
