//! `/authors`

mod create;
mod delete;
mod find;
mod list;
mod write;
