//! A piece of work, and what came of it.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::db::AnyId;
use crate::db::schema::jobs;
use crate::db::types::typed_id;

typed_id! {
    /// Id of a job.
    JobId
}

/// How long a node may be silent before others take its work: three times as long as it is between two signs of life.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

closed_list! {
    /// The kinds of work.
    JobKind {
        /// Tells one webhook what happened; the key is its id.
        Webhook "webhook",
        /// Sends one webhook messages of the past again; the key is its id.
        Redelivery "redelivery",
        /// Brings the search index up to date.
        Reindex "reindex",
        /// Takes away what has had its time; the key is its name.
        Upkeep "upkeep",
    }
}

/// Work that waits for other servers, and work that is ours alone: neither has to wait for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Outside,
    House,
}

impl Lane {
    pub const ALL: [Lane; 2] = [Lane::Outside, Lane::House];

    /// The kinds that go there. Those of other versions of griot go nowhere: they wait for whoever knows them.
    pub fn kinds(self) -> Vec<&'static str> {
        let goes = |kind: &JobKind| match kind {
            JobKind::Webhook | JobKind::Redelivery => self == Lane::Outside,
            JobKind::Reindex | JobKind::Upkeep => self == Lane::House,
        };
        JobKind::ALL.iter().filter(|kind| goes(kind)).map(|kind| kind.as_str()).collect()
    }

    /// Jobs done at the same time by one node.
    pub fn places(self) -> usize {
        match self {
            // Nearly all of them wait for an answer.
            Lane::Outside => 256,
            Lane::House => 4,
        }
    }
}

/// A row of `jobs`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub key: String,
    pub run_at: Timestamp,
    /// Tries that failed since the last that did not.
    pub attempts: i32,
    /// How often it was asked for.
    pub asked: i64,
    pub leased_by: Option<AnyId>,
    pub leased_until: Option<Timestamp>,
    pub last_error: Option<String>,
    pub dead_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A job that this node has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    pub job: JobId,
    /// Of this one taking, not of the node: what it took before it died is not its any more.
    pub holder: Uuid,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing left to do.
    Done,
    /// It goes on then. What whoever runs it counts as failed, it counts by itself.
    Waits {
        until: Timestamp,
        /// Why it waits, for people; none when nothing failed.
        error: Option<String>,
    },
    /// A try came to nothing; the queue counts them, and says when the next one is.
    Failed {
        /// For people.
        error: String,
    },
}

impl Outcome {
    /// It goes on then, and nothing failed.
    pub fn at(until: Timestamp) -> Self {
        Outcome::Waits { until, error: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_lane() {
        for kind in JobKind::ALL {
            let lanes = Lane::ALL.iter().filter(|lane| lane.kinds().contains(&kind.as_str())).count();
            assert_eq!(lanes, 1, "{kind}");
        }
    }
}
