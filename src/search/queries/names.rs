//! The names documents are filed under.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::known::length;
use crate::db::schema::{authors, categories, search_names, tags};
use crate::db::{AnyId, Conn, on_both};
use crate::search::model::NameKind;
use crate::text::search::Term;

/// Names that one query looks at.
const MOST: i64 = 2_000;

/// A word of a name.
#[derive(Clone, Debug, Queryable)]
pub struct NameWord {
    pub word: String,
    pub token: AnyId,
    pub kind: String,
    pub target: AnyId,
}

/// The words of names that one of the terms means; whole words before those that begin with one, the
/// shorter before the longer.
pub fn meant(conn: &mut Conn, terms: &[&Term]) -> QueryResult<Vec<NameWord>> {
    let forms: Vec<&str> = terms.iter().flat_map(|term| &term.forms).map(String::as_str).collect();
    let mut query = search_names::table.filter(search_names::word.eq_any(forms.clone())).into_boxed();
    for term in terms.iter().filter(|term| term.prefix) {
        let end = format!("{}\u{10ffff}", term.word);
        query = query.or_filter(search_names::word.ge(&term.word).and(search_names::word.lt(end)));
    }
    query
        .order((
            search_names::word.eq_any(forms).desc(),
            length(search_names::word),
            search_names::word,
            search_names::token,
        ))
        .select((search_names::word, search_names::token, search_names::kind, search_names::target_id))
        .limit(MOST)
        .load(conn)
}

/// Every token that stands for it, of those merged into it too.
pub fn tokens(conn: &mut Conn, target: AnyId) -> QueryResult<Vec<AnyId>> {
    let own = search_names::table.filter(search_names::target_id.eq(target));
    own.select(search_names::token).distinct().load(conn)
}

pub fn remove(conn: &mut Conn, target: AnyId) -> QueryResult<()> {
    diesel::delete(search_names::table.filter(search_names::target_id.eq(target))).execute(conn).map(|_| ())
}

pub fn insert(
    conn: &mut Conn,
    kind: NameKind,
    target: AnyId,
    words: &[String],
    tokens: &[AnyId],
) -> QueryResult<()> {
    let rows: Vec<_> = words
        .iter()
        .flat_map(|word| tokens.iter().map(move |token| (word, token)))
        .map(|(word, token)| {
            (
                search_names::word.eq(word.as_str()),
                search_names::token.eq(*token),
                search_names::kind.eq(kind.as_str()),
                search_names::target_id.eq(target),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_both!(conn, |conn| diesel::insert_into(search_names::table).values(rows).execute(conn)).map(|_| ())
}

/// The next names of a kind, by id, with their languages.
pub fn some(
    conn: &mut Conn,
    kind: NameKind,
    after: AnyId,
    limit: i64,
) -> QueryResult<Vec<(AnyId, String, Option<String>)>> {
    macro_rules! of {
        ($table:ident, $locale:expr) => {
            $table::table
                .filter($table::id.gt(after))
                .order($table::id)
                .select(($table::id, $table::name, $locale))
                .limit(limit)
                .load(conn)
        };
    }
    match kind {
        NameKind::Author => of!(authors, None::<String>.into_sql::<Nullable<Text>>()),
        NameKind::Category => of!(categories, categories::locale.nullable()),
        NameKind::Tag => of!(tags, tags::locale.nullable()),
    }
}
