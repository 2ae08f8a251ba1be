//! Reading the past, and the one way to shorten it.

pub mod prune;
pub mod read;
