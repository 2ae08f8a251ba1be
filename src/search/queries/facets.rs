//! How the hits are spread.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::hits::Numbers;
use crate::db::schema::{
    authors, categories, publication_authors, publication_categories, publication_tags, publications,
    search_documents, tags,
};
use crate::db::{AnyId, Conn, within};

/// Values of one facet.
const MOST: i64 = 20;

pub type Named = (AnyId, String, String, i64);

macro_rules! by_name {
    ($(#[$doc:meta])* $function:ident, $joined:ident, $reference:ident, $table:ident) => {
        $(#[$doc])*
        pub fn $function(conn: &mut Conn, hits: Numbers<'_>) -> QueryResult<Vec<Named>> {
            $joined::table
                .inner_join($table::table.on($table::id.eq($joined::$reference)))
                .filter(within($joined::publication_id, hits.select(search_documents::publication_id)))
                .group_by(($table::id, $table::slug, $table::name))
                .order((count_star().desc(), $table::slug.asc()))
                .select(($table::id, $table::slug, $table::name, count_star()))
                .limit(MOST)
                .load(conn)
        }
    };
}

by_name!(
    /// A section has the hits of those beneath it too, as the filter has.
    categories, publication_categories, category_id, categories
);
by_name!(authors, publication_authors, author_id, authors);
by_name!(tags, publication_tags, tag_id, tags);

/// Of articles; pages have none.
pub fn types(conn: &mut Conn, hits: Numbers<'_>) -> QueryResult<Vec<(String, i64)>> {
    publications::table
        .filter(within(publications::id, hits.select(search_documents::publication_id)))
        .filter(publications::kind.eq("article"))
        .group_by(publications::type_)
        .order((count_star().desc(), publications::type_.asc()))
        .select((publications::type_, count_star()))
        .load(conn)
}

/// Of publication (UTC), the latest first.
pub fn years(conn: &mut Conn, hits: Numbers<'_>) -> QueryResult<Vec<(i32, i64)>> {
    search_documents::table
        .filter(within(search_documents::number, hits))
        .group_by(search_documents::year)
        .order(search_documents::year.desc())
        .select((search_documents::year, count_star()))
        .load(conn)
}
