//! Tags: the subjects of articles, across the sections. Two that mean one thing can be merged.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{Tag, TagId, TagInput};
pub use routes::routes;
pub use service::{Counted, create, delete, find, find_to_write, named, some, unknown, update};
pub use views::{CreateTag, TagView};
