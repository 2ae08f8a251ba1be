//! A lock as JSON: the same beside a working copy, alone, and in what those are told who are locked out.

use serde::Serialize;
use utoipa::ToSchema;

use super::output::UserReference;
use crate::articles::model::Lock;
use crate::clock::Timestamp;

/// Who is at a working copy.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Lock)]
pub struct LockView {
    pub owner: UserReference,
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// When it ends by itself, unless it is renewed.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

impl From<Lock> for LockView {
    fn from(lock: Lock) -> Self {
        let owner = UserReference { id: lock.owner.0, name: lock.owner_name };
        LockView { owner, since: lock.since, expires_at: lock.expires_at }
    }
}
