//! Menus: the named trees of links a website draws its navigation from, such as `main` and `footer`.
//!
//! A menu is kept as its editors wrote it and read in two ways: as readers see it, where an item
//! whose target is not public at this moment is missing with all that lies below it; and whole, for
//! whoever edits it.

mod model;
mod queries;
mod routes;
mod service;
mod tree;
mod views;

pub use model::{ItemInput, MenuId, MenuInput, Target};
pub use routes::routes;
pub use service::{create, named};
pub use views::MenuView;
