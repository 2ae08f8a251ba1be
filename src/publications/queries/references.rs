//! Bylines, sections and tags of publications, for many at once.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use crate::articles::{ArticleId, BylineRow, SectionRow, TagRow};
use crate::categories::CategoryId;
use crate::db::schema::{
    authors, categories, publication_authors, publication_categories, publication_tags, tags,
};
use crate::db::{AnyId, Conn, union_all};
use crate::publications::model::PublicationId;
use crate::tags::TagId;

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

/// Each with whether it is the article's own.
type Sections = Vec<(SectionRow, bool)>;

/// The sections, the primary one first, and the tags.
/// Those above, which otherwise only serve to find, come along when `above` asks for them.
pub fn subjects(conn: &mut Conn, ids: &[PublicationId], above: bool) -> QueryResult<(Sections, Vec<TagRow>)> {
    let sections = publication_categories::table
        .inner_join(categories::table.on(categories::id.eq(publication_categories::category_id)))
        .filter(publication_categories::publication_id.eq_any(ids))
        .filter(publication_categories::direct.eq(true).or(above.into_sql::<Bool>()))
        .select((
            publication_categories::article_id,
            categories::id,
            categories::path.nullable(),
            categories::slug,
            categories::name,
            categories::locale,
            categories::description,
            publication_categories::is_primary,
            publication_categories::direct,
            publication_categories::position,
        ));
    let tags = publication_tags::table
        .inner_join(tags::table.on(tags::id.eq(publication_tags::tag_id)))
        .filter(publication_tags::publication_id.eq_any(ids))
        .select((
            publication_tags::article_id,
            tags::id,
            None::<String>.into_sql::<Nullable<Text>>(),
            tags::slug,
            tags::name,
            tags::locale,
            tags::description,
            false.into_sql::<Bool>(),
            true.into_sql::<Bool>(),
            publication_tags::position,
        ));
    let mut rows: Vec<SubjectRow> = union_all(sections, tags).load(conn)?;
    rows.sort_unstable_by_key(|row| (!row.is_primary, row.position, row.id));
    let (mut sections, mut tags) = (Vec::new(), Vec::new());
    for row in rows {
        let SubjectRow { article, id, slug, name, locale, description, is_primary, .. } = row;
        match row.path {
            Some(path) => {
                let category = CategoryId(id.0);
                let section =
                    SectionRow { article, category, is_primary, slug, name, path, locale, description };
                sections.push((section, row.direct));
            }
            None => tags.push(TagRow { article, tag: TagId(id.0), slug, name, description }),
        }
    }
    Ok((sections, tags))
}

/// A section or a tag: only sections have a path.
#[derive(Queryable)]
struct SubjectRow {
    article: ArticleId,
    id: AnyId,
    path: Option<String>,
    slug: String,
    name: String,
    locale: String,
    description: Option<String>,
    is_primary: bool,
    direct: bool,
    position: i32,
}
