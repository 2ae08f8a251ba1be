//! Who is asking.

use diesel::prelude::*;
use uuid::Uuid;

use super::permission::{Permission, Role};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::schema::{sessions, users};
use crate::db::types::typed_id;
use crate::error::{Error, Result};

typed_id! {
    /// Id of a user account.
    UserId
}
typed_id! {
    /// Id of a session: one sign-in on one device.
    SessionId
}

/// A caller whose credential was checked against the state of the server for this very request.
#[derive(Clone, Debug)]
pub struct Principal {
    pub user: UserId,
    pub session: SessionId,
    pub name: String,
    pub role: Role,
}

impl Principal {
    /// # Errors
    /// [`Forbidden`](crate::error::ErrorKind::Forbidden), naming the permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.role.may(permission) { Ok(()) } else { Err(Error::forbidden(permission.as_str())) }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Whether something made by `user` is the caller's own.
    pub fn owns(&self, user: UserId) -> bool {
        self.user == user
    }
}

/// The principal behind a session, if it is alive and its account is active: one statement.
///
/// # Errors
/// When the database cannot answer.
pub fn find(conn: &mut Conn, session: Uuid, user: Uuid, now: Timestamp) -> Result<Option<Principal>> {
    let found = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(SessionId(session)))
        .filter(sessions::user_id.eq(UserId(user)))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::idle_expires_at.gt(now))
        .filter(users::suspended_at.is_null())
        .select((users::name, users::role))
        .first::<(String, String)>(conn)
        .optional()?;
    let Some((name, role)) = found else { return Ok(None) };
    let role = role.parse().map_err(|fault: String| Error::internal(fault))?;
    Ok(Some(Principal { user: UserId(user), session: SessionId(session), name, role }))
}
