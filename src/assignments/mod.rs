//! Whose turn a working copy is, and until when it is to be done. Readers never learn of it, no revision keeps
//! it, and it raises no version.
//!
//! Whoever is named may read that working copy, save it and hand it in, as if it were their own.

mod queries;
mod routes;
mod service;
mod views;

pub use routes::routes;
