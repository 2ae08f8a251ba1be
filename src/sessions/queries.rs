//! The statements over `sessions` and `refresh_tokens`.

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::model::Session;
use crate::auth::{SessionId, UserId};
use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{refresh_tokens, sessions, users};
use crate::db::{Conn, MultiBackend};

pub(super) fn insert(conn: &mut Conn, session: &Session) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id),
            sessions::user_id.eq(session.user_id),
            sessions::created_at.eq(session.created_at),
            sessions::last_used_at.eq(session.last_used_at),
            sessions::idle_expires_at.eq(session.idle_expires_at),
            sessions::expires_at.eq(session.expires_at),
            sessions::user_agent.eq(session.user_agent.as_deref()),
            sessions::address.eq(session.address.as_deref()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_token(
    conn: &mut Conn,
    hash: &str,
    session: SessionId,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::hash.eq(hash),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::issued_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session a refresh token belongs to, whether or not the token was rotated.
pub(super) fn by_token(conn: &mut Conn, hash: &str) -> QueryResult<Option<Session>> {
    refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .filter(refresh_tokens::hash.eq(hash))
        .select(Session::as_select())
        .first(conn)
        .optional()
}

/// Whether somebody is signed in to the account from this address.
pub(super) fn is_known_place(
    conn: &mut Conn,
    email_key: &str,
    address: &str,
    now: Timestamp,
) -> QueryResult<bool> {
    let living = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(users::email_key.eq(email_key))
        .filter(sessions::address.eq(address))
        .filter(sessions::idle_expires_at.gt(now))
        .filter(sessions::expires_at.gt(now));
    diesel::select(exists(living)).get_result(conn)
}

/// Notes a use, and holds the row until the transaction ends. False when the session has ended.
pub(super) fn touch(
    conn: &mut Conn,
    session: SessionId,
    now: Timestamp,
    idle_expires_at: Timestamp,
) -> QueryResult<bool> {
    let touched = diesel::update(sessions::table.find(session))
        .set((sessions::last_used_at.eq(now), sessions::idle_expires_at.eq(idle_expires_at)))
        .execute(conn)?;
    Ok(touched == 1)
}

/// Of any number who try, exactly one gets true.
pub(super) fn rotate(conn: &mut Conn, hash: &str, now: Timestamp) -> QueryResult<bool> {
    let unused = refresh_tokens::table
        .filter(refresh_tokens::hash.eq(hash))
        .filter(refresh_tokens::rotated_at.is_null());
    Ok(diesel::update(unused).set(refresh_tokens::rotated_at.eq(now)).execute(conn)? == 1)
}

/// When the token was rotated, if it was; none when there is no such token.
pub(super) fn rotated_at(conn: &mut Conn, hash: &str) -> QueryResult<Option<Option<Timestamp>>> {
    refresh_tokens::table.find(hash).select(refresh_tokens::rotated_at).first(conn).optional()
}

/// False when the user has no such session.
pub(super) fn end(conn: &mut Conn, user: UserId, session: SessionId) -> QueryResult<bool> {
    let own = sessions::table.filter(sessions::id.eq(session)).filter(sessions::user_id.eq(user));
    Ok(diesel::delete(own).execute(conn)? == 1)
}

pub(super) fn end_others(conn: &mut Conn, user: UserId, keep: SessionId) -> QueryResult<usize> {
    let others = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne(keep));
    diesel::delete(others).execute(conn)
}

/// Only this user's, so that a sign-in never pays for everybody else.
pub(super) fn remove_expired(conn: &mut Conn, user: UserId, now: Timestamp) -> QueryResult<usize> {
    let expired = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::idle_expires_at.le(now).or(sessions::expires_at.le(now)));
    diesel::delete(expired).execute(conn)
}

type Boxed<'a> = sessions::BoxedQuery<'a, MultiBackend>;

fn alive<'a>(user: UserId, now: Timestamp) -> Boxed<'a> {
    sessions::table
        .into_boxed()
        .filter(sessions::user_id.eq(user))
        .filter(sessions::idle_expires_at.gt(now))
        .filter(sessions::expires_at.gt(now))
}

/// The latest sign-in first. Ids rise with time and are unique, so the id alone is the position.
pub(super) fn list(
    conn: &mut Conn,
    user: UserId,
    page: &PageRequest,
    now: Timestamp,
) -> QueryResult<Vec<Session>> {
    let mut query = alive(user, now).select(Session::as_select());
    let backward = page.seek.is_backward();
    if let Some(position) = page.seek.position() {
        let id = SessionId(position.id);
        query = if backward { query.filter(sessions::id.gt(id)) } else { query.filter(sessions::id.lt(id)) };
    }
    query = if backward { query.order(sessions::id.asc()) } else { query.order(sessions::id.desc()) };
    query.limit(page.fetch()).offset(page.offset()).load(conn)
}

pub(super) fn count(conn: &mut Conn, user: UserId, now: Timestamp) -> QueryResult<i64> {
    alive(user, now).select(count_star()).first(conn)
}
