//! How a working copy becomes public and how it stops being so: the lifecycle.
//!
//! Status is never stored; it is computed at an instant from what is ([`status`]). Which verb leads where,
//! and who may say it, is one table ([`lifecycle`]); what each does has a file of its own.

mod announce;
mod checklist;
mod correct;
mod lifecycle;
mod open;
mod publish;
mod purge;
mod queries;
mod retract;
mod review;
mod routes;
mod schedule;
mod status;
mod unpublish;

pub use announce::{announce, catch_up, is_due};
pub use correct::correct;
pub use lifecycle::{RefusalCode, RefusedTransition, Verb, Verbs, state_machine};

pub use publish::{Publish, publish};
pub use purge::{Trashed, purge, purgeable};
pub use retract::{Retract, reinstate, retract};
pub use review::{Return, Submit, return_to_writer, submit};
pub use routes::routes;
pub(crate) use routes::transition;
pub use schedule::{Schedule, schedule, unschedule};
pub use status::{Facts, Status};
pub use unpublish::{Unpublish, unpublish};
