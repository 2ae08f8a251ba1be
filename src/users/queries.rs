//! The statements over `users`, and those that end the sessions of one.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{Account, Change, Filter, NewUser, User, UserSort};
use crate::auth::{Role, SessionId, UserId};
use crate::clock::Timestamp;
use crate::db::page::{PageRequest, seek};
use crate::db::schema::{articles, corrections, notes, revisions, sessions, users};
use crate::db::{Conn, MultiBackend};

type Boxed<'a> = users::BoxedQuery<'a, MultiBackend>;

fn filtered(filter: &Filter) -> Boxed<'_> {
    let mut query = users::table.into_boxed();
    if !filter.ids.is_empty() {
        query = query.filter(users::id.eq_any(&filter.ids));
    }
    if !filter.roles.is_empty() {
        query = query.filter(users::role.eq_any(filter.roles.iter().map(|role| role.as_str())));
    }
    match filter.suspended {
        Some(true) => query.filter(users::suspended_at.is_not_null()),
        Some(false) => query.filter(users::suspended_at.is_null()),
        None => query,
    }
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: UserSort,
    page: &PageRequest,
) -> QueryResult<Vec<User>> {
    let descending = matches!(sort, UserSort::EmailDescending | UserSort::CreatedDescending);
    let query = filtered(filter).select(User::as_select());
    match sort {
        UserSort::Email | UserSort::EmailDescending => {
            seek!(query, page, descending, users::email_key => String, users::id => UserId).load(conn)
        }
        UserSort::Created | UserSort::CreatedDescending => {
            seek!(query, page, descending, users::created_at => Timestamp, users::id => UserId).load(conn)
        }
    }
}

pub(super) fn count(conn: &mut Conn, filter: &Filter) -> QueryResult<i64> {
    filtered(filter).select(count_star()).first(conn)
}

pub(super) fn all(conn: &mut Conn) -> QueryResult<Vec<User>> {
    users::table.order(users::email_key).select(User::as_select()).load(conn)
}

pub(super) fn any(conn: &mut Conn) -> QueryResult<bool> {
    let first = users::table.select(users::id).first::<UserId>(conn).optional()?;
    Ok(first.is_some())
}

pub(super) fn find(conn: &mut Conn, id: UserId) -> QueryResult<Option<User>> {
    users::table.find(id).select(User::as_select()).first(conn).optional()
}

pub(super) fn find_by_key(conn: &mut Conn, email_key: &str) -> QueryResult<Option<User>> {
    users::table.filter(users::email_key.eq(email_key)).select(User::as_select()).first(conn).optional()
}

pub(super) fn account(conn: &mut Conn, id: UserId) -> QueryResult<Option<Account>> {
    let row = users::table.find(id).select((User::as_select(), users::password_hash));
    row.first(conn).optional().map(with_secret)
}

pub(super) fn account_by_key(conn: &mut Conn, email_key: &str) -> QueryResult<Option<Account>> {
    let row = users::table.filter(users::email_key.eq(email_key));
    row.select((User::as_select(), users::password_hash)).first(conn).optional().map(with_secret)
}

fn with_secret(row: Option<(User, String)>) -> Option<Account> {
    row.map(|(user, password_hash)| Account { user, password_hash })
}

/// Administrators who can sign in, other than this user.
pub(super) fn other_admins(conn: &mut Conn, id: UserId) -> QueryResult<i64> {
    users::table
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::suspended_at.is_null())
        .filter(users::id.ne(id))
        .select(count_star())
        .first(conn)
}

pub(super) fn insert(conn: &mut Conn, id: UserId, new: &NewUser, now: Timestamp) -> QueryResult<()> {
    diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::email.eq(new.email.as_str()),
            users::email_key.eq(new.email.key()),
            users::name.eq(&new.name),
            users::role.eq(new.role.as_str()),
            users::password_hash.eq(&new.password_hash),
            users::version.eq(1_i64),
            users::created_at.eq(now),
            users::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// False when somebody else has saved in between.
pub(super) fn update(conn: &mut Conn, current: &User, change: &Change, now: Timestamp) -> QueryResult<bool> {
    let row = users::table.filter(users::id.eq(current.id)).filter(users::version.eq(current.version));
    let updated = diesel::update(row)
        .set((
            users::email.eq(change.email.as_str()),
            users::email_key.eq(change.email.key()),
            users::name.eq(&change.name),
            users::role.eq(change.role.as_str()),
            change.password_hash.as_ref().map(|hash| users::password_hash.eq(hash)),
            users::version.eq(current.version + 1),
            users::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// False when somebody else has saved in between.
pub(super) fn set_suspended(
    conn: &mut Conn,
    current: &User,
    suspended_at: Option<Timestamp>,
    now: Timestamp,
) -> QueryResult<bool> {
    let row = users::table.filter(users::id.eq(current.id)).filter(users::version.eq(current.version));
    let updated = diesel::update(row)
        .set((
            users::suspended_at.eq(suspended_at),
            users::version.eq(current.version + 1),
            users::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(updated == 1)
}

/// Puts one hash in the place of another, if that is still there and the account is active. Holds
/// the row until the transaction ends, even when both are the same.
pub(super) fn swap_hash(conn: &mut Conn, id: UserId, old: &str, new: &str) -> QueryResult<bool> {
    let row = users::table
        .filter(users::id.eq(id))
        .filter(users::password_hash.eq(old))
        .filter(users::suspended_at.is_null());
    Ok(diesel::update(row).set(users::password_hash.eq(new)).execute(conn)? == 1)
}

pub(super) fn delete(conn: &mut Conn, id: UserId, version: i64) -> QueryResult<bool> {
    let row = users::table.filter(users::id.eq(id)).filter(users::version.eq(version));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Ends the sessions of a user, but for the one to be kept.
pub(super) fn end_sessions(conn: &mut Conn, user: UserId, keep: Option<SessionId>) -> QueryResult<usize> {
    let all = sessions::table.filter(sessions::user_id.eq(user));
    match keep {
        Some(keep) => diesel::delete(all.filter(sessions::id.ne(keep))).execute(conn),
        None => diesel::delete(all).execute(conn),
    }
}

/// What names a user as its maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uses {
    /// Articles and pages the user made or saved last.
    pub articles: i64,
    pub revisions: i64,
    /// Notes the user wrote or settled.
    pub notes: i64,
    /// Corrections the user published.
    pub corrections: i64,
}

pub(super) fn uses(conn: &mut Conn, id: UserId) -> QueryResult<Uses> {
    let articles = articles::table
        .filter(articles::created_by.eq(id).or(articles::saved_by.eq(id)))
        .select(count_star())
        .first(conn)?;
    let revisions = revisions::table.filter(revisions::saved_by.eq(id)).select(count_star()).first(conn)?;
    let notes = notes::table
        .filter(notes::created_by.eq(id).or(notes::resolved_by.eq(id)))
        .select(count_star())
        .first(conn)?;
    let corrections =
        corrections::table.filter(corrections::created_by.eq(id)).select(count_star()).first(conn)?;
    Ok(Uses { articles, revisions, notes, corrections })
}
