//! Figures about this process, for Prometheus and whoever reads its format: how many requests of which kind were
//! answered how fast, what they cost the database, and what waits beside them.
//!
//! [`registry`] is the list of what there is and counts the requests; storage counts its own work (`db::meter`). What
//! has to be asked of the database is asked when somebody reads, at most once a second ([`state`]). The figures are
//! read at `/metrics` of the API by whoever has the token ([`routes`]), or at an address of their own ([`own_address`]).

mod encode;
mod own_address;
mod process;
mod queries;
mod registry;
mod routes;
mod state;

pub use own_address::{OwnAddress, bind};
pub use registry::Metrics;
pub use routes::{is_hidden, read};
