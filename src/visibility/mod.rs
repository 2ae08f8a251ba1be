//! The one predicate: what the public may see at an instant.
//!
//! Every query that answers the public, by whatever path (list, find, count, reference), goes
//! through [`visible_at`]; removing it from any of them makes a test fail. Scheduling is a later
//! `from_at`, expiry an `until_at`, a look at the past another instant: no job has to run.

use diesel::dsl::{auto_type, exists, not};
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{articles, publications, retractions};

/// Whether a row of `retractions` withdraws its article at `t`.
#[auto_type]
pub fn withdraws_at(t: Timestamp) -> _ {
    retractions::from_at.le(t).and(retractions::until_at.gt(t))
}

/// Whether the article of a row of `articles` is withdrawn at `t`.
#[auto_type(no_type_alias)]
pub fn is_withdrawn(t: Timestamp) -> _ {
    let withdraws: withdraws_at = withdraws_at(t);
    exists(retractions::table.filter(retractions::article_id.eq(articles::id)).filter(withdraws))
}

/// Whether a row of `publications` is public at `t`: its interval holds `t`, and no retraction of
/// its article does.
#[auto_type(no_type_alias)]
pub fn visible_at(t: Timestamp) -> _ {
    let withdraws: withdraws_at = withdraws_at(t);
    let retracted =
        retractions::table.filter(retractions::article_id.eq(publications::article_id)).filter(withdraws);
    publications::from_at.le(t).and(publications::until_at.gt(t)).and(not(exists(retracted)))
}

/// The same for a table whose rows repeat the interval of their publication, so that counting by
/// author, section or tag reads one index and nothing else.
macro_rules! visible_in {
    ($table:ident, $t:expr) => {{
        use $crate::db::schema::retractions;
        let retracted = retractions::table
            .filter(retractions::article_id.eq($table::article_id))
            .filter($crate::visibility::withdraws_at($t));
        $table::from_at
            .le($t)
            .and($table::until_at.gt($t))
            .and(diesel::dsl::not(diesel::dsl::exists(retracted)))
    }};
}
pub(crate) use visible_in;

/// The same for another look at `publications` in one statement.
macro_rules! visible_as {
    ($alias:ident, $t:expr) => {{
        use $crate::db::schema::{publications, retractions};
        let retracted = retractions::table
            .filter(retractions::article_id.eq($alias.field(publications::article_id)))
            .filter($crate::visibility::withdraws_at($t));
        $alias
            .field(publications::from_at)
            .le($t)
            .and($alias.field(publications::until_at).gt($t))
            .and(diesel::dsl::not(diesel::dsl::exists(retracted)))
    }};
}
pub(crate) use visible_as;
