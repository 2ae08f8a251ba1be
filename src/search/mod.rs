//! Search: what readers find, and how it is kept up to date.
//!
//! What is looked for and in which order it comes is decided by `text::search`; the engine only
//! compares tokens. A publication is indexed in the transaction that makes it, and every query is
//! joined with `visibility`: nothing is found before its time or after it. Documents carry the
//! tokens of their tags, sections and authors, whose names are kept apart, so that a new name is
//! one small write. This room listens to those who publish and to those who name; it knows nothing
//! of them.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{NameKind, Prepared, Typed, document_number};
pub use queries::hits::{Numbers, numbers};
pub use routes::routes;
pub use service::index::index_publications;
pub use service::names::{Name, forget_name, merge_names, write_name};
pub use service::prepare::prepare;
pub use service::ranked::{Found, Hit, Ranking, ranked};
pub use service::reindex::{Progress, Reindex, reindex};
