//! Related articles: what a reader of one may want to read next.
//!
//! Editors' own choices (`related_ids`) come first; the rest is found by what it shares with the
//! article and ordered by points that are told with it. Candidates come from the indexes of tags,
//! series, bylines and sections, the newest of each, so that the cost does not grow with the newsroom; they
//! are judged by one function that knows no database ([`rank`]). Nothing here is stored.

mod model;
mod queries;
mod rank;
mod routes;
mod service;
mod views;

#[cfg(test)]
mod laws;

pub use routes::routes;
