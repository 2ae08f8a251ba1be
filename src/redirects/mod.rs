//! Redirects of the website's paths: those an editor decided on, and what stands behind any path.
//!
//! A frontend that is asked for a path asks `GET /resolve`: it learns the article, page, section,
//! author, tag or series whose address that is, or where to send its reader. Redirects from former slugs inside this
//! API are `slugs`' business; here they become redirects of the website.

mod chains;
mod model;
mod path;
mod queries;
mod resolve;
mod routes;
mod service;
mod table;
mod views;

pub use routes::routes;
