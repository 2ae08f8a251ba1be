//! Series: articles that belong together and are read in an order.
//!
//! An article says which series it is in and, if it likes, at which position; what has none stands by
//! its date. The place is published with the article's revision.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{Series, SeriesId, SeriesInput, rank};
pub use routes::routes;
pub use service::{Counted, create, is_taken, some, unknown};
pub use views::{CreateSeries, SeriesView};
