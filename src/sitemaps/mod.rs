//! Sitemaps: which pages the newsroom's website has, for search engines (sitemaps.org 0.9), and
//! `robots.txt`, which says where they are.
//!
//! They name pages of the website only, never of this API: while the site has no public address
//! there is nothing to say. What the public does not see, and what editors keep from search engines
//! (`seo.noindex`), is not in them.
//!
//! An article is given a part at its first publication and keeps it, so that a part changes only
//! when one of its articles does, and finding the parts never means reading the articles.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use routes::routes;
pub use service::place;
