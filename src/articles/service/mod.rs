//! The verbs over working copies: who may, reading, saving, rendering again, and the trash.

pub mod access;
pub mod kind;
pub mod lock;
pub mod past;
pub mod read;
pub mod references;
pub mod rerender;
pub mod save;
pub mod translations;
pub mod trash;
