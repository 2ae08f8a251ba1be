//! Finding one article in the public edition.

use diesel::dsl::max;
use diesel::prelude::*;

use super::shown::{columns, shown, shown_series_id};
use super::shown_series;
use crate::articles::{ArticleId, Kind};
use crate::clock::Timestamp;
use crate::db::schema::{
    articles, publication_series, publications, renderings, retractions, revisions, series, site, tombstones,
};
use crate::db::{Conn, union_all};
use crate::publications::model::PublicRow;
use crate::visibility;

/// The publication of an article that is visible at `now`, body and all.
///
/// With it, the settings of the site.
pub fn find(
    conn: &mut Conn,
    kind: Kind,
    id: ArticleId,
    now: Timestamp,
) -> QueryResult<Option<(PublicRow, String)>> {
    shown!(publications::table)
        .inner_join(site::table.on(site::id.eq(1)))
        .filter(publications::article_id.eq(id))
        .filter(publications::kind.eq(kind.as_str()))
        .filter(visibility::visible_at(now))
        .select((columns!(true, now), site::settings))
        .first(conn)
        .optional()
}

/// The address at which readers find an article at `now`.
pub fn address(conn: &mut Conn, kind: Kind, id: ArticleId, now: Timestamp) -> QueryResult<Option<String>> {
    publications::table
        .filter(publications::article_id.eq(id))
        .filter(publications::kind.eq(kind.as_str()))
        .filter(visibility::visible_at(now))
        .select(publications::slug)
        .first(conn)
        .optional()
}

/// By kind and slug, whose public address it is or was and since when.
pub type Held = (String, String, ArticleId, Option<Timestamp>);

/// Everything of these kinds that has ever been public under one of these slugs, what was purged since too.
pub fn held(conn: &mut Conn, kinds: &[&str], slugs: &[String], now: Timestamp) -> QueryResult<Vec<Held>> {
    let known = publications::table
        .filter(publications::kind.eq_any(kinds))
        .filter(publications::slug.eq_any(slugs))
        .filter(publications::from_at.le(now))
        .group_by((publications::kind, publications::slug, publications::article_id))
        .select((
            publications::kind,
            publications::slug,
            publications::article_id,
            max(publications::from_at),
        ));
    let purged = tombstones::table
        .filter(tombstones::kind.eq_any(kinds))
        .filter(tombstones::slug.eq_any(slugs))
        .select((tombstones::kind, tombstones::slug, tombstones::article_id, tombstones::since.nullable()));
    union_all(known, purged).load(conn)
}

/// Whether it was public and is purged, and the notice it was withdrawn with, if it was.
pub fn tombstone(conn: &mut Conn, kind: Kind, id: ArticleId) -> QueryResult<Option<Option<String>>> {
    tombstones::table
        .filter(tombstones::article_id.eq(id))
        .filter(tombstones::kind.eq(kind.as_str()))
        .select(tombstones::notice)
        .first(conn)
        .optional()
}

/// The public notice of what was withdrawn.
pub fn notice(conn: &mut Conn, kind: Kind, id: ArticleId, now: Timestamp) -> QueryResult<Option<String>> {
    retractions::table
        .inner_join(articles::table.on(articles::id.eq(retractions::article_id)))
        .filter(articles::kind.eq(kind.as_str()))
        .filter(retractions::article_id.eq(id))
        .filter(visibility::withdraws_at(now))
        .order(retractions::from_at.desc())
        .select(retractions::notice)
        .first(conn)
        .optional()
}
