//! What must hold for the whole house, whatever is in it.

mod architecture;
mod authz;
mod events;
mod openapi;
mod parameters;
mod schema;
