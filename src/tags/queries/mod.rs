//! The statements over `tags`; those about other languages are in [`translations`].

pub(super) mod translations;

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::model::{Filter, Tag, TagId, TagInput, TagSort};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{article_tags, menu_items, publication_tags, tags};
use crate::db::{Conn, MultiBackend};
use crate::text::fold::sort_key;
use crate::translations::{GroupId, in_languages};
use crate::visibility::visible_in;

type Boxed<'a> = tags::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = tags::table.into_boxed();
    if !(filter.ids.is_empty() && filter.slugs.is_empty()) {
        query = query.filter(tags::id.eq_any(&filter.ids).or(tags::slug.eq_any(&filter.slugs)));
    }
    in_languages!(query, tags, SIBLING, &filter.locales)
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: TagSort,
    page: &PageRequest,
) -> QueryResult<Vec<Tag>> {
    let descending = matches!(sort, TagSort::NameDescending | TagSort::CreatedDescending);
    let query = filtered(filter).select(Tag::as_select());
    match sort {
        TagSort::Name | TagSort::NameDescending => {
            seek!(query, page, descending, tags::name_key => String, tags::id => TagId).load(conn)
        }
        TagSort::Created | TagSort::CreatedDescending => {
            seek!(query, page, descending, tags::created_at => Timestamp, tags::id => TagId).load(conn)
        }
    }
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

pub(super) fn find(conn: &mut Conn, id: TagId) -> QueryResult<Option<Tag>> {
    tags::table.find(id).select(Tag::as_select()).first(conn).optional()
}

/// How many articles of each are public at `now`.
pub(super) fn article_counts(
    conn: &mut Conn,
    ids: &[TagId],
    now: Timestamp,
) -> QueryResult<Vec<(TagId, i64)>> {
    publication_tags::table
        .filter(publication_tags::tag_id.eq_any(ids))
        .filter(visible_in!(publication_tags, now))
        .group_by(publication_tags::tag_id)
        .select((publication_tags::tag_id, count_star()))
        .load(conn)
}

/// Those of the ids that exist.
pub(super) fn existing(conn: &mut Conn, ids: &[TagId]) -> QueryResult<Vec<TagId>> {
    tags::table.filter(tags::id.eq_any(ids)).select(tags::id).load(conn)
}

pub(super) fn insert(
    conn: &mut Conn,
    id: TagId,
    slug: &str,
    input: &TagInput,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(tags::table)
        .values((
            tags::id.eq(id),
            tags::slug.eq(slug),
            columns(id, input),
            tags::version.eq(1_i64),
            tags::created_at.eq(now),
            tags::updated_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// False when somebody else has saved in between.
pub(super) fn update(
    conn: &mut Conn,
    id: TagId,
    version: i64,
    slug: &str,
    input: &TagInput,
    now: Timestamp,
) -> QueryResult<bool> {
    let updated = diesel::update(tags::table.filter(tags::id.eq(id)).filter(tags::version.eq(version)))
        .set((
            tags::slug.eq(slug),
            columns(id, input),
            tags::version.eq(version + 1),
            tags::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

type Columns<'a> = (
    diesel::dsl::Eq<tags::name, &'a str>,
    diesel::dsl::Eq<tags::name_key, String>,
    diesel::dsl::Eq<tags::description, Option<&'a str>>,
    diesel::dsl::Eq<tags::locale, &'a str>,
    diesel::dsl::Eq<tags::translation_group, GroupId>,
);

/// What insert and update write alike.
fn columns(id: TagId, input: &TagInput) -> Columns<'_> {
    (
        tags::name.eq(input.name.as_str()),
        tags::name_key.eq(sort_key(&input.name)),
        tags::description.eq(input.description.as_deref()),
        tags::locale.eq(input.locale.as_str()),
        tags::translation_group.eq(GroupId(input.place(id).group())),
    )
}

pub(super) fn delete(conn: &mut Conn, id: TagId, version: i64) -> QueryResult<bool> {
    let deleted = diesel::delete(tags::table.filter(tags::id.eq(id)).filter(tags::version.eq(version)))
        .execute(conn)?;
    Ok(deleted == 1)
}

/// How often a tag is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uses {
    /// Articles whose working copy has it, the trash included.
    pub articles: i64,
    /// Articles that are, were or will be public with it.
    pub published_articles: i64,
    /// Menus with an item that points to it.
    pub menus: i64,
}

pub(super) fn uses(conn: &mut Conn, id: TagId) -> QueryResult<Uses> {
    let articles = article_tags::table.filter(article_tags::tag_id.eq(id)).count().get_result(conn)?;
    let published_articles = publication_tags::table
        .filter(publication_tags::tag_id.eq(id))
        .select(diesel::dsl::count(publication_tags::article_id).aggregate_distinct())
        .first(conn)?;
    let menus = menu_items::table
        .filter(menu_items::tag_id.eq(id))
        .select(diesel::dsl::count(menu_items::menu_id).aggregate_distinct())
        .first(conn)?;
    Ok(Uses { articles, published_articles, menus })
}

diesel::alias! {
    const SIBLING: Alias<SiblingTag> = tags as sibling;
    const KEPT: Alias<Kept> = article_tags as kept;
    const KEPT_PUBLIC: Alias<KeptPublic> = publication_tags as kept_public;
}

/// Puts `to` where `from` stands; where an article has both, `from` goes.
pub(super) fn retag(conn: &mut Conn, from: TagId, to: TagId) -> QueryResult<()> {
    {
        use article_tags::{article_id, table, tag_id};
        let both = KEPT.filter(KEPT.field(article_id).eq(article_id)).filter(KEPT.field(tag_id).eq(to));
        diesel::delete(table.filter(tag_id.eq(from)).filter(exists(both))).execute(conn)?;
        diesel::update(table.filter(tag_id.eq(from))).set(tag_id.eq(to)).execute(conn)?;
    }
    diesel::update(menu_items::table.filter(menu_items::tag_id.eq(from)))
        .set(menu_items::tag_id.eq(to))
        .execute(conn)?;
    use publication_tags::{publication_id, table, tag_id};
    let both = KEPT_PUBLIC
        .filter(KEPT_PUBLIC.field(publication_id).eq(publication_id))
        .filter(KEPT_PUBLIC.field(tag_id).eq(to));
    diesel::delete(table.filter(tag_id.eq(from)).filter(exists(both))).execute(conn)?;
    diesel::update(table.filter(tag_id.eq(from))).set(tag_id.eq(to)).execute(conn)?;
    Ok(())
}
