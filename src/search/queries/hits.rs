//! What matches, the newest first.
//!
//! Whoever asks narrows the query by visibility and by filters of their own ([`Numbers`]): nothing
//! here is public by itself but [`newest_titles`].

use diesel::dsl::{self, count_star};
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::dialect::fulltext::{self, FullText, Place};
use crate::db::schema::{publications, search_documents, search_index, search_titles};
use crate::db::{AnyId, Conn, MultiBackend, union_all, within};
use crate::search::model::Prepared;
use crate::visibility;

/// Matches of the whole title, and other matches, of which the best is chosen.
pub const CANDIDATES: i64 = 250;

type Found = dsl::InnerJoinOn<
    dsl::InnerJoinOn<
        search_index::table,
        search_documents::table,
        dsl::Eq<search_documents::number, search_index::rowid>,
    >,
    publications::table,
    dsl::Eq<publications::id, search_documents::publication_id>,
>;

/// The numbers of what matches, over `publications` too.
pub type Numbers<'a> = dsl::IntoBoxed<'a, dsl::Select<Found, search_documents::number>, MultiBackend>;

/// A match, with what its rank is made from.
#[derive(Clone, Debug, Queryable)]
pub struct Candidate {
    pub number: i64,
    pub publication: AnyId,
    pub article: AnyId,
    pub published_at: Timestamp,
    pub title: String,
    pub lead: String,
}

/// The documents of a query with all the phrases that are wanted, and none of the others.
macro_rules! with_phrases {
    ($query:expr, $prepared:expr) => {{
        let mut query = $query;
        for pattern in &$prepared.phrases {
            query = query.filter(search_documents::folded.like(pattern.clone()));
        }
        for pattern in &$prepared.without_phrases {
            query = query.filter(search_documents::folded.not_like(pattern.clone()));
        }
        query
    }};
}

/// Publications that match, visible or not.
pub fn numbers<'a>(prepared: &Prepared, text: &FullText, place: Place) -> Numbers<'a> {
    let query = search_index::table
        .inner_join(search_documents::table.on(search_documents::number.eq(search_index::rowid)))
        .inner_join(publications::table.on(publications::id.eq(search_documents::publication_id)))
        .select(search_documents::number)
        .filter(text.at(place))
        .into_boxed();
    with_phrases!(query, prepared)
}

/// The newest that match in their titles, and the newest of the others.
pub fn candidates<'a>(
    conn: &mut Conn,
    prepared: &Prepared,
    text: &FullText,
    narrow: &impl Fn(Numbers<'a>) -> Numbers<'a>,
) -> QueryResult<Vec<Candidate>> {
    let newest =
        |place| narrow(numbers(prepared, text, place)).order(search_index::rowid.desc()).limit(CANDIDATES);
    // Together, so that the numbers lead to the rows; PostgreSQL reads every document where either of two
    // lists may have its number.
    let chosen = union_all(newest(Place::Title), newest(Place::Elsewhere));
    search_documents::table
        .inner_join(publications::table.on(publications::id.eq(search_documents::publication_id)))
        .filter(within(search_documents::number, chosen))
        .select((
            search_documents::number,
            publications::id,
            publications::article_id,
            publications::published_at,
            search_documents::title,
            search_documents::lead,
        ))
        .load(conn)
}

/// Which part of the matches that were not chosen.
#[derive(Clone, Copy, Debug)]
pub struct Rest {
    pub after: Option<i64>,
    pub before: Option<i64>,
    pub offset: i64,
    pub limit: i64,
}

/// Matches by date, but for those chosen before: number, publication, article. The newest first;
/// the oldest when what stands before a place is asked for.
pub fn rest<'a>(
    conn: &mut Conn,
    prepared: &Prepared,
    text: &FullText,
    chosen: Vec<i64>,
    part: Rest,
    narrow: &impl Fn(Numbers<'a>) -> Numbers<'a>,
) -> QueryResult<Vec<(i64, AnyId, AnyId)>> {
    let mut query =
        narrow(numbers(prepared, text, Place::Anywhere)).filter(search_documents::number.ne_all(chosen));
    if let Some(after) = part.after {
        query = query.filter(search_index::rowid.lt(after));
    }
    query = match part.before {
        Some(before) => query.filter(search_index::rowid.gt(before)).order(search_index::rowid.asc()),
        None => query.order(search_index::rowid.desc()),
    };
    query
        .limit(part.limit)
        .offset(part.offset)
        .select((search_documents::number, publications::id, publications::article_id))
        .load(conn)
}

pub fn count<'a>(
    conn: &mut Conn,
    prepared: &Prepared,
    text: &FullText,
    narrow: &impl Fn(Numbers<'a>) -> Numbers<'a>,
) -> QueryResult<i64> {
    narrow(numbers(prepared, text, Place::Anywhere)).select(count_star()).first(conn)
}

diesel::alias! {
    const NEWEST: Alias<Newest> = search_documents as newest;
}

/// Of titles that match, those among so many of the newest documents are looked for first where the
/// engine does not find the newest by itself.
const NEAR: i64 = 1_000;

/// The numbers of the newest of these kinds that are public and match in their titles, in these languages
/// or in any.
pub fn newest_titles(
    conn: &mut Conn,
    prepared: &Prepared,
    text: &FullText,
    kinds: &[&str],
    locales: &[String],
    limit: usize,
    now: Timestamp,
) -> QueryResult<Vec<i64>> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let titles = || {
        let mut query = search_titles::table
            .inner_join(search_documents::table.on(search_documents::number.eq(search_titles::rowid)))
            .inner_join(publications::table.on(publications::id.eq(search_documents::publication_id)))
            .select(search_documents::number)
            .filter(text.in_titles())
            .filter(publications::kind.eq_any(kinds))
            .filter(visibility::visible_at(now))
            .limit(most)
            .into_boxed();
        if !locales.is_empty() {
            query = query.filter(publications::locale.eq_any(locales));
        }
        with_phrases!(query, prepared)
    };
    if !fulltext::finds_newest(conn) {
        // A common beginning is met soon, and one that is not is rare enough to look at all there are.
        let number = NEWEST.field(search_documents::number);
        let far = NEWEST.order(number.desc()).offset(NEAR).limit(1).select(number).single_value();
        let near: Vec<i64> = titles()
            .filter(search_titles::rowid.nullable().gt(far))
            .order(search_titles::rowid.desc())
            .load(conn)?;
        if near.len() == limit {
            return Ok(near);
        }
        return titles().order(fulltext::all_numbers().desc()).load(conn);
    }
    titles().order(search_titles::rowid.desc()).load(conn)
}
