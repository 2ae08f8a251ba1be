//! Full text: FTS5 on SQLite, `tsvector` on PostgreSQL.
//!
//! Both are given finished tokens of `text::search` and only compare them. Tokens are letters,
//! digits and signs above ASCII, so that between quotes nothing in them means anything to either
//! engine.

use diesel::dsl::{AsExprOf, sql};
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::db::connection::Conn;

/// One of these tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnyOf {
    pub tokens: Vec<String>,
    /// Or any that begins with this.
    pub prefix: Option<String>,
}

/// What documents must hold: each of `all`, and none of `none`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub all: Vec<AnyOf>,
    pub none: Vec<AnyOf>,
}

/// Where the wanted tokens stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Anywhere,
    /// All of them in the title.
    Title,
    /// Not all of them in the title.
    Elsewhere,
}

/// `Wanted` in the language of the engine.
#[derive(Clone, Debug)]
pub struct FullText {
    is_sqlite: bool,
    all: String,
    none: String,
}

/// A condition on `search_index` or `search_titles`.
pub type Matching = SqlLiteral<Bool, Bind<SqlLiteral<Bool, Bind<SqlLiteral<Bool>>>>>;
type Bind<Query> = UncheckedBind<Query, AsExprOf<String, Text>>;

impl FullText {
    /// None when nothing is wanted: no engine has a word for that.
    pub fn new(conn: &Conn, wanted: &Wanted) -> Option<Self> {
        if wanted.all.is_empty() {
            return None;
        }
        Some(match conn {
            Conn::Sqlite(_) => FullText {
                is_sqlite: true,
                all: joined(&wanted.all, " AND ", fts5),
                none: joined(&wanted.none, " OR ", fts5),
            },
            Conn::Postgres(_) => FullText {
                is_sqlite: false,
                all: joined(&wanted.all, " & ", tsquery),
                none: joined(&wanted.none, " | ", tsquery),
            },
        })
    }

    /// What is wanted without what is not.
    fn whole(&self) -> String {
        let FullText { is_sqlite, all, none } = self;
        match (none.is_empty(), is_sqlite) {
            (true, _) => all.clone(),
            (false, true) => format!("({all}) NOT ({none})"),
            (false, false) => format!("{all} & !({none})"),
        }
    }

    /// For a query over `search_index`.
    pub fn at(&self, place: Place) -> Matching {
        let (all, whole) = (&self.all, self.whole());
        if self.is_sqlite {
            let found = match place {
                Place::Anywhere => whole,
                Place::Title => format!("({whole}) AND title : ({all})"),
                Place::Elsewhere => format!("({whole}) NOT title : ({all})"),
            };
            return three("search_index MATCH ", found, " AND ", String::new(), " = ''");
        }
        let begin = "search_index.whole @@ ";
        match place {
            Place::Anywhere => three(begin, whole, "::tsquery AND ", String::new(), " = ''"),
            Place::Title => {
                three(begin, whole, "::tsquery AND search_index.title @@ ", all.clone(), "::tsquery")
            }
            Place::Elsewhere => {
                three(begin, whole, "::tsquery AND NOT search_index.title @@ ", all.clone(), "::tsquery")
            }
        }
    }

    /// For a query over `search_titles`: all that is wanted, and nowhere what is not.
    pub fn in_titles(&self) -> Matching {
        let all = self.all.clone();
        match (self.none.is_empty(), self.is_sqlite) {
            (true, true) => three("search_titles MATCH ", all, " AND ", String::new(), " = ''"),
            (true, false) => three("search_titles.title @@ ", all, "::tsquery AND ", String::new(), " = ''"),
            (false, true) => {
                let anywhere = " AND search_titles.rowid NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH ";
                three("search_titles MATCH ", all, anywhere, self.none.clone(), ")")
            }
            (false, false) => {
                let anywhere = "::tsquery AND search_titles.whole @@ ";
                three("search_titles.title @@ ", all, anywhere, self.whole(), "::tsquery")
            }
        }
    }
}

/// In parentheses of its own, which diesel does not put around what it does not know.
fn three(begin: &str, first: String, between: &str, second: String, end: &str) -> Matching {
    let begin = sql::<Bool>(&format!("({begin}"));
    begin.bind::<Text, _>(first).sql(between).bind::<Text, _>(second).sql(&format!("{end})"))
}

fn joined(all: &[AnyOf], by: &str, write: impl Fn(&AnyOf) -> String) -> String {
    all.iter().map(write).collect::<Vec<_>>().join(by)
}

fn fts5(one: &AnyOf) -> String {
    let words = one.tokens.iter().map(|token| format!("\"{token}\""));
    let prefix = one.prefix.iter().map(|token| format!("\"{token}\" *"));
    let any = words.chain(prefix).collect::<Vec<_>>().join(" OR ");
    format!("({any})")
}

fn tsquery(one: &AnyOf) -> String {
    let words = one.tokens.iter().map(|token| format!("'{token}'"));
    let prefix = one.prefix.iter().map(|token| format!("'{token}':*"));
    let any = words.chain(prefix).collect::<Vec<_>>().join(" | ");
    format!("({any})")
}

/// Puts a document into the index. One that is there under the number must have gone before.
pub fn insert(conn: &mut Conn, number: i64, title: &str, rest: &str) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => {
            diesel::sql_query("INSERT INTO search_index (rowid, title, rest) VALUES (?, ?, ?)")
                .bind::<BigInt, _>(number)
                .bind::<Text, _>(title)
                .bind::<Text, _>(rest)
                .execute(conn)?;
            diesel::sql_query("INSERT INTO search_titles (rowid, title) VALUES (?, ?)")
                .bind::<BigInt, _>(number)
                .bind::<Text, _>(title)
                .execute(conn)
        }
        Conn::Postgres(conn) => diesel::sql_query(
            "INSERT INTO search_index (rowid, title, whole) VALUES ($1, $2::tsvector, $3::tsvector)",
        )
        .bind::<BigInt, _>(number)
        .bind::<Text, _>(tsvector(title))
        .bind::<Text, _>(tsvector(&format!("{title} {rest}")))
        .execute(conn),
    }
    .map(|_| ())
}

fn tsvector(tokens: &str) -> String {
    let words = tokens.split(' ').filter(|token| !token.is_empty() && *token != "|");
    words.map(|token| format!("'{token}'")).collect::<Vec<_>>().join(" ")
}

/// Adds the words that are not there yet. In their order, so that two who add the same do not wait
/// for each other.
pub fn insert_known(conn: &mut Conn, words: &[String]) -> QueryResult<()> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() {
        return Ok(());
    }
    match conn {
        Conn::Sqlite(conn) => {
            let list = format!("[\"{}\"]", words.join("\",\""));
            diesel::sql_query("INSERT OR IGNORE INTO search_known (word) SELECT value FROM json_each(?)")
                .bind::<Text, _>(list)
                .execute(conn)
        }
        Conn::Postgres(conn) => diesel::sql_query(
            "INSERT INTO search_known (word) SELECT unnest(string_to_array($1, ' ')) ON CONFLICT DO NOTHING",
        )
        .bind::<Text, _>(words.join(" "))
        .execute(conn),
    }
    .map(|_| ())
}

/// Whether the engine meets the newest titles that match first, and need not look at the others.
pub fn finds_newest(conn: &Conn) -> bool {
    matches!(conn, Conn::Sqlite(_))
}

/// The numbers of `search_titles`, in a way by which the engine does not walk through all titles in the
/// hope of meeting those that match.
pub fn all_numbers() -> SqlLiteral<BigInt> {
    sql("(search_titles.rowid + 0)")
}

/// That the document in `search_index` holds the word in `search_known`.
pub fn holds_known(conn: &Conn) -> SqlLiteral<Bool> {
    match conn {
        Conn::Sqlite(_) => sql("search_index MATCH ('\"' || search_known.word || '\"')"),
        Conn::Postgres(_) => sql("(search_index.whole @@ quote_literal(search_known.word)::tsquery)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages() {
        let word = |token: &str| AnyOf { tokens: vec![token.into()], prefix: None };
        let open = AnyOf { tokens: vec!["electi".into(), "elect".into()], prefix: Some("electi".into()) };
        assert_eq!(fts5(&open), "(\"electi\" OR \"elect\" OR \"electi\" *)");
        assert_eq!(tsquery(&open), "('electi' | 'elect' | 'electi':*)");
        assert_eq!(joined(&[word("a"), word("b")], " & ", tsquery), "('a') & ('b')");
        assert_eq!(tsvector(" le fleuve | fleuv "), "'le' 'fleuve' 'fleuv'");
    }
}
