//! What was thrown away and can come back, articles and pages alike. Throwing away and bringing
//! back is the business of each; this is the list.

mod routes;

pub use routes::routes;
