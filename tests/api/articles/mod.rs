//! `/articles` and `/trash`

mod as_of;
mod body;
mod create;
mod editions;
mod find;
mod json_ld;
mod list;
mod lite;
mod model;
mod pagination;
mod permissions;
mod publish;
mod races;
mod rerender;
mod save;
mod slugs;
mod translations;
mod trash;
mod unpublish;
mod visibility;
