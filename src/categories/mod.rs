//! Categories: the sections of the newsroom, a tree of at most eight levels.
//!
//! A category knows its parent and its path, the slugs from the root. The publications in it are
//! also rows of every section above it, which a move rewrites (`queries/founded.rs`). What an
//! article lists as its categories is written by `articles` and `workflow`.

mod model;
mod path;
mod queries;
mod routes;
mod service;
mod tree;
mod views;

pub use model::{Category, CategoryId, CategoryInput, Section};
pub use routes::routes;
pub use service::{ancestors, create, delete, find, find_to_write, named, some, unknown, update};
pub use views::{CategoryView, CreateCategory};
