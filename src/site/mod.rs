//! The newsroom as its readers know it: its name and languages, and where its website shows what.
//!
//! Griot serves no pages. The site's public address and URL templates say where the newsroom's own
//! frontend does; every public representation carries the address built from them ([`Addresses`]).

mod addresses;
mod model;
mod queries;
mod routes;
mod service;
mod template;
mod views;

pub use addresses::{Addresses, ArticleAddress, Place};
pub use model::{Requirement, Settings, Site};
pub use routes::routes;
pub use service::{
    Snapshot, addresses, begin_with_locale, default_locale, find, introduce, settings, snapshot,
};
