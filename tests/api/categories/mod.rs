//! `/categories`

mod create;
mod delete;
mod list;
mod moves;
mod write;
