//! The statements over `authors`.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Author, AuthorId, AuthorInput, AuthorSort, Filter};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{article_authors, authors, publication_authors};
use crate::db::{Conn, MultiBackend};
use crate::error::{Error, Result};
use crate::text::fold::sort_key;
use crate::visibility::visible_in;

type Boxed<'a> = authors::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let query = authors::table.into_boxed();
    if filter.ids.is_empty() && filter.slugs.is_empty() {
        return query;
    }
    query.filter(authors::id.eq_any(&filter.ids).or(authors::slug.eq_any(&filter.slugs)))
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: AuthorSort,
    page: &PageRequest,
) -> QueryResult<Vec<Author>> {
    let descending = matches!(sort, AuthorSort::NameDescending | AuthorSort::CreatedDescending);
    let query = filtered(filter).select(Author::as_select());
    match sort {
        AuthorSort::Name | AuthorSort::NameDescending => {
            seek!(query, page, descending, authors::name_key => String, authors::id => AuthorId).load(conn)
        }
        AuthorSort::Created | AuthorSort::CreatedDescending => {
            seek!(query, page, descending, authors::created_at => Timestamp, authors::id => AuthorId)
                .load(conn)
        }
    }
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

pub(super) fn find(conn: &mut Conn, id: AuthorId) -> QueryResult<Option<Author>> {
    authors::table.find(id).select(Author::as_select()).first(conn).optional()
}

/// How many articles each signs that are public at `now`.
pub(super) fn article_counts(
    conn: &mut Conn,
    ids: &[AuthorId],
    now: Timestamp,
) -> QueryResult<Vec<(AuthorId, i64)>> {
    publication_authors::table
        .filter(publication_authors::author_id.eq_any(ids))
        .filter(visible_in!(publication_authors, now))
        .group_by(publication_authors::author_id)
        .select((publication_authors::author_id, count_star()))
        .load(conn)
}

/// Those of the ids that exist.
pub(super) fn existing(conn: &mut Conn, ids: &[AuthorId]) -> QueryResult<Vec<AuthorId>> {
    authors::table.filter(authors::id.eq_any(ids)).select(authors::id).load(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: AuthorId,
    slug: &str,
    input: &AuthorInput,
    now: Timestamp,
) -> Result<()> {
    diesel::insert_into(authors::table)
        .values((
            authors::id.eq(id),
            authors::slug.eq(slug),
            columns(input)?,
            authors::version.eq(1_i64),
            authors::created_at.eq(now),
            authors::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// False when somebody else has saved in between.
pub(super) fn update(
    conn: &mut Conn,
    id: AuthorId,
    version: i64,
    slug: &str,
    input: &AuthorInput,
    now: Timestamp,
) -> Result<bool> {
    let updated =
        diesel::update(authors::table.filter(authors::id.eq(id)).filter(authors::version.eq(version)))
            .set((
                authors::slug.eq(slug),
                columns(input)?,
                authors::version.eq(version + 1),
                authors::updated_at.eq(now),
            ))
            .execute(conn)?;
    Ok(updated == 1)
}

type Columns<'a> = (
    diesel::dsl::Eq<authors::name, &'a str>,
    diesel::dsl::Eq<authors::name_key, String>,
    diesel::dsl::Eq<authors::job_title, Option<&'a str>>,
    diesel::dsl::Eq<authors::bio, Option<&'a str>>,
    diesel::dsl::Eq<authors::links, String>,
    diesel::dsl::Eq<authors::image, Option<String>>,
);

/// What insert and update write alike.
fn columns(input: &AuthorInput) -> Result<Columns<'_>> {
    let links = serde_json::to_string(&input.links).map_err(Error::internal)?;
    let image = input.image.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    Ok((
        authors::name.eq(input.name.as_str()),
        authors::name_key.eq(sort_key(&input.name)),
        authors::job_title.eq(input.job_title.as_deref()),
        authors::bio.eq(input.bio.as_deref()),
        authors::links.eq(links),
        authors::image.eq(image),
    ))
}

pub(super) fn delete(conn: &mut Conn, id: AuthorId, version: i64) -> QueryResult<bool> {
    let deleted =
        diesel::delete(authors::table.filter(authors::id.eq(id)).filter(authors::version.eq(version)))
            .execute(conn)?;
    Ok(deleted == 1)
}

/// How many articles sign with the author, in working copies and in publications past and present.
pub(super) fn uses(conn: &mut Conn, id: AuthorId) -> QueryResult<(i64, i64)> {
    let drafts = article_authors::table.filter(article_authors::author_id.eq(id)).count().get_result(conn)?;
    let published = publication_authors::table
        .filter(publication_authors::author_id.eq(id))
        .select(diesel::dsl::count(publication_authors::article_id).aggregate_distinct())
        .first(conn)?;
    Ok((drafts, published))
}
