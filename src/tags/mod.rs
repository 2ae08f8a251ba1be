//! Tags: the subjects of articles, across the sections. Two that mean one thing can be merged.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{Tag, TagId, TagInput};
pub use routes::routes;
pub use service::{create, named, unknown};
pub use views::CreateTag;
