//! The lifecycle: what leads where, for whom, and what readers find meanwhile.

mod checklist;
mod day;
mod embargo;
mod four_eyes;
mod lifecycle;
mod retract;
mod review;
mod schedule;
