//! Lists of the public edition.
//!
//! [`driver`](super::driver) chooses the table whose index holds the order.

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::driver::{
    AuthorKey, CategoryKey, Driver, SeriesKey, TagKey, by_author, by_section, by_series, by_tag,
};
use super::filter::{filtered, section_names, still_shown};
use super::shown::{columns, shown, shown_series_id};
use super::{
    named_series, names_too, sections_too, series_too, shown_series, shown_siblings, siblings, subjects_too,
};
use crate::articles::ArticleId;
use crate::authors::AuthorId;
use crate::clock::Timestamp;
use crate::db::dialect::fulltext::Place;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{
    authors, categories, publication_authors, publication_categories, publication_series, publication_tags,
    publications, renderings, revisions, search_documents, series, tags,
};
use crate::db::{Conn, within};
use crate::publications::model::{ArticleSort, PublicFilter, PublicRow, PublicationId};
use crate::search::{self, Numbers};
use crate::series::SeriesId;
use crate::tags::TagId;
use crate::visibility::{self, visible_as};

/// Orders by the columns of the driver where it has them.
macro_rules! sorted {
    ($query:expr, $page:expr, $sort:expr, $published:expr, $id:expr, $conn:expr) => {{
        let descending = matches!($sort, ArticleSort::PublishedDescending | ArticleSort::UpdatedDescending);
        match $sort {
            ArticleSort::Updated | ArticleSort::UpdatedDescending => {
                seek!($query, $page, descending, publications::updated_at => Timestamp, publications::article_id => ArticleId)
                    .load::<PublicRow>($conn)
            }
            ArticleSort::Title => {
                seek!($query, $page, false, publications::title_key => String, publications::article_id => ArticleId)
                    .load::<PublicRow>($conn)
            }
            // Of the rest, those of the draft edition and of one series never come here.
            ArticleSort::Published
            | ArticleSort::PublishedDescending
            | ArticleSort::SavedDescending
            | ArticleSort::Due
            | ArticleSort::Series
            | ArticleSort::Relevance => {
                seek!($query, $page, descending, $published => Timestamp, $id => ArticleId).load::<PublicRow>($conn)
            }
        }
    }};
}

pub fn list(
    conn: &mut Conn,
    filter: &PublicFilter,
    sort: ArticleSort,
    page: &PageRequest,
    bodies: bool,
    now: Timestamp,
) -> QueryResult<Vec<PublicRow>> {
    let driver = Driver::of(filter);
    match &driver {
        Driver::Publications | Driver::Search => {
            let query = shown!(publications::table).select(columns!(bodies, now)).into_boxed();
            let query = filtered!(query, filter, &driver, now);
            sorted!(query, page, sort, publications::published_at, publications::article_id, conn)
        }
        Driver::Section(key, direct) => {
            let from = publication_categories::table.inner_join(
                publications::table.on(publications::id.eq(publication_categories::publication_id)),
            );
            let query = shown!(from).select(columns!(bodies, now)).into_boxed();
            let query = by_section!(filtered!(query, filter, &driver, now), key, direct);
            sorted!(
                query,
                page,
                sort,
                publication_categories::published_at,
                publication_categories::article_id,
                conn
            )
        }
        Driver::Author(key) => {
            let from = publication_authors::table
                .inner_join(publications::table.on(publications::id.eq(publication_authors::publication_id)));
            let query = shown!(from).select(columns!(bodies, now)).into_boxed();
            let query = by_author!(filtered!(query, filter, &driver, now), key);
            sorted!(
                query,
                page,
                sort,
                publication_authors::published_at,
                publication_authors::article_id,
                conn
            )
        }
        Driver::Tag(key) => {
            let from = publication_tags::table
                .inner_join(publications::table.on(publications::id.eq(publication_tags::publication_id)));
            let query = shown!(from).select(columns!(bodies, now)).into_boxed();
            let query = by_tag!(filtered!(query, filter, &driver, now), key);
            sorted!(query, page, sort, publication_tags::published_at, publication_tags::article_id, conn)
        }
        Driver::Series(key) => {
            let from = publication_series::table
                .inner_join(publications::table.on(publications::id.eq(publication_series::publication_id)));
            let query = shown!(from).select(columns!(bodies, now)).into_boxed();
            let query = by_series!(filtered!(query, filter, &driver, now), key);
            if sort == ArticleSort::Series {
                return seek!(query, page, false, publication_series::rank => i64, publication_series::article_id => ArticleId)
                    .load(conn);
            }
            sorted!(query, page, sort, publication_series::published_at, publication_series::article_id, conn)
        }
    }
}

/// Lets through what is visible at `now` and passes the filter.
pub fn narrowed<'a>(query: Numbers<'a>, filter: &'a PublicFilter, now: Timestamp) -> Numbers<'a> {
    filtered!(query, filter, &Driver::Search, now)
}

/// These, in no order.
pub fn some(
    conn: &mut Conn,
    ids: &[PublicationId],
    bodies: bool,
    now: Timestamp,
) -> QueryResult<Vec<PublicRow>> {
    shown!(publications::table).filter(publications::id.eq_any(ids)).select(columns!(bodies, now)).load(conn)
}

pub fn count(conn: &mut Conn, filter: &PublicFilter, now: Timestamp) -> QueryResult<i64> {
    let driver = Driver::of(filter);
    match &driver {
        Driver::Publications | Driver::Search => {
            filtered!(publications::table.select(count_star()).into_boxed(), filter, &driver, now).first(conn)
        }
        Driver::Section(key, direct) => {
            let query = publication_categories::table
                .inner_join(
                    publications::table.on(publications::id.eq(publication_categories::publication_id)),
                )
                .select(count_star())
                .into_boxed();
            by_section!(filtered!(query, filter, &driver, now), key, direct).first(conn)
        }
        Driver::Author(key) => {
            let query = publication_authors::table
                .inner_join(publications::table.on(publications::id.eq(publication_authors::publication_id)))
                .select(count_star())
                .into_boxed();
            by_author!(filtered!(query, filter, &driver, now), key).first(conn)
        }
        Driver::Tag(key) => {
            let query = publication_tags::table
                .inner_join(publications::table.on(publications::id.eq(publication_tags::publication_id)))
                .select(count_star())
                .into_boxed();
            by_tag!(filtered!(query, filter, &driver, now), key).first(conn)
        }
        Driver::Series(key) => {
            let query = publication_series::table
                .inner_join(publications::table.on(publications::id.eq(publication_series::publication_id)))
                .select(count_star())
                .into_boxed();
            by_series!(filtered!(query, filter, &driver, now), key).first(conn)
        }
    }
}
