//! Words somebody may have meant.

use std::ops::RangeInclusive;

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::dialect::fulltext;
use crate::db::schema::{publications, search_documents, search_index, search_known, search_names};
use crate::visibility;

diesel::define_sql_function! {
    /// In characters, on both engines.
    fn length(text: diesel::sql_types::Text) -> diesel::sql_types::Integer;
}

/// Words that look alike are read no further.
const MOST: i64 = 20_000;

/// The words that begin with a letter and have about as many, for each of these.
pub fn neighbours(conn: &mut Conn, of: &[(char, RangeInclusive<usize>)]) -> QueryResult<Vec<String>> {
    let mut query = search_known::table.select(search_known::word).into_boxed();
    for (letter, lengths) in of {
        let bound = |length: &usize| i32::try_from(*length).unwrap_or(i32::MAX);
        let (begin, end) = (letter.to_string(), format!("{letter}\u{10ffff}"));
        let about = length(search_known::word).between(bound(lengths.start()), bound(lengths.end()));
        query = query.or_filter(search_known::word.ge(begin).and(search_known::word.lt(end)).and(about));
    }
    query.order(search_known::word).limit(MOST).load(conn)
}

/// Those of the words that may be told: they stand in a name, or in something visible of these kinds, in
/// these languages or in any.
pub fn visible(
    conn: &mut Conn,
    words: &[String],
    kinds: &[&str],
    locales: &[String],
    now: Timestamp,
) -> QueryResult<Vec<String>> {
    let in_languages =
        publications::locale.eq_any(locales).or(locales.is_empty().into_sql::<diesel::sql_types::Bool>());
    let shown = search_index::table
        .inner_join(search_documents::table.on(search_documents::number.eq(search_index::rowid)))
        .inner_join(publications::table.on(publications::id.eq(search_documents::publication_id)))
        .filter(fulltext::holds_known(conn))
        .filter(publications::kind.eq_any(kinds))
        .filter(in_languages)
        .filter(visibility::visible_at(now));
    let names = search_names::table.filter(search_names::word.eq(search_known::word));
    search_known::table
        .filter(search_known::word.eq_any(words))
        .filter(exists(names).or(exists(shown)))
        .select(search_known::word)
        .load(conn)
}
