//! Sitting down at a working copy: an advisory lock that tells others so and holds them off.
//!
//! It is no part of the working copy: taking it, leaving it and its end raise no version. It ends by the clock,
//! judged when somebody reads; no job takes it away. What it means to others is in `articles`.

mod queries;
mod routes;
mod service;
mod views;

pub use routes::routes;
