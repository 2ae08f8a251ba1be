//! The statements behind the desk: a short list each, then what is on them all in a few words, and the counts.

use diesel::dsl::{case_when, exists, max, min, not, sum};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};

use super::model::{BriefRow, Reach, Tally, TallyRow};
use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::schema::{article_locks, articles, publications, retractions, revisions, users};
use crate::db::{Conn, union_all};
use crate::visibility::{self, visible_as};

diesel::alias!(users as lockers: LockersAlias, users as assignees: AssigneesAlias, publications as lives: LivesAlias, articles as mine: MineAlias);

/// Of any query over `articles`: only what `$reach` reaches of a kind.
macro_rules! reached {
    ($query:expr, $reach:expr) => {{
        let reach: &Reach = $reach;
        if reach.drafts {
            $query
        } else {
            let own = articles::created_by.eq(reach.user).or(articles::assignee_id.eq(reach.user));
            $query.filter(own)
        }
    }};
}

/// Not by equality, or an engine would go through all there are of a kind.
macro_rules! of_a_kind {
    ($table:ident, $reach:expr) => {
        $table::kind.ne("page").or($reach.pages.into_sql::<Bool>())
    };
}

/// Neither withdrawn nor public, now or later: its status is the stage it is at.
macro_rules! is_idle {
    ($now:expr) => {
        not(visibility::is_withdrawn($now)).and(not(exists(
            publications::table
                .filter(publications::article_id.eq(articles::id))
                .filter(publications::until_at.gt($now)),
        )))
    };
}

/// What was given back to its maker, and nothing was done with since; the latest first.
pub(super) fn returned(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<ArticleId>> {
    articles::table
        .filter(articles::created_by.eq(reach.user))
        .filter(articles::returned_at.is_not_null())
        .filter(articles::trashed_at.is_null())
        .filter(of_a_kind!(articles, reach))
        .order((articles::returned_at.desc(), articles::id.desc()))
        .limit(limit)
        .select(articles::id)
        .load(conn)
}

/// What is due first, first.
pub(super) fn assigned(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<ArticleId>> {
    articles::table
        .filter(articles::assignee_id.eq(reach.user))
        .filter(articles::trashed_at.is_null())
        .filter(of_a_kind!(articles, reach))
        .order((articles::due_at.is_null(), articles::due_at, articles::id))
        .limit(limit)
        .select(articles::id)
        .load(conn)
}

/// What has waited longest, first.
pub(super) fn in_review(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<ArticleId>> {
    articles::table
        .filter(articles::workflow.eq("in_review"))
        .filter(articles::trashed_at.is_null())
        .filter(of_a_kind!(articles, reach))
        .filter(is_idle!(reach.now))
        .order((articles::saved_at, articles::id))
        .limit(limit)
        .select(articles::id)
        .load(conn)
}

/// One's own; what was saved last, first.
pub(super) fn drafts(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<ArticleId>> {
    articles::table
        .filter(articles::created_by.eq(reach.user))
        // Not by the stage, at which nearly everything is.
        .filter(articles::workflow.ne("in_review"))
        .filter(articles::trashed_at.is_null())
        .filter(of_a_kind!(articles, reach))
        .filter(is_idle!(reach.now))
        .order((articles::saved_at.desc(), articles::id.desc()))
        .limit(limit)
        .select(articles::id)
        .load(conn)
}

/// What begins next, first.
pub(super) fn scheduled(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<ArticleId>> {
    let planned = publications::table
        .filter(of_a_kind!(publications, reach))
        .inner_join(articles::table.on(articles::id.eq(publications::article_id)))
        .filter(publications::began.eq(false))
        .filter(publications::from_at.gt(reach.now))
        .filter(articles::trashed_at.is_null())
        .order((publications::from_at, publications::article_id))
        .limit(limit)
        .select(publications::article_id)
        .into_boxed();
    reached!(planned, reach).load(conn)
}

/// What one is at; what ends first, first.
pub(super) fn locked(conn: &mut Conn, reach: &Reach, limit: i64) -> QueryResult<Vec<ArticleId>> {
    article_locks::table
        .inner_join(articles::table.on(articles::id.eq(article_locks::article_id)))
        .filter(article_locks::owner_id.eq(reach.user))
        .filter(article_locks::expires_at.gt(reach.now))
        .filter(articles::trashed_at.is_null())
        .filter(of_a_kind!(articles, reach))
        .order((article_locks::expires_at, articles::id))
        .limit(limit)
        .select(articles::id)
        .load(conn)
}

/// These, in no order.
pub(super) fn briefs(conn: &mut Conn, ids: &[ArticleId], now: Timestamp) -> QueryResult<Vec<BriefRow>> {
    articles::table
        .inner_join(users::table.on(users::id.eq(articles::created_by)))
        .inner_join(
            revisions::table.on(revisions::article_id
                .eq(articles::id)
                .and(revisions::number.eq(articles::head_revision))),
        )
        .left_join(assignees.on(assignees.field(users::id).nullable().eq(articles::assignee_id)))
        .left_join(
            article_locks::table
                .on(article_locks::article_id.eq(articles::id).and(article_locks::expires_at.gt(now))),
        )
        .left_join(
            lockers.on(lockers
                .field(users::id)
                .nullable()
                .eq(article_locks::owner_id.nullable())
                .and(lockers.field(users::suspended_at).is_null())),
        )
        .filter(articles::id.eq_any(ids))
        .select((
            articles::id,
            articles::kind,
            articles::slug,
            articles::workflow,
            revisions::content,
            (users::id, users::name),
            articles::saved_at,
            (assignees.field(users::id), assignees.field(users::name)).nullable(),
            articles::due_at,
            articles::returned_at,
            (
                lockers.field(users::id),
                lockers.field(users::name),
                article_locks::since,
                article_locks::expires_at,
            )
                .nullable(),
            publications::table
                .filter(publications::article_id.eq(articles::id))
                .filter(publications::from_at.gt(now))
                .select(min(publications::from_at))
                .single_value(),
            lives
                .filter(lives.field(publications::article_id).eq(articles::id))
                .filter(visible_as!(lives, now))
                .select(max(lives.field(publications::from_at)))
                .single_value(),
            retractions::table
                .filter(retractions::article_id.eq(articles::id))
                .filter(visibility::withdraws_at(now))
                .select(max(retractions::notice))
                .single_value(),
        ))
        .load(conn)
}

/// How many articles and how many pages there are, of each tally. One statement; the kinds stand among what it
/// selects and not among what it asks for, or an engine would go through all there are of one.
pub(super) fn tallies(conn: &mut Conn, reach: &Reach) -> QueryResult<Vec<TallyRow>> {
    let now = reach.now;
    macro_rules! counted {
        ($from:expr, $kind:expr, $tally:expr) => {
            $from.select((
                $tally.number().into_sql::<Integer>(),
                sum(case_when($kind.eq("article"), 1.into_sql::<Integer>())),
                sum(case_when($kind.eq("page"), 1.into_sql::<Integer>())),
            ))
        };
    }
    let all = counted!(articles::table, articles::kind, Tally::All).into_boxed();
    let trashed = counted!(articles::table, articles::kind, Tally::Trashed)
        .filter(articles::trashed_at.is_not_null())
        .into_boxed();
    let in_review = counted!(articles::table, articles::kind, Tally::InReview)
        .filter(articles::workflow.eq("in_review"))
        .filter(articles::trashed_at.is_null())
        .filter(is_idle!(now))
        .into_boxed();
    let live = lives
        .filter(lives.field(publications::article_id).eq(publications::article_id))
        .filter(visible_as!(lives, now));
    // What is public now or to be lies in no trash.
    let scheduled = counted!(publications::table, publications::kind, Tally::Scheduled)
        .filter(publications::began.eq(false))
        .filter(publications::from_at.gt(now))
        .filter(not(exists(live)))
        .into_boxed();
    let published = counted!(publications::table, publications::kind, Tally::Published)
        .filter(visibility::visible_at(now))
        .into_boxed();
    // The trash is looked at last, or an engine would begin with all that is not in it.
    let kept = |kind: &'static str| articles::kind.eq(kind).and(articles::trashed_at.is_null());
    let retracted = retractions::table
        .inner_join(articles::table.on(articles::id.eq(retractions::article_id)))
        .filter(visibility::withdraws_at(now))
        .select((
            Tally::Retracted.number().into_sql::<Integer>(),
            sum(case_when(kept("article"), 1.into_sql::<Integer>())),
            sum(case_when(kept("page"), 1.into_sql::<Integer>())),
        ))
        .into_boxed();
    macro_rules! own_only {
        ($query:expr) => {{
            let own = mine.field(articles::created_by).eq(reach.user);
            let own = own.or(mine.field(articles::assignee_id).eq(reach.user));
            let own = mine.filter(own).select(mine.field(articles::id));
            if reach.drafts { $query } else { $query.filter(publications::article_id.eq_any(own)) }
        }};
    }
    let stages =
        union_all(union_all(reached!(all, reach), reached!(trashed, reach)), reached!(in_review, reach));
    let public = union_all(own_only!(scheduled), own_only!(published));
    union_all(stages, union_all(public, reached!(retracted, reach))).load(conn)
}
