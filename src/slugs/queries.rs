//! The statements over `slugs`.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::slugs;
use crate::db::types::typed_id;

typed_id! {
    /// Whatever holds a slug.
    TargetId
}

/// One row of the table.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Holding {
    pub target: TargetId,
    pub state: String,
    pub past_target: Option<TargetId>,
}

pub(super) fn find(conn: &mut Conn, resource: &str, slug: &str) -> QueryResult<Option<Holding>> {
    slugs::table
        .filter(slugs::resource.eq(resource))
        .filter(slugs::slug.eq(slug))
        .select((slugs::target_id, slugs::state, slugs::past_target_id))
        .first(conn)
        .optional()
}

pub(super) fn insert(
    conn: &mut Conn,
    resource: &str,
    slug: &str,
    target: TargetId,
    state: &str,
) -> QueryResult<()> {
    diesel::insert_into(slugs::table)
        .values((
            slugs::resource.eq(resource),
            slugs::slug.eq(slug),
            slugs::target_id.eq(target),
            slugs::state.eq(state),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Gives an existing row another holder.
pub(super) fn update(
    conn: &mut Conn,
    resource: &str,
    slug: &str,
    target: TargetId,
    state: &str,
    past_target: Option<TargetId>,
) -> QueryResult<()> {
    diesel::update(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::slug.eq(slug)))
        .set((slugs::target_id.eq(target), slugs::state.eq(state), slugs::past_target_id.eq(past_target)))
        .execute(conn)
        .map(|_| ())
}

pub(super) fn delete(conn: &mut Conn, resource: &str, slug: &str) -> QueryResult<()> {
    diesel::delete(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::slug.eq(slug)))
        .execute(conn)
        .map(|_| ())
}

/// The slugs of one target that are live.
pub(super) fn retire_live(
    conn: &mut Conn,
    resource: &str,
    target: TargetId,
    except: &str,
) -> QueryResult<()> {
    diesel::update(
        slugs::table
            .filter(slugs::resource.eq(resource))
            .filter(slugs::target_id.eq(target))
            .filter(slugs::state.eq("live"))
            .filter(slugs::slug.ne(except)),
    )
    .set(slugs::state.eq("past"))
    .execute(conn)
    .map(|_| ())
}

pub(super) fn delete_all(conn: &mut Conn, resource: &str, target: TargetId) -> QueryResult<()> {
    diesel::delete(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::target_id.eq(target)))
        .execute(conn)?;
    diesel::update(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::past_target_id.eq(target)))
        .set(slugs::past_target_id.eq(None::<TargetId>))
        .execute(conn)
        .map(|_| ())
}
