//! What every test stands on.

pub mod app;
pub mod client;
pub mod compare;
pub mod database;
pub mod fixtures;
pub mod held;
pub mod plan;
pub mod receiver;
pub mod response;
pub mod spec;
pub mod stream;

pub use app::TestApp;
pub use client::{Call, Client, Repeats};
pub use response::Response;
pub use stream::Stream;
