//! The verbs, one file each, and what they share: who may change whom, and that the newsroom keeps
//! an administrator. Permission is in the handler's signature.

mod create;
mod delete;
mod own;
mod suspend;
mod update;

pub use create::create;
pub use delete::delete;
pub use own::{change_own_password, confirm_password, update_own};
pub(super) use suspend::Turn;
pub use suspend::{restore, suspend};
pub use update::{set_password, set_role, update};

use super::model::{Account, Change, Email, Filter, User, UserSort};
use super::queries;
use crate::auth::{Role, UserId};
use crate::db::page::{PageRequest, Paged, Position, SortKey};
use crate::db::{Conn, NamedLock, Tx, is_unique_violation};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Event, EventType};

/// A page of users and, if asked for, how many there are.
pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    sort: UserSort,
    page: &PageRequest,
    count: bool,
) -> Result<(Paged<User>, Option<i64>)> {
    let rows = queries::list(conn, filter, sort, page)?;
    let paged = Paged::new(rows, page, |user| Position {
        key: match sort {
            UserSort::Email | UserSort::EmailDescending => user.email.key(),
            UserSort::Created | UserSort::CreatedDescending => user.created_at.write(),
        },
        id: user.id.0,
    });
    let total = if count { Some(queries::count(conn, filter)?) } else { None };
    Ok((paged, total))
}

/// Every user, in the order of their addresses: for the command line.
///
/// # Errors
/// When the database cannot answer.
pub fn list_all(conn: &mut Conn) -> Result<Vec<User>> {
    Ok(queries::all(conn)?)
}

/// Whether there is any account: while there is none, the first administrator can be made.
///
/// # Errors
/// When the database cannot answer.
pub fn any_exist(conn: &mut Conn) -> Result<bool> {
    Ok(queries::any(conn)?)
}

/// # Errors
/// 404 when there is no such user.
pub fn find(conn: &mut Conn, id: UserId) -> Result<User> {
    queries::find(conn, id)?.ok_or_else(|| Error::not_found("user"))
}

/// The user with the hash of the password, for those who have to verify one.
///
/// # Errors
/// 404 when there is no such user.
pub fn find_account(conn: &mut Conn, id: UserId) -> Result<Account> {
    queries::account(conn, id)?.ok_or_else(|| Error::not_found("user"))
}

/// The account behind an address, as somebody typed it who signs in.
///
/// # Errors
/// When the database cannot answer.
pub fn find_account_by_key(conn: &mut Conn, email_key: &str) -> Result<Option<Account>> {
    Ok(queries::account_by_key(conn, email_key)?)
}

fn find_by_email(conn: &mut Conn, email: &Email) -> Result<User> {
    queries::find_by_key(conn, &email.key())?.ok_or_else(|| Error::not_found("user"))
}

/// An administrator who slips must not lock themselves out, and nobody raises themselves.
///
/// # Errors
/// 409 when the account is the caller's own.
pub(super) fn refuse_own(by: UserId, user: &User) -> Result<()> {
    if by != user.id {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::OwnAccount,
        "This is your own account: use `/auth/me` and `/auth/password`. Another administrator changes your role, suspends or deletes you.",
    ))
}

/// For before an administrator goes. The lock makes two who remove each other at once take turns,
/// so that the second one finds nobody left.
fn keep_an_admin(tx: &mut Tx<'_>, going: &User) -> Result<()> {
    if going.role != Role::Admin || going.suspended_at.is_some() {
        return Ok(());
    }
    tx.lock(NamedLock::Administrators)?;
    if queries::other_admins(tx, going.id)? > 0 {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::LastAdmin,
        "This is the last active administrator. Make somebody else one first.",
    ))
}

fn save(tx: &mut Tx<'_>, current: &User, change: &Change) -> Result<()> {
    let now = tx.now();
    match queries::update(tx, current, change, now) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(ErrorKind::Retry, "")),
        Err(fault) => Err(taken_or(fault)),
    }
}

fn taken_or(fault: diesel::result::Error) -> Error {
    if is_unique_violation(&fault) {
        return Error::new(ErrorKind::EmailTaken, "Another account has this e-mail address.");
    }
    fault.into()
}

/// Names the role and never the address: the log is read by more people than the list of users.
fn emit(tx: &mut Tx<'_>, kind: EventType, user: UserId, by: Option<UserId>, role: Role) {
    Event::new(kind, user.0, by).with("role", role.as_str()).emit(tx);
}
