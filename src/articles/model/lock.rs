//! Who is at a working copy, and until when.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::auth::UserId;
use crate::clock::Timestamp;

/// How long a lock holds unless it is renewed.
pub const LOCK_TIME: TimeDelta = TimeDelta::minutes(5);

/// A lock that holds. What has expired is none, nor is that of somebody who cannot come back: whoever reads
/// a working copy is not shown it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Lock {
    pub owner: UserId,
    pub owner_name: String,
    pub since: Timestamp,
    pub expires_at: Timestamp,
}
