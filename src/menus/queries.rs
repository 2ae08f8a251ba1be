//! The statements over `menus` and `menu_items`; those about other languages are in [`translations`].

pub(super) mod translations;

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::model::{Filter, ItemInput, Menu, MenuId, MenuInput, Target, walk};
use crate::articles::{ArticleId, Kind};
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::dialect::bulk::on_both;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{
    articles, categories, menu_items, menus, publication_categories, publications, revisions, site, tags,
};
use crate::db::{Conn, MultiBackend, within};
use crate::tags::TagId;
use crate::translations::{GroupId, in_languages};
use crate::visibility::visible_at;

type Boxed<'a> = menus::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = menus::table.into_boxed();
    if !(filter.ids.is_empty() && filter.slugs.is_empty()) {
        query = query.filter(menus::id.eq_any(&filter.ids).or(menus::slug.eq_any(&filter.slugs)));
    }
    in_languages!(query, menus, SIBLING, &filter.locales)
}

diesel::alias! {
    const SIBLING: Alias<SiblingMenu> = menus as sibling;
    const NAMED: Alias<NamedMenu> = menus as named;
}

pub(super) fn list(conn: &mut Conn, filter: &Filter, page: &PageRequest) -> QueryResult<Vec<Menu>> {
    let query = filtered(filter).select(Menu::as_select());
    seek!(query, page, false, menus::slug => String, menus::id => MenuId).load(conn)
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

/// These menus and their translations, in no order, each with the settings of the site.
pub(super) fn find_with_translations(
    conn: &mut Conn,
    ids: &[MenuId],
    slugs: &[String],
) -> QueryResult<Vec<(Menu, String)>> {
    let groups = NAMED
        .filter(NAMED.field(menus::id).eq_any(ids).or(NAMED.field(menus::slug).eq_any(slugs)))
        .select(NAMED.field(menus::translation_group));
    menus::table
        .inner_join(site::table.on(site::id.eq(1)))
        .filter(within(menus::translation_group, groups))
        .order((menus::locale, menus::id))
        .select((Menu::as_select(), site::settings))
        .load(conn)
}

diesel::alias! {
    const PRIMARY: Alias<Primary> = categories as primary_section;
}

/// An item with its target, if readers may see it.
#[derive(Debug, Queryable)]
pub(super) struct PublicItem {
    pub menu: MenuId,
    pub depth: i32,
    pub label: Option<String>,
    pub url: Option<String>,
    pub article: Option<ArticleId>,
    pub category: Option<CategoryRow>,
    pub tag: Option<TagRow>,
    pub publication: Option<PublicationRow>,
    /// Of the revision that is public.
    pub content: Option<String>,
    /// Slug and path of its primary category.
    pub primary: Option<(String, String)>,
}

#[derive(Debug, Queryable)]
pub(super) struct CategoryRow {
    pub id: CategoryId,
    pub slug: String,
    pub name: String,
    pub path: String,
    pub locale: String,
}

#[derive(Debug, Queryable)]
pub(super) struct TagRow {
    pub id: TagId,
    pub slug: String,
    pub name: String,
    pub locale: String,
}

#[derive(Debug, Queryable)]
pub(super) struct PublicationRow {
    #[diesel(deserialize_as = String)]
    pub kind: Kind,
    pub article: ArticleId,
    pub slug: String,
    pub locale: String,
    pub first_published_at: Timestamp,
}

/// The items of some menus, each menu's in the order of reading. Of an article or page that is not visible
/// at `now` there is no more than its id.
pub(super) fn public_items(
    conn: &mut Conn,
    menus: &[MenuId],
    now: Timestamp,
) -> QueryResult<Vec<PublicItem>> {
    menu_items::table
        .left_join(categories::table.on(categories::id.nullable().eq(menu_items::category_id)))
        .left_join(tags::table.on(tags::id.nullable().eq(menu_items::tag_id)))
        .left_join(
            publications::table
                .on(publications::article_id.nullable().eq(menu_items::article_id).and(visible_at(now))),
        )
        .left_join(
            revisions::table.on(revisions::article_id
                .eq(publications::article_id)
                .and(revisions::number.eq(publications::revision))),
        )
        .left_join(
            publication_categories::table.on(publication_categories::publication_id
                .eq(publications::id)
                .and(publication_categories::is_primary.eq(true))),
        )
        .left_join(PRIMARY.on(PRIMARY.field(categories::id).eq(publication_categories::category_id)))
        .filter(menu_items::menu_id.eq_any(menus))
        .order((menu_items::menu_id, menu_items::position))
        .select((
            menu_items::menu_id,
            menu_items::depth,
            menu_items::label,
            menu_items::url,
            menu_items::article_id,
            (categories::id, categories::slug, categories::name, categories::path, categories::locale)
                .nullable(),
            (tags::id, tags::slug, tags::name, tags::locale).nullable(),
            (
                publications::kind,
                publications::article_id,
                publications::slug,
                publications::locale,
                publications::first_published_at,
            )
                .nullable(),
            revisions::content.nullable(),
            PRIMARY.fields((categories::slug, categories::path)).nullable(),
        ))
        .load(conn)
}

/// An item as it was written, with what its target is called.
#[derive(Debug, Queryable)]
pub(super) struct KeptItem {
    pub depth: i32,
    pub label: Option<String>,
    pub url: Option<String>,
    pub category: Option<(CategoryId, String)>,
    pub tag: Option<(TagId, String)>,
    pub article: Option<(String, ArticleId)>,
    /// Of the working copy.
    pub content: Option<String>,
    /// Whether an article or a page is visible.
    pub visible: bool,
}

pub(super) fn kept_items(conn: &mut Conn, id: MenuId, now: Timestamp) -> QueryResult<Vec<KeptItem>> {
    let public = publications::table
        .filter(publications::article_id.nullable().eq(menu_items::article_id))
        .filter(visible_at(now));
    menu_items::table
        .left_join(categories::table.on(categories::id.nullable().eq(menu_items::category_id)))
        .left_join(tags::table.on(tags::id.nullable().eq(menu_items::tag_id)))
        .left_join(articles::table.on(articles::id.nullable().eq(menu_items::article_id)))
        .left_join(
            revisions::table.on(revisions::article_id
                .eq(articles::id)
                .and(revisions::number.eq(articles::head_revision))),
        )
        .filter(menu_items::menu_id.eq(id))
        .order(menu_items::position)
        .select((
            menu_items::depth,
            menu_items::label,
            menu_items::url,
            (categories::id, categories::name).nullable(),
            (tags::id, tags::name).nullable(),
            (articles::kind, articles::id).nullable(),
            revisions::content.nullable(),
            exists(public),
        ))
        .load(conn)
}

/// Those of the ids that are articles or pages, with their kinds; in the trash or not.
pub(super) fn existing(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<(ArticleId, String)>> {
    articles::table.filter(articles::id.eq_any(ids)).select((articles::id, articles::kind)).load(conn)
}

type Columns<'a> = (
    diesel::dsl::Eq<menus::name, &'a str>,
    diesel::dsl::Eq<menus::locale, &'a str>,
    diesel::dsl::Eq<menus::translation_group, GroupId>,
);

/// What insert and update write alike.
fn columns<'a>(id: MenuId, input: &'a MenuInput, locale: &'a str) -> Columns<'a> {
    (
        menus::name.eq(input.name.as_str()),
        menus::locale.eq(locale),
        menus::translation_group.eq(GroupId(input.place(id, locale).group())),
    )
}

pub(super) fn insert(
    conn: &mut Conn,
    id: MenuId,
    slug: &str,
    input: &MenuInput,
    locale: &str,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(menus::table)
        .values((
            menus::id.eq(id),
            menus::slug.eq(slug),
            columns(id, input, locale),
            menus::version.eq(1_i64),
            menus::created_at.eq(now),
            menus::updated_at.eq(now),
        ))
        .execute(conn)
        .map(|_| ())
}

/// False when somebody else has saved in between.
pub(super) fn update(
    conn: &mut Conn,
    id: MenuId,
    version: i64,
    input: &MenuInput,
    locale: &str,
    now: Timestamp,
) -> QueryResult<bool> {
    let row = menus::table.filter(menus::id.eq(id)).filter(menus::version.eq(version));
    let updated = diesel::update(row)
        .set((columns(id, input, locale), menus::version.eq(version + 1), menus::updated_at.eq(now)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// The items go with it.
pub(super) fn delete(conn: &mut Conn, id: MenuId, version: i64) -> QueryResult<bool> {
    let row = menus::table.filter(menus::id.eq(id)).filter(menus::version.eq(version));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

pub(super) fn delete_items(conn: &mut Conn, id: MenuId) -> QueryResult<()> {
    diesel::delete(menu_items::table.filter(menu_items::menu_id.eq(id))).execute(conn).map(|_| ())
}

pub(super) fn insert_items(conn: &mut Conn, id: MenuId, items: &[ItemInput]) -> QueryResult<()> {
    let mut rows = Vec::new();
    let mut positions = 0_i32..;
    walk(items, &mut |depth, _, item| {
        let target = item.target.as_ref();
        rows.push((
            menu_items::menu_id.eq(id),
            menu_items::position.eq(positions.next().unwrap_or(i32::MAX)),
            menu_items::depth.eq(depth),
            menu_items::label.eq(item.label.clone()),
            menu_items::category_id.eq(target.and_then(Target::category)),
            menu_items::article_id.eq(target.and_then(Target::written)),
            menu_items::tag_id.eq(target.and_then(Target::tag)),
            menu_items::url.eq(target.and_then(Target::url).map(ToOwned::to_owned)),
        ));
    });
    if rows.is_empty() {
        return Ok(());
    }
    on_both!(conn, |conn| diesel::insert_into(menu_items::table).values(rows).execute(conn)).map(|_| ())
}
