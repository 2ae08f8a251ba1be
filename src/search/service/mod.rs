//! Keeping the index, and asking it.

pub mod correct;
pub mod facets;
pub mod find;
pub mod index;
pub mod names;
pub mod prepare;
pub mod ranked;
pub mod reindex;
pub mod suggest;
