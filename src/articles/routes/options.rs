//! What every change to a working copy may be told besides what it is to change.

use serde::Deserialize;
use utoipa::IntoParams;

/// Changing a working copy though somebody else is at it.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LockOverride {
    /// For editors: do it though somebody else holds the lock. Theirs stays.
    #[serde(default)]
    #[param(required = false, default = false)]
    pub override_lock: bool,
}
