//! A revision that is no longer the latest, and what it refers to.

use diesel::prelude::*;

use crate::articles::model::ArticleId;
use crate::authors::AuthorId;
use crate::categories::CategoryId;
use crate::db::Conn;
use crate::db::packed::Packed;
use crate::db::schema::{authors, categories, renderings, revisions, series, tags};
use crate::series::SeriesId;
use crate::tags::TagId;

/// What was written, and what was made of it.
#[derive(Clone, Debug, Queryable)]
pub struct PastRow {
    pub content: String,
    pub body_format: Option<String>,
    pub body_source: Option<Packed>,
    pub html: Option<String>,
    pub text: Option<String>,
    pub words: Option<i32>,
}

pub fn revision(conn: &mut Conn, id: ArticleId, number: i32) -> QueryResult<Option<PastRow>> {
    revisions::table
        .left_join(renderings::table.on(
            renderings::article_id.eq(revisions::article_id).and(renderings::revision.eq(revisions::number)),
        ))
        .filter(revisions::article_id.eq(id))
        .filter(revisions::number.eq(number))
        .select((
            revisions::content,
            revisions::body_format,
            revisions::body_packed,
            renderings::html.nullable(),
            renderings::text.nullable(),
            renderings::words.nullable(),
        ))
        .first(conn)
        .optional()
}

/// A profile: its id, slug, name, job title, biography and picture.
pub type Profile = (AuthorId, String, String, Option<String>, Option<String>, Option<String>);

pub fn authors(conn: &mut Conn, ids: &[AuthorId]) -> QueryResult<Vec<Profile>> {
    authors::table
        .filter(authors::id.eq_any(ids))
        .select((authors::id, authors::slug, authors::name, authors::job_title, authors::bio, authors::image))
        .load(conn)
}

/// A section: its id, slug, name, path, language and description.
pub type Section = (CategoryId, String, String, String, String, Option<String>);

pub fn sections(conn: &mut Conn, ids: &[CategoryId]) -> QueryResult<Vec<Section>> {
    categories::table
        .filter(categories::id.eq_any(ids))
        .select((
            categories::id,
            categories::slug,
            categories::name,
            categories::path,
            categories::locale,
            categories::description,
        ))
        .load(conn)
}

/// A tag: its id, slug, name and description.
pub type Subject = (TagId, String, String, Option<String>);

pub fn subjects(conn: &mut Conn, ids: &[TagId]) -> QueryResult<Vec<Subject>> {
    tags::table
        .filter(tags::id.eq_any(ids))
        .select((tags::id, tags::slug, tags::name, tags::description))
        .load(conn)
}

pub fn series(conn: &mut Conn, id: Option<SeriesId>) -> QueryResult<Option<(SeriesId, String, String)>> {
    series::table
        .filter(series::id.eq_any(id))
        .select((series::id, series::slug, series::name))
        .first(conn)
        .optional()
}
