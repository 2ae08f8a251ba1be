//! The status of an article at an instant: one function that filters, checks and transitions use.

use crate::articles::Workflow;
use crate::closed_list::closed_list;

closed_list! {
    /// Where an article or a page stands.
    Status {
        /// Being written.
        Draft "draft",
        /// Handed in.
        InReview "in_review",
        /// Becomes public at an instant to come.
        Scheduled "scheduled",
        /// Public now.
        Published "published",
        /// Withdrawn; its notice stays.
        Retracted "retracted",
    }
}

/// What is so at the instant in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub retracted: bool,
    pub live: bool,
    pub scheduled: bool,
    pub workflow: Workflow,
}

impl Status {
    /// `retracted` if a retraction covers the instant; else `published` if an interval holds it;
    /// else `scheduled` if one starts later; else the stage of the working copy.
    pub fn of(facts: Facts) -> Status {
        if facts.retracted {
            Status::Retracted
        } else if facts.live {
            Status::Published
        } else if facts.scheduled {
            Status::Scheduled
        } else {
            match facts.workflow {
                Workflow::Draft => Status::Draft,
                Workflow::InReview => Status::InReview,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_precedence() {
        for bits in 0..16_u8 {
            let facts = Facts {
                retracted: bits & 1 != 0,
                live: bits & 2 != 0,
                scheduled: bits & 4 != 0,
                workflow: if bits & 8 == 0 { Workflow::Draft } else { Workflow::InReview },
            };
            let expected = match facts {
                Facts { retracted: true, .. } => "retracted",
                Facts { live: true, .. } => "published",
                Facts { scheduled: true, .. } => "scheduled",
                Facts { workflow: Workflow::Draft, .. } => "draft",
                Facts { workflow: Workflow::InReview, .. } => "in_review",
            };
            assert_eq!(Status::of(facts).as_str(), expected);
        }
    }
}
