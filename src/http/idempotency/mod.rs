//! `Idempotency-Key`: which writes take it ([`takes_key`]), what it looks like ([`key`]), which request is the same as
//! which ([`fingerprint`]), and waiting for one that is being answered ([`Flights`]).
//!
//! Looking a key up before the handler is `http::middleware::idempotency`; keeping the reply with its effect is
//! `http::write`; the rows are `crate::idempotency`'s.

mod fingerprint;
mod flights;
mod key;

use actix_web::http::header::HeaderName;

pub use fingerprint::fingerprint;
pub use flights::{Flight, Flights};
pub use key::{PATTERN, key};

pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Marks a reply that was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The header as people write it.
pub const NAME: &str = "Idempotency-Key";

/// Whether an operation takes a key: every write but those of `/auth`, which hand out secrets.
pub fn takes_key(writes: bool, path: &str) -> bool {
    writes && path.starts_with("/api/v1/") && !path.starts_with("/api/v1/auth/")
}
