//! The lifecycle: what leads where, for whom, and what readers find meanwhile.

mod lifecycle;
mod retract;
mod review;
mod schedule;
