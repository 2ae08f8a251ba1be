//! The statements over `slugs`.

use diesel::prelude::*;
use diesel::sql_types::Bool;

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

/// Those of the slugs that somebody holds, for these resources.
pub(super) fn find_many(
    conn: &mut Conn,
    resources: &[&str],
    wanted: &[String],
) -> QueryResult<Vec<(String, String, Holding)>> {
    slugs::table
        .filter(slugs::resource.eq_any(resources))
        .filter(slugs::slug.eq_any(wanted))
        .select((slugs::resource, slugs::slug, (slugs::target_id, slugs::state, slugs::past_target_id)))
        .load(conn)
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

/// Gives a row another holder, if it is still as it was seen. False when somebody was faster:
/// PostgreSQL judges the row anew after it has waited for whoever held it.
pub(super) fn hand_over(
    conn: &mut Conn,
    resource: &str,
    slug: &str,
    seen: &Holding,
    to: &Holding,
) -> QueryResult<bool> {
    let never = slugs::past_target_id.is_null().and(seen.past_target.is_none().into_sql::<Bool>());
    let row = slugs::table
        .filter(slugs::resource.eq(resource))
        .filter(slugs::slug.eq(slug))
        .filter(slugs::target_id.eq(seen.target))
        .filter(slugs::state.eq(&seen.state))
        .filter(slugs::past_target_id.eq(seen.past_target).or(never));
    let updated = diesel::update(row)
        .set((
            slugs::target_id.eq(to.target),
            slugs::state.eq(&to.state),
            slugs::past_target_id.eq(to.past_target),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Makes a slug its holder's live one. False when the target does not hold it.
pub(super) fn go_live(conn: &mut Conn, resource: &str, slug: &str, target: TargetId) -> QueryResult<bool> {
    let row = slugs::table
        .filter(slugs::resource.eq(resource))
        .filter(slugs::slug.eq(slug))
        .filter(slugs::target_id.eq(target));
    let updated = diesel::update(row)
        .set((slugs::state.eq("live"), slugs::past_target_id.eq(None::<TargetId>)))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Forgets a slug that was never public. False when the target does not hold it so.
pub(super) fn delete_working(
    conn: &mut Conn,
    resource: &str,
    slug: &str,
    target: TargetId,
) -> QueryResult<bool> {
    let row = slugs::table
        .filter(slugs::resource.eq(resource))
        .filter(slugs::slug.eq(slug))
        .filter(slugs::target_id.eq(target))
        .filter(slugs::state.eq("working"));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Makes former ones of the live slugs of one target, but for these.
pub(super) fn retire_live(
    conn: &mut Conn,
    resource: &str,
    target: TargetId,
    except: &[&str],
) -> QueryResult<()> {
    diesel::update(
        slugs::table
            .filter(slugs::resource.eq(resource))
            .filter(slugs::target_id.eq(target))
            .filter(slugs::state.eq("live"))
            .filter(slugs::slug.ne_all(except)),
    )
    .set(slugs::state.eq("past"))
    .execute(conn)
    .map(|_| ())
}

/// Everything one target holds.
pub(super) fn held_by(
    conn: &mut Conn,
    resource: &str,
    target: TargetId,
) -> QueryResult<Vec<(String, Holding)>> {
    slugs::table
        .filter(slugs::resource.eq(resource))
        .filter(slugs::target_id.eq(target))
        .order(slugs::slug)
        .select((slugs::slug, (slugs::target_id, slugs::state, slugs::past_target_id)))
        .load(conn)
}

pub(super) fn delete(conn: &mut Conn, resource: &str, slug: &str) -> QueryResult<()> {
    diesel::delete(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::slug.eq(slug)))
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

/// As [`delete_all`], but what was live redirects to another.
pub(super) fn bequeath(conn: &mut Conn, resource: &str, target: TargetId, heir: TargetId) -> QueryResult<()> {
    diesel::update(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::target_id.eq(target)))
        .set((slugs::target_id.eq(heir), slugs::state.eq("past")))
        .execute(conn)?;
    diesel::update(slugs::table.filter(slugs::resource.eq(resource)).filter(slugs::past_target_id.eq(target)))
        .set(slugs::past_target_id.eq(heir))
        .execute(conn)
        .map(|_| ())
}
