//! Notes on articles and pages: what the desk says to the writer and the writer to the desk, never to
//! readers. Whoever may read the working copy reads and writes them.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{Note, NoteId, NoteKind};
pub use routes::routes;
pub use service::{add, awaiting};
pub use views::NoteView;
