//! What publications keep of the tree: beside a row for each category of the article (`direct`),
//! one for each category above those. Such a row is founded as long as a direct one of the same
//! publication lies below it.
//!
//! The statements take whole sets, past and future publications included, so that their number
//! does not depend on how much a subtree holds.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};

use super::super::model::CategoryId;
use super::super::path;
use crate::db::Conn;
use crate::db::schema::{categories, publication_categories};

diesel::alias! {
    const ABOVE: Alias<Above> = categories as above;
    const OTHER: Alias<Other> = publication_categories as other;
}

/// Removes the rows of the `lost` categories that nothing founds any longer, from the publications
/// with something in the subtree of `root`.
pub(in crate::categories) fn drop_unfounded(
    conn: &mut Conn,
    root: &str,
    lost: &[CategoryId],
) -> QueryResult<()> {
    let (from, until) = path::range(root);
    let path = ABOVE.field(categories::path);
    let inside = OTHER
        .inner_join(categories::table.on(categories::id.eq(OTHER.field(publication_categories::category_id))))
        .filter(OTHER.field(publication_categories::direct))
        .filter(categories::path.eq(root).or(categories::path.ge(from).and(categories::path.lt(until))))
        .select(OTHER.field(publication_categories::publication_id));
    let founding = OTHER
        .inner_join(categories::table.on(categories::id.eq(OTHER.field(publication_categories::category_id))))
        .inner_join(
            ABOVE.on(categories::path.ge(path.concat("/")).and(categories::path.lt(path.concat("0")))),
        )
        .filter(OTHER.field(publication_categories::direct))
        .filter(
            OTHER.field(publication_categories::publication_id).eq(publication_categories::publication_id),
        )
        .filter(ABOVE.field(categories::id).eq(publication_categories::category_id));
    diesel::delete(
        publication_categories::table
            .filter(not(publication_categories::direct))
            .filter(publication_categories::category_id.eq_any(lost))
            .filter(publication_categories::publication_id.eq_any(inside))
            .filter(not(exists(founding))),
    )
    .execute(conn)
    .map(|_| ())
}

/// Gives the publications with something in the subtree of `root` a row for each of the `gained`
/// categories they have none of.
pub(in crate::categories) fn adopt(conn: &mut Conn, root: &str, gained: &[CategoryId]) -> QueryResult<()> {
    let (from, until) = path::range(root);
    let there = OTHER
        .filter(
            OTHER.field(publication_categories::publication_id).eq(publication_categories::publication_id),
        )
        .filter(OTHER.field(publication_categories::category_id).eq(ABOVE.field(categories::id)));
    publication_categories::table
        .inner_join(categories::table.on(categories::id.eq(publication_categories::category_id)))
        .inner_join(ABOVE.on(ABOVE.field(categories::id).eq_any(gained)))
        .filter(publication_categories::direct)
        .filter(categories::path.eq(root).or(categories::path.ge(from).and(categories::path.lt(until))))
        .filter(not(exists(there)))
        .select((
            publication_categories::publication_id,
            ABOVE.field(categories::id),
            publication_categories::article_id,
            false.into_sql::<Bool>(),
            false.into_sql::<Bool>(),
            0.into_sql::<Integer>(),
            publication_categories::from_at,
            publication_categories::until_at,
            publication_categories::published_at,
        ))
        .distinct()
        .insert_into(publication_categories::table)
        .into_columns((
            publication_categories::publication_id,
            publication_categories::category_id,
            publication_categories::article_id,
            publication_categories::direct,
            publication_categories::is_primary,
            publication_categories::position,
            publication_categories::from_at,
            publication_categories::until_at,
            publication_categories::published_at,
        ))
        .execute(conn)
        .map(|_| ())
}
