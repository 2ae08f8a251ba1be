//! The statements of the lifecycle.

mod due;
mod intervals;
mod opening;
mod purge;
mod retractions;

pub use due::{DueRow, Turn, due, mark};
pub use intervals::{IntervalRow, Intervals, end, forget, intervals, was_public_as};
pub use opening::{
    Interval, Section, insert, insert_byline, insert_sections, insert_series, insert_tags, public_holder,
};
pub use purge::{addresses, bury, delete, menus, trashed_before};
pub use retractions::{end_retraction, insert_retraction, retraction};
