//! What must hold for the whole house, whatever is in it.

mod architecture;
pub mod authz;
pub mod events;
mod faults;
mod headers;
mod openapi;
mod parameters;
mod plans;
mod problems;
mod schema;
mod visibility;

pub use events::{assert_dense, log};
