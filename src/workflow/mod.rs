//! How a working copy becomes public and how it stops being so: the lifecycle.
//!
//! Status is never stored; it is computed at an instant from what is ([`status`]). The verbs so
//! far are publish and unpublish.

mod publish;
mod queries;
mod routes;
mod status;
mod unpublish;

pub use publish::{Publish, publish};
pub use routes::routes;
pub use status::{Facts, Status};
pub use unpublish::{Unpublish, unpublish};
