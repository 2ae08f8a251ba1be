//! The desk: what awaits the one who asks, and how much of everything there is that they may read.
//!
//! It keeps nothing. Its lists are short and each has an index; its counts read one.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use routes::routes;
pub use service::{Desk, read};
