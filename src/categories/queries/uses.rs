//! What stands in the way of a removal, and how it is moved out of it.

use diesel::dsl::{count, exists};
use diesel::prelude::*;

use super::super::model::CategoryId;
use crate::db::Conn;
use crate::db::schema::{article_categories, categories, menu_items, publication_categories};

/// How often a category is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::categories) struct Uses {
    pub children: i64,
    /// Articles whose working copy is in it, the trash included.
    pub articles: i64,
    /// Articles that are, were or will be public in it.
    pub published_articles: i64,
    /// Menus with an item that points to it.
    pub menus: i64,
}

/// Its own uses, not those of what is below it.
pub(in crate::categories) fn uses(conn: &mut Conn, id: CategoryId) -> QueryResult<Uses> {
    let children = categories::table.filter(categories::parent_id.eq(id)).count().get_result(conn)?;
    let articles =
        article_categories::table.filter(article_categories::category_id.eq(id)).count().get_result(conn)?;
    let published_articles = publication_categories::table
        .filter(publication_categories::category_id.eq(id))
        .filter(publication_categories::direct)
        .select(count(publication_categories::article_id).aggregate_distinct())
        .first(conn)?;
    let menus = menu_items::table
        .filter(menu_items::category_id.eq(id))
        .select(count(menu_items::menu_id).aggregate_distinct())
        .first(conn)?;
    Ok(Uses { children, articles, published_articles, menus })
}

diesel::alias! {
    const KEPT: Alias<Kept> = article_categories as kept;
    const GONE: Alias<Gone> = article_categories as gone;
    const KEPT_PUBLIC: Alias<KeptPublic> = publication_categories as kept_public;
    const GONE_PUBLIC: Alias<GonePublic> = publication_categories as gone_public;
}

/// Puts the working copies in `from` into `to`. Where an article has both, the row that stands
/// first stays: the primary one, or the one with the lower position.
pub(in crate::categories) fn reassign_articles(
    conn: &mut Conn,
    from: CategoryId,
    to: CategoryId,
) -> QueryResult<()> {
    use article_categories::{article_id, category_id, is_primary, position, table};
    let better = KEPT
        .filter(KEPT.field(article_id).eq(article_id))
        .filter(KEPT.field(category_id).eq(to))
        .filter(KEPT.field(is_primary).or(is_primary.eq(false).and(KEPT.field(position).le(position))));
    diesel::delete(table.filter(category_id.eq(from)).filter(exists(better))).execute(conn)?;
    let worse = GONE.filter(GONE.field(category_id).eq(from)).select(GONE.field(article_id));
    diesel::delete(table.filter(category_id.eq(to)).filter(article_id.eq_any(worse))).execute(conn)?;
    diesel::update(table.filter(category_id.eq(from))).set(category_id.eq(to)).execute(conn)?;
    Ok(())
}

/// Points the items of menus to `to` instead of `from`.
pub(in crate::categories) fn reassign_menus(
    conn: &mut Conn,
    from: CategoryId,
    to: CategoryId,
) -> QueryResult<()> {
    let items = menu_items::table.filter(menu_items::category_id.eq(from));
    diesel::update(items).set(menu_items::category_id.eq(to)).execute(conn).map(|_| ())
}

/// The same for publications of any time. A row that was there for what lies below `to` gives way.
pub(in crate::categories) fn reassign_publications(
    conn: &mut Conn,
    from: CategoryId,
    to: CategoryId,
) -> QueryResult<()> {
    use publication_categories::{category_id, direct, is_primary, position, publication_id, table};
    let better = KEPT_PUBLIC
        .filter(KEPT_PUBLIC.field(publication_id).eq(publication_id))
        .filter(KEPT_PUBLIC.field(category_id).eq(to))
        .filter(KEPT_PUBLIC.field(direct))
        .filter(
            KEPT_PUBLIC
                .field(is_primary)
                .or(is_primary.eq(false).and(KEPT_PUBLIC.field(position).le(position))),
        );
    diesel::delete(table.filter(category_id.eq(from)).filter(exists(better))).execute(conn)?;
    let worse =
        GONE_PUBLIC.filter(GONE_PUBLIC.field(category_id).eq(from)).select(GONE_PUBLIC.field(publication_id));
    diesel::delete(table.filter(category_id.eq(to)).filter(publication_id.eq_any(worse))).execute(conn)?;
    diesel::update(table.filter(category_id.eq(from))).set(category_id.eq(to)).execute(conn)?;
    Ok(())
}
