//! Many writes at once, across articles, authors, categories and tags: all of them or none.
//!
//! What is written first can be named by what comes after it, before it has an id ([`order`]). Each operation is
//! judged as it would be alone; everything that is wrong is told in one answer.

mod model;
mod order;
mod perform;
mod prepare;
mod rooms;
mod routes;
mod views;

pub use routes::routes;
