//! The sample newsroom: a few people, their sections and their articles, invented; and, for
//! measuring, as many generated articles as one likes.
//!
//! Everything goes through the same services as a request, so that a demo newsroom is a real one.

mod content;
mod install;
mod synthetic;

pub use install::{Installed, install, is_empty};
pub use synthetic::{Generator, generate};
