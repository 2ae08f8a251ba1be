//! `/articles` and `/trash`

mod body;
mod create;
mod publish;
mod save;
mod trash;
mod unpublish;
