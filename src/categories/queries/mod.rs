//! The statements over `categories`. The shape of the tree is in [`tree`], what publications keep
//! of it in [`founded`], and what a removal asks and moves in [`uses`].

pub(super) mod founded;
pub(super) mod translations;
pub(super) mod tree;
pub(super) mod uses;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Category, CategoryId, CategoryInput, CategorySort, Filter, Named};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{categories, publication_categories};
use crate::db::{Conn, MultiBackend};
use crate::text::fold::sort_key;
use crate::translations::{GroupId, in_languages};
use crate::visibility::visible_in;

diesel::alias! {
    const PARENT: Alias<Parent> = categories as parent;
    const SIBLING: Alias<SiblingCategory> = categories as sibling;
}

type Boxed<'a> = categories::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = categories::table.into_boxed();
    if !(filter.ids.is_empty() && filter.slugs.is_empty()) {
        query = query.filter(categories::id.eq_any(&filter.ids).or(categories::slug.eq_any(&filter.slugs)));
    }
    query = in_languages!(query, categories, SIBLING, &filter.locales);
    match &filter.parent {
        None => query,
        Some(Named::Id(id)) => query.filter(categories::parent_id.eq(id)),
        Some(Named::Slug(slug)) => {
            let parent = PARENT.filter(PARENT.field(categories::slug).eq(slug));
            query.filter(categories::parent_id.eq_any(parent.select(PARENT.field(categories::id).nullable())))
        }
    }
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: CategorySort,
    page: &PageRequest,
) -> QueryResult<Vec<Category>> {
    let query = filtered(filter).select(Category::as_select());
    match sort {
        CategorySort::Path => {
            seek!(query, page, false, categories::path => String, categories::id => CategoryId).load(conn)
        }
        CategorySort::Name | CategorySort::NameDescending => {
            let descending = sort == CategorySort::NameDescending;
            seek!(query, page, descending, categories::name_key => String, categories::id => CategoryId)
                .load(conn)
        }
    }
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

/// In no order: every category with the number of articles that are public at `now` in it or below it.
pub(super) fn all_counted(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<(Category, Option<i64>)>> {
    let articles = publication_categories::table
        .filter(publication_categories::category_id.eq(categories::id))
        .filter(visible_in!(publication_categories, now))
        .select(count_star())
        .single_value();
    categories::table.select((Category::as_select(), articles)).load(conn)
}

pub(super) fn find(conn: &mut Conn, id: CategoryId) -> QueryResult<Option<Category>> {
    categories::table.find(id).select(Category::as_select()).first(conn).optional()
}

/// Those of the ids that exist.
pub(super) fn existing(conn: &mut Conn, ids: &[CategoryId]) -> QueryResult<Vec<CategoryId>> {
    categories::table.filter(categories::id.eq_any(ids)).select(categories::id).load(conn)
}

/// How many articles are public at `now` in each or below it. An article has one row per category of
/// each publication, and one publication at an instant: no article counts twice.
pub(super) fn article_counts(
    conn: &mut Conn,
    ids: &[CategoryId],
    now: Timestamp,
) -> QueryResult<Vec<(CategoryId, i64)>> {
    publication_categories::table
        .filter(publication_categories::category_id.eq_any(ids))
        .filter(visible_in!(publication_categories, now))
        .group_by(publication_categories::category_id)
        .select((publication_categories::category_id, count_star()))
        .load(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: CategoryId,
    slug: &str,
    path: &str,
    input: &CategoryInput,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(categories::table)
        .values((
            categories::id.eq(id),
            place(slug, path),
            columns(id, input),
            categories::version.eq(1_i64),
            categories::created_at.eq(now),
            categories::updated_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// False when somebody else has saved in between.
pub(super) fn update(
    conn: &mut Conn,
    current: &Category,
    slug: &str,
    path: &str,
    input: &CategoryInput,
    now: Timestamp,
) -> QueryResult<bool> {
    let row = categories::table
        .filter(categories::id.eq(current.id))
        .filter(categories::version.eq(current.version));
    let updated = diesel::update(row)
        .set((
            place(slug, path),
            columns(current.id, input),
            categories::version.eq(current.version + 1),
            categories::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

type Place<'a> = (diesel::dsl::Eq<categories::slug, &'a str>, diesel::dsl::Eq<categories::path, &'a str>);

fn place<'a>(slug: &'a str, path: &'a str) -> Place<'a> {
    (categories::slug.eq(slug), categories::path.eq(path))
}

type Columns<'a> = (
    diesel::dsl::Eq<categories::parent_id, Option<CategoryId>>,
    diesel::dsl::Eq<categories::name, &'a str>,
    diesel::dsl::Eq<categories::name_key, String>,
    diesel::dsl::Eq<categories::description, Option<&'a str>>,
    diesel::dsl::Eq<categories::position, i32>,
    diesel::dsl::Eq<categories::locale, &'a str>,
    diesel::dsl::Eq<categories::translation_group, GroupId>,
);

/// What insert and update write alike.
fn columns(id: CategoryId, input: &CategoryInput) -> Columns<'_> {
    (
        categories::parent_id.eq(input.parent_id),
        categories::name.eq(input.name.as_str()),
        categories::name_key.eq(sort_key(&input.name)),
        categories::description.eq(input.description.as_deref()),
        categories::position.eq(input.position),
        categories::locale.eq(input.locale.as_str()),
        categories::translation_group.eq(GroupId(input.place(id).group())),
    )
}

pub(super) fn delete(conn: &mut Conn, current: &Category) -> QueryResult<bool> {
    let row = categories::table
        .filter(categories::id.eq(current.id))
        .filter(categories::version.eq(current.version));
    Ok(diesel::delete(row).execute(conn)? == 1)
}
