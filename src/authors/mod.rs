//! Authors: the public profiles of those who sign articles. Not accounts; those are `users`.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{Author, AuthorId, AuthorInput, AuthorLink};
pub use routes::routes;
pub use service::{Profile, create, delete, find, find_to_write, named, some, unknown, update};
pub use views::{AuthorView, CreateAuthor};
