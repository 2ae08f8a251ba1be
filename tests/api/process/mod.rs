//! The real binary: started, stopped, killed and misconfigured from outside.

mod commands;
mod crash;
mod harness;
mod language;
mod log;
mod schedule;
mod start;
