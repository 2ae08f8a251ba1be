//! The public edition: what readers see, and when.
//!
//! Its tables are its own and every query over them obeys the one predicate of `visibility`, so
//! that a draft cannot leak by a forgotten check. The same addresses answer staff who ask for
//! `edition=draft`; that way leads to `articles` and over other tables.

mod model;
pub mod queries;
mod routes;
mod service;
mod views;

pub use model::{ArticleSort, Look, Names, PublicFilter, PublicationId};
pub use routes::{
    Assignee, Edition, Maker, Unfiltered, corrections_of, draft_sort, names, refuse_hidden, routes, staff,
};
pub use service::{Extent, Published, find_as_of, find_named, holders, list};
pub use views::ArticleItem;
