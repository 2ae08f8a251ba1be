//! Pictures. Until the service keeps media itself, a picture is an address the editor supplies.

mod model;

pub use model::{Image, check_url, is_link};
