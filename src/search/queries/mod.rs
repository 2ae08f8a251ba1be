//! The statements of search, one function each.

pub mod facets;
pub mod hits;
pub mod index;
pub mod known;
pub mod names;
pub mod shown;
