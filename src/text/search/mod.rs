//! The search analyser: what a word is, which forms of it are one, and what a query means.
//!
//! One set of pure functions for both databases: the engines only compare the tokens made here, so
//! that the same words find the same articles in the same order on either.
//!
//! | to know | go to |
//! |---|---|
//! | where words begin and end, elisions, numbers, folding | `words` |
//! | stems and stop words of a language | [`Language`] |
//! | what of a document is put into the index | [`Document`] |
//! | what somebody who typed this is looking for | [`Query`] |
//! | which hit comes first | [`rank`] |
//! | the piece of a text that is shown, with its marks | [`snippet`] |
//! | the words somebody may have meant | [`nearest`] |
//!
//! A word is looked for under two forms, `fold(stem(word))` and `stem(fold(word))`: the first joins
//! inflections as the language does, the second whatever was typed without accents.

mod document;
mod language;
mod nearest;
mod query;
mod rank;
mod snippet;
mod words;

#[cfg(test)]
mod laws;

pub use document::{Document, Indexed, MOST_WORDS, known_words, label, name_words, stems};
pub use language::Language;
pub use nearest::{is_correctable, nearest, neighbourhood};
pub use query::{Phrase, Query, Term};
pub use rank::{Rank, Weighed};
pub use snippet::{highlight, snippet};

/// Rises with every change to what is put into the index: an index made under another one is made
/// again.
pub const ANALYSER_VERSION: i32 = 2;
