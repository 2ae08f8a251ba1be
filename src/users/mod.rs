//! Accounts: who may sign in, and as what. Kept by administrators under `/users`; what people do
//! with their own account, and signing in, is `sessions`. Not the public profiles of those who
//! sign articles: those are `authors`.

mod model;
pub mod passwords;
mod queries;
mod routes;
pub mod service;
mod views;

pub use model::{Account, Change, Email, NewUser, User, parse_name};
pub use routes::routes;
pub use views::{UserReply, UserView};
