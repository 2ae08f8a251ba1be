//! Words, as pure functions: what a title becomes in a URL, how names sort, what a body looks like.
//!
//! Not here: storage, permissions, JSON, time. Nothing of ours is imported, so every rule can be
//! read and tested alone. The same input gives the same bytes on every node and database.
//!
//! | to know | go to |
//! |---|---|
//! | what a URL slug may be | [`slug`] |
//! | how titles sort and e-mail addresses compare | [`fold`] |
//! | how a language tag is spelled | [`locale`] |
//! | how a body becomes safe HTML, plain text and a word count | [`render`] |
//! | which HTML a newsroom may publish | `policy`, and `verdict` which reads it |
//! | what XML can hold of a text | [`xml`] |
//! | how words are looked for | [`search`] |
//! | what became of a text, word by word | [`diff`] |
//! | how two changes to one text go together | [`merge`] |
//! | how the sanitiser's losses are told | [`dropped`] |
//!
//! A body travels `markdown` → `sanitise` (`lexer` → `tame` on a `stack` → `losses` → ammonia) → `plain`.

pub mod diff;
pub mod dropped;
pub mod fold;
pub mod locale;
pub mod merge;
pub mod render;
pub mod search;
pub mod slug;
pub mod xml;

mod attributes;
mod lexer;
mod losses;
mod markdown;
mod paragraphs;
mod plain;
mod policy;
pub mod sanitise;
mod stack;
mod tame;
mod verdict;
mod words;

#[cfg(test)]
mod laws;
