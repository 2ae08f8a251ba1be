//! Making an account.

use super::{emit, taken_or};
use crate::auth::UserId;
use crate::db::Tx;
use crate::error::Result;
use crate::events::EventType;
use crate::users::model::NewUser;
use crate::users::queries;

/// `by` is none for the command line and the first start.
///
/// # Errors
/// 409 when another account has the address.
pub fn create(tx: &mut Tx<'_>, by: Option<UserId>, new: &NewUser) -> Result<UserId> {
    let (id, now) = (UserId(tx.next_id()), tx.now());
    queries::insert(tx, id, new, now).map_err(taken_or)?;
    emit(tx, EventType::UserCreated, id, by, new.role);
    Ok(id)
}
