//! What is shown of hits: publications that were found visible, and what has a name.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{
    authors, categories, publication_categories, publications, renderings, revisions, search_documents, tags,
};
use crate::db::{AnyId, Conn};

/// An article or page, with the section its address may hold.
#[derive(Clone, Debug, Queryable)]
pub struct ArticleRow {
    pub publication: AnyId,
    pub article: AnyId,
    pub kind: String,
    pub slug: String,
    pub locale: String,
    pub first_published_at: Timestamp,
    pub published_at: Timestamp,
    pub content: String,
    pub text: Option<String>,
    pub section_slug: Option<String>,
    pub section_path: Option<String>,
}

macro_rules! rows {
    ($texts:expr) => {{
        use diesel::dsl::case_when;
        use diesel::sql_types::Bool;
        publications::table
            .inner_join(
                revisions::table.on(revisions::article_id
                    .eq(publications::article_id)
                    .and(revisions::number.eq(publications::revision))),
            )
            .left_join(
                renderings::table.on(renderings::article_id
                    .eq(publications::article_id)
                    .and(renderings::revision.eq(publications::revision))),
            )
            .left_join(
                publication_categories::table.on(publication_categories::publication_id
                    .eq(publications::id)
                    .and(publication_categories::is_primary.eq(true))),
            )
            .left_join(
                categories::table
                    .on(categories::id.nullable().eq(publication_categories::category_id.nullable())),
            )
            .select((
                publications::id,
                publications::article_id,
                publications::kind,
                publications::slug,
                publications::locale,
                publications::first_published_at,
                publications::published_at,
                revisions::content,
                case_when($texts.into_sql::<Bool>(), renderings::text.nullable()),
                categories::slug.nullable(),
                categories::path.nullable(),
            ))
    }};
}

/// The publications with their texts, in no order.
pub fn articles(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<ArticleRow>> {
    rows!(true).filter(publications::id.eq_any(ids)).load(conn)
}

/// The documents of these numbers without their texts, the newest first.
pub fn numbered(conn: &mut Conn, numbers: &[i64]) -> QueryResult<Vec<ArticleRow>> {
    rows!(false)
        .inner_join(search_documents::table.on(search_documents::publication_id.eq(publications::id)))
        .filter(search_documents::number.eq_any(numbers))
        .order(search_documents::number.desc())
        .load(conn)
}

/// Something with a name. Only sections have a path.
#[derive(Clone, Debug)]
pub struct NameRow {
    pub id: AnyId,
    pub slug: String,
    pub name: String,
    pub about: Option<String>,
    pub path: Option<String>,
}

pub fn authors(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<NameRow>> {
    let rows = authors::table
        .filter(authors::id.eq_any(ids))
        .select((authors::id, authors::slug, authors::name, authors::bio))
        .load::<(AnyId, String, String, Option<String>)>(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, name, about)| NameRow { id, slug, name, about, path: None })
        .collect())
}

pub fn tags(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<NameRow>> {
    let rows = tags::table
        .filter(tags::id.eq_any(ids))
        .select((tags::id, tags::slug, tags::name, tags::description))
        .load::<(AnyId, String, String, Option<String>)>(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, name, about)| NameRow { id, slug, name, about, path: None })
        .collect())
}

pub fn categories(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<NameRow>> {
    let rows = categories::table
        .filter(categories::id.eq_any(ids))
        .select((
            categories::id,
            categories::slug,
            categories::name,
            categories::description,
            categories::path,
        ))
        .load::<(AnyId, String, String, Option<String>, String)>(conn)?;
    let row = |(id, slug, name, about, path)| NameRow { id, slug, name, about, path: Some(path) };
    Ok(rows.into_iter().map(row).collect())
}
