//! Feeds: what is published, in the forms feed readers know.
//!
//! Three documents say the same: RSS 2.0 (rssboard.org/rss-specification, with `content:encoded`,
//! Dublin Core, Media RSS and `atom:link`), Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org). They
//! lead to the newsroom's website wherever the site says where that is. There are no queries here:
//! a feed is the public list of `publications`, so what readers must not see cannot get in.

mod model;
mod routes;
mod service;
mod views;

pub use routes::routes;
