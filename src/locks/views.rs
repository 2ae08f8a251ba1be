//! The answer to taking a lock.

use crate::articles::LockView;
use crate::http::reply::envelope;

envelope! {
    /// The lock as it is now.
    LockReply { data: LockView }
}
