//! Signing in and staying so, and what people do with their own account, under `/auth`. Accounts
//! themselves are `users`; the tokens and how often one may try are `auth`. Rotation and reuse of
//! refresh tokens are in `service/refresh.rs`.

mod model;
mod queries;
mod routes;
mod service;
mod views;

pub use routes::routes;
