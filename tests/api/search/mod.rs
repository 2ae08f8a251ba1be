//! What readers find.

mod articles;
mod everything;
mod golden;
mod hidden;
mod index;
mod names;
mod plans;
