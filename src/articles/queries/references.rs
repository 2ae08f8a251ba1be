//! Bylines, sections and tags of working copies, for many at once.

use diesel::prelude::*;

use crate::articles::model::{ArticleId, BylineRow, Kind, SectionRow, TagRow};
use crate::db::Conn;
use crate::db::schema::{
    article_authors, article_categories, article_tags, articles, authors, categories, tags,
};

pub fn bylines(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<BylineRow>> {
    article_authors::table
        .inner_join(authors::table.on(authors::id.eq(article_authors::author_id)))
        .filter(article_authors::article_id.eq_any(ids))
        .order((article_authors::article_id, article_authors::position))
        .select((
            article_authors::article_id,
            authors::id,
            article_authors::role,
            authors::slug,
            authors::name,
            authors::job_title,
            authors::bio,
            authors::image,
        ))
        .load(conn)
}

/// The primary one first.
pub fn sections(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<SectionRow>> {
    article_categories::table
        .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
        .filter(article_categories::article_id.eq_any(ids))
        .order((
            article_categories::article_id,
            article_categories::is_primary.desc(),
            article_categories::position,
            categories::id,
        ))
        .select((
            article_categories::article_id,
            categories::id,
            article_categories::is_primary,
            categories::slug,
            categories::name,
            categories::path,
            categories::locale,
            categories::description,
        ))
        .load(conn)
}

pub fn tags(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<TagRow>> {
    article_tags::table
        .inner_join(tags::table.on(tags::id.eq(article_tags::tag_id)))
        .filter(article_tags::article_id.eq_any(ids))
        .order((article_tags::article_id, article_tags::position, tags::id))
        .select((article_tags::article_id, tags::id, tags::slug, tags::name, tags::description))
        .load(conn)
}

/// Those of the ids that are articles.
pub fn articles(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<ArticleId>> {
    articles::table
        .filter(articles::id.eq_any(ids))
        .filter(articles::kind.eq(Kind::Article.as_str()))
        .select(articles::id)
        .load(conn)
}
