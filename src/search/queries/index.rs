//! What documents are made from, and the documents.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{
    publication_authors, publication_categories, publication_tags, publications, renderings, revisions,
    search_documents, search_state,
};
use crate::db::{AnyId, Conn, on_both};
use crate::search::model::INDEX_VERSION;

/// A publication as far as it is searched.
#[derive(Clone, Debug, Queryable)]
pub struct Source {
    pub publication: AnyId,
    pub locale: String,
    pub published_at: Timestamp,
    pub content: String,
    pub text: Option<String>,
}

/// A document to be written.
#[derive(Clone, Debug)]
pub struct NewDocument {
    pub number: i64,
    pub publication: AnyId,
    pub year: i32,
    pub title: String,
    pub lead: String,
    pub folded: String,
}

macro_rules! sources {
    () => {
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
            .select((
                publications::id,
                publications::locale,
                publications::published_at,
                revisions::content,
                renderings::text.nullable(),
            ))
    };
}

pub fn sources(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<Source>> {
    sources!().filter(publications::id.eq_any(ids)).order(publications::id).load(conn)
}

/// The publications after `after`, by id; all, or those whose document is missing or made by
/// another analyser.
pub fn next_sources(conn: &mut Conn, after: AnyId, all: bool, limit: i64) -> QueryResult<Vec<Source>> {
    let mut query = sources!()
        .left_join(search_documents::table.on(search_documents::publication_id.eq(publications::id)))
        .filter(publications::id.gt(after))
        .order(publications::id)
        .limit(limit)
        .into_boxed();
    if !all {
        query = query.filter(
            search_documents::analyser_version
                .nullable()
                .is_null()
                .or(search_documents::analyser_version.nullable().ne(INDEX_VERSION)),
        );
    }
    query.load(conn)
}

pub fn count_publications(conn: &mut Conn) -> QueryResult<i64> {
    publications::table.select(count_star()).first(conn)
}

/// Who signs, where it stands and what it is about, for each publication.
pub fn filed_under(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<(AnyId, AnyId)>> {
    let mut all = publication_authors::table
        .filter(publication_authors::publication_id.eq_any(ids))
        .select((publication_authors::publication_id, publication_authors::author_id))
        .load::<(AnyId, AnyId)>(conn)?;
    all.extend(
        publication_categories::table
            .filter(publication_categories::publication_id.eq_any(ids))
            .filter(publication_categories::direct.eq(true))
            .select((publication_categories::publication_id, publication_categories::category_id))
            .load::<(AnyId, AnyId)>(conn)?,
    );
    all.extend(
        publication_tags::table
            .filter(publication_tags::publication_id.eq_any(ids))
            .select((publication_tags::publication_id, publication_tags::tag_id))
            .load::<(AnyId, AnyId)>(conn)?,
    );
    Ok(all)
}

/// Removes documents, and by trigger or reference what the index holds of them.
pub fn remove(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<()> {
    let gone = search_documents::table.filter(search_documents::publication_id.eq_any(ids));
    diesel::delete(gone).execute(conn).map(|_| ())
}

pub fn taken(conn: &mut Conn, numbers: &[i64]) -> QueryResult<Vec<i64>> {
    let taken = search_documents::table.filter(search_documents::number.eq_any(numbers));
    taken.select(search_documents::number).load(conn)
}

pub fn insert(conn: &mut Conn, documents: &[NewDocument]) -> QueryResult<()> {
    let rows: Vec<_> = documents
        .iter()
        .map(|document| {
            (
                search_documents::number.eq(document.number),
                search_documents::publication_id.eq(document.publication),
                search_documents::year.eq(document.year),
                search_documents::analyser_version.eq(INDEX_VERSION),
                search_documents::title.eq(document.title.as_str()),
                search_documents::lead.eq(document.lead.as_str()),
                search_documents::folded.eq(document.folded.as_str()),
            )
        })
        .collect();
    on_both!(conn, |conn| diesel::insert_into(search_documents::table).values(rows).execute(conn)).map(|_| ())
}

/// Those of the publications that are still there.
pub fn existing(conn: &mut Conn, ids: &[AnyId]) -> QueryResult<Vec<AnyId>> {
    publications::table.filter(publications::id.eq_any(ids)).select(publications::id).load(conn)
}

pub fn version(conn: &mut Conn) -> QueryResult<i32> {
    search_state::table.select(search_state::analyser_version).first(conn)
}

pub fn set_version(conn: &mut Conn, version: i32) -> QueryResult<()> {
    diesel::update(search_state::table)
        .set(search_state::analyser_version.eq(version))
        .execute(conn)
        .map(|_| ())
}
