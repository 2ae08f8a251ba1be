//! The statements over the public edition. Each goes through `visibility::visible_at`.

pub mod find;
pub mod list;
pub mod references;
