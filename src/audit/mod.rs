//! Who did what, when and from where: reading the audit log, and proving that nobody changed it since.
//!
//! It is written by `db` with every transaction that a request or a command runs; here nothing is written.

mod model;
mod queries;
mod routes;
mod service;
mod verify;
mod views;

pub use routes::routes;
pub use verify::{Expected, Progress, Verdict, verify};
