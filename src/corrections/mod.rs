//! Corrections: what editors say publicly of what they changed, for each article and for the whole newsroom.
//!
//! One is made by the verb `correct` and never changed. Readers find it as long as they find what it is about.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{Correction, CorrectionId, CorrectionInput, CorrectionKind, Filter, Logged};
pub use routes::routes;
pub use service::{add, list, of};
pub use views::{CorrectionList, CorrectionView};
