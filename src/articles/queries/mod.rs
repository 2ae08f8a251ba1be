//! The statements over the tables of the working copy.

mod filter;
pub mod list;
pub mod outdated;
pub mod past;
pub mod references;
pub mod save;
pub mod translations;
