//! Notes on articles and pages: what the desk says to the writer and the writer to the desk, never to
//! readers.

mod model;
mod queries;
mod service;

pub use model::{NoteId, NoteKind};
pub use service::add;
