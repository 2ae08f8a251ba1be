//! The real binary: started, stopped, killed and misconfigured from outside.

mod commands;
mod crash;
mod editorial;
mod harness;
mod language;
mod schedule;
mod start;
