//! Bylines, sections and tags of publications, for many at once.

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::articles::{BylineRow, SectionRow, TagRow};
use crate::db::Conn;
use crate::db::schema::{
    authors, categories, publication_authors, publication_categories, publication_tags, tags,
};
use crate::publications::model::PublicationId;

pub fn bylines(conn: &mut Conn, ids: &[PublicationId]) -> QueryResult<Vec<BylineRow>> {
    publication_authors::table
        .inner_join(authors::table.on(authors::id.eq(publication_authors::author_id)))
        .filter(publication_authors::publication_id.eq_any(ids))
        .order((publication_authors::publication_id, publication_authors::position))
        .select((
            publication_authors::article_id,
            authors::id,
            publication_authors::role,
            authors::slug,
            authors::name,
            authors::job_title,
            authors::bio,
            authors::image,
        ))
        .load(conn)
}

/// The primary one first, each with whether it is the article's own. Those above, which otherwise
/// only serve to find, come along when `above` asks for them.
pub fn sections(conn: &mut Conn, ids: &[PublicationId], above: bool) -> QueryResult<Vec<(SectionRow, bool)>> {
    publication_categories::table
        .inner_join(categories::table.on(categories::id.eq(publication_categories::category_id)))
        .filter(publication_categories::publication_id.eq_any(ids))
        .filter(publication_categories::direct.eq(true).or(above.into_sql::<Bool>()))
        .order((
            publication_categories::publication_id,
            publication_categories::is_primary.desc(),
            publication_categories::position,
            categories::id,
        ))
        .select((
            (
                publication_categories::article_id,
                categories::id,
                publication_categories::is_primary,
                categories::slug,
                categories::name,
                categories::path,
                categories::description,
            ),
            publication_categories::direct,
        ))
        .load(conn)
}

pub fn tags(conn: &mut Conn, ids: &[PublicationId]) -> QueryResult<Vec<TagRow>> {
    publication_tags::table
        .inner_join(tags::table.on(tags::id.eq(publication_tags::tag_id)))
        .filter(publication_tags::publication_id.eq_any(ids))
        .order((publication_tags::publication_id, publication_tags::position, tags::id))
        .select((publication_tags::article_id, tags::id, tags::slug, tags::name, tags::description))
        .load(conn)
}
