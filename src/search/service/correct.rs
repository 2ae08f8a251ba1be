//! What somebody may have meant whose words lead nowhere.
//!
//! Only words that are public at this moment are proposed. The nearest are asked about, and the hidden
//! are as if they were not there; of more than are asked about, hidden ones may leave no room for others.

use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::Result;
use crate::search::model::Prepared;
use crate::search::queries::known;
use crate::text::search::{is_correctable, nearest, neighbourhood};

/// Words of one query that are corrected.
const MOST_WORDS: usize = 6;
/// Neighbours of one word that are asked about.
const MOST_NEAR: usize = 24;

/// For words that nothing public has, the nearest that something has: word and other. Two
/// statements, or none.
///
/// # Errors
/// When the database cannot answer.
pub fn corrections(
    conn: &mut Conn,
    prepared: &Prepared,
    kinds: &[&str],
    locales: &[String],
    now: Timestamp,
) -> Result<Vec<(String, String)>> {
    let terms = prepared.query.terms.iter().filter(|term| is_correctable(&term.word));
    let words: Vec<&str> = terms.take(MOST_WORDS).map(|term| term.word.as_str()).collect();
    let around: Vec<_> = words.iter().filter_map(|word| neighbourhood(word)).collect();
    if around.is_empty() {
        return Ok(Vec::new());
    }
    let known = known::neighbours(conn, &around)?;
    let near = |word: &str| nearest(word, known.iter().map(String::as_str), MOST_NEAR);
    let mut asked: Vec<String> = words.iter().flat_map(|word| near(word)).map(str::to_owned).collect();
    asked.extend(words.iter().map(|word| (*word).to_owned()));
    let visible = known::visible(conn, &asked, kinds, locales, now)?;
    let is_visible = |word: &str| visible.iter().any(|other| other == word);
    Ok(words
        .into_iter()
        .filter(|word| !is_visible(word))
        .filter_map(|word| {
            let right = near(word).into_iter().find(|other| is_visible(other))?;
            Some((word.to_owned(), right.to_owned()))
        })
        .collect())
}
