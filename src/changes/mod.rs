//! The content log for those who follow it: `/changes` in pages, `/events` as a stream.
//!
//! Readers are told of what changed the public edition and of nothing else, by a numbering of their own without
//! gaps; staff of all they may read ([`service::Sight`]). What is shown of a thing is what the public lists show
//! of it now, by the same predicate; what an event itself says is for staff.

mod model;
mod routes;
mod service;
mod stream;
mod streams;
mod views;

pub use routes::routes;
pub use streams::Streams;
