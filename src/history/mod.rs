//! What was ever saved of an article or a page: who, when and why, what changed from one revision to
//! another, going back to one, and joining changes that were made side by side.
//!
//! A revision is never changed. Going back and joining append one, through the pipeline of every save
//! (`articles`); only `griot revisions prune` takes any away.

mod members;
mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use routes::routes;
pub use service::prune::{Keep, Pruned, prunable, prune};
pub use service::read::{find, list, two};
