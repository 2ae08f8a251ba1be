//! Links that show one working copy, or one revision of it, to somebody without an account, for a while.
//!
//! A link is a row; its token is signed and not kept. It counts while the row is here, has not expired, and whoever
//! made it may still read the working copy. Retracting the article and throwing it away take its links away for good.
//! What a link shows is put together in the public form, by `publications` and `pages`.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use model::{PreviewId, PreviewToken};
pub use routes::routes;
pub use service::show;
