//! The verbs over working copies: who may, reading, saving, and the trash.

pub mod access;
pub mod read;
pub mod save;
pub mod trash;
