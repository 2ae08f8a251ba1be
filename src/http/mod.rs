//! The web: everything about requests and replies that is the same for every resource.
//!
//! A request passes [`middleware`], is matched in [`router`] (the page of contents), is taken
//! apart by [`extract`], and comes back through [`reply`] or as a [`problem`]. The spec is put
//! together in [`openapi`] from the very handlers the router serves.

pub mod client;
pub mod conditional;
pub mod deadline;
pub mod docs;
pub mod etag;
pub mod extract;
pub mod health;
pub mod idempotency;
pub mod middleware;
pub mod openapi;
pub mod pagination;
pub mod patch;
pub mod problem;
pub mod rate_limit;
pub mod reply;
pub mod router;
pub mod server;
mod write;
