//! What is shown of hits: publications that were found visible, and what has a name.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use super::known::length;
use crate::clock::Timestamp;
use crate::db::schema::{
    authors, categories, publication_categories, publications, renderings, revisions, search_documents, tags,
};
use crate::db::{AnyId, Conn};
use crate::search::model::{NameKind, Named};

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

/// Something with a name. Only sections have a path, and authors no language.
#[derive(Clone, Debug, Queryable)]
pub struct NameRow {
    pub id: AnyId,
    pub slug: String,
    pub name: String,
    pub about: Option<String>,
    pub path: Option<String>,
    pub locale: Option<String>,
}

/// The best of those whose names were found: those by whole words first, then the shorter names. Only
/// those in these languages, or in none; all when no language is given.
pub fn named(
    conn: &mut Conn,
    kind: NameKind,
    found: &[Named],
    locales: &[String],
    limit: usize,
) -> QueryResult<Vec<NameRow>> {
    let ids: Vec<AnyId> = found.iter().map(|named| AnyId(named.id)).collect();
    let exact: Vec<AnyId> = found.iter().filter(|named| named.exact).map(|named| AnyId(named.id)).collect();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    macro_rules! of {
        ($table:ident, $about:ident, $path:expr, $locale:expr, $in_languages:expr) => {
            $table::table
                .filter($table::id.eq_any(ids))
                .filter($in_languages)
                .order(($table::id.eq_any(exact).desc(), length($table::name), $table::slug))
                .select(($table::id, $table::slug, $table::name, $table::$about, $path, $locale))
                .limit(limit)
                .load(conn)
        };
    }
    let none = || None::<String>.into_sql::<Nullable<Text>>();
    let any = |any: bool| any.into_sql::<Bool>();
    match kind {
        NameKind::Author => of!(authors, bio, none(), none(), any(true)),
        NameKind::Category => {
            let in_languages = categories::locale.eq_any(locales).or(any(locales.is_empty()));
            let (path, locale) = (categories::path.nullable(), categories::locale.nullable());
            of!(categories, description, path, locale, in_languages)
        }
        NameKind::Tag => {
            let in_languages = tags::locale.eq_any(locales).or(any(locales.is_empty()));
            of!(tags, description, none(), tags::locale.nullable(), in_languages)
        }
    }
}
