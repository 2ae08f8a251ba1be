//! Who touched a resource last: what somebody who lost a race wants to know.

use diesel::prelude::*;
use uuid::Uuid;

use crate::auth::UserId;
use crate::clock::Timestamp;
use crate::db::{AnyId, Conn};

use crate::db::schema::{events, users};

/// The newest entry of the log about one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// None when no user did it: the command line, the demo.
    pub by: Option<Person>,
    pub at: Timestamp,
}

/// Somebody with an account, as others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: String,
}

/// # Errors
/// Those of the database.
pub fn last_change(conn: &mut Conn, resource_id: Uuid) -> QueryResult<Option<LastChange>> {
    let newest = events::table
        .left_join(users::table.on(events::actor.eq(users::id.nullable())))
        .filter(events::resource_id.eq(AnyId(resource_id)))
        .order(events::seq.desc())
        .select(((users::id, users::name).nullable(), events::at))
        .first::<(Option<(UserId, String)>, Timestamp)>(conn)
        .optional()?;
    Ok(newest.map(|(by, at)| LastChange { by: by.map(|(id, name)| Person { id, name }), at }))
}
