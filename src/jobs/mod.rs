//! What is done beside the requests: a queue in the database, and who works on it.
//!
//! A row is work to do; a service puts it there in the transaction that makes the work necessary ([`queue`]), and it
//! goes when the work is done. Any node may take it, for a while ([`model::LEASE`]); what a node that died had taken
//! comes back by itself. What fails is tried again, later each time ([`schedule`]), and in the end lies there as dead
//! until somebody looks (`griot jobs`). So work is done at least once, and must bear being done twice.
//! [`runner`] is the loop; what each kind of work is stands in the room that owns it.

mod keeping;
mod model;
mod queries;
pub mod queue;
mod runner;
mod schedule;
mod work;

pub use keeping::{list, retry};
pub use model::{Job, JobId, JobKind, Lease, Outcome};
pub use runner::{Runner, drain};
pub use schedule::{TRIES, next_try};
pub use work::begin;
