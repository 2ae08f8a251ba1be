//! Bodies: what a writer posted, in one of three formats, as safe HTML, plain text and a word count.
//!
//! Not here: storing renderings, or the source, which the API returns as posted. What is allowed is
//! `policy`'s business; how the losses are told is `dropped`'s.

use super::dropped::{Dropped, DroppedKind, Tally};
use super::{markdown, paragraphs, sanitise, words};

/// Stored with each rendering. Raise it when the same source may give other HTML, text or counts
/// than before (the policy, this pipeline, or a library under it), so that it is rendered again.
pub const POLICY_VERSION: i32 = 1;

/// Words an adult reads in a minute (French prose, silently).
const WORDS_PER_MINUTE: i32 = 230;

/// How a body's source is to be read.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// CommonMark, with GitHub's tables, strikethrough, footnotes and bare links.
    Markdown,
    /// A fragment of HTML.
    Html,
    /// Every non-blank line is a paragraph.
    Text,
}

impl Format {
    /// The name used in the API and in storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Text => "text",
        }
    }

    /// The format of exactly this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Markdown, Self::Html, Self::Text].into_iter().find(|format| format.as_str() == name)
    }
}

/// What is published of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// Safe to insert in a page. Rendering it again as [`Format::Html`] gives it back unchanged.
    pub html: String,
    /// The words alone: a line per paragraph, U+00A0 kept, table cells apart by a tab.
    pub text: String,
    /// Words of `text`; « l’article » is one.
    pub words: i32,
    /// What was in the source and is not in `html`, the gravest first.
    pub dropped: Vec<Dropped>,
}

/// Renders a body. Never fails: what cannot be published is left out and told in `dropped`. Time is
/// linear in the length of `source` (about a second for the worst megabyte), so call it off the
/// threads that serve requests, and outside transactions.
#[must_use]
pub fn render(format: Format, source: &str) -> Rendering {
    let mut tally = Tally::default();
    let clean = match format {
        Format::Text => return from_text(source, tally),
        Format::Html => sanitise::sanitise(source, &mut tally),
        Format::Markdown => match markdown::html(source) {
            Some(html) => sanitise::sanitise(&html, &mut tally),
            None => {
                tally.add(DroppedKind::Markup, "");
                return from_text(source, tally);
            }
        },
    };
    Rendering {
        words: words::count(&clean.text),
        html: clean.html,
        text: clean.text,
        dropped: tally.into_list(),
    }
}

fn from_text(source: &str, tally: Tally) -> Rendering {
    let text = paragraphs::text(source);
    Rendering { html: paragraphs::html(source), words: words::count(&text), text, dropped: tally.into_list() }
}

/// Minutes to read so many words, rounded up; 0 for none.
#[must_use]
pub fn reading_minutes(words: i32) -> i32 {
    words.max(0).saturating_add(WORDS_PER_MINUTE - 1) / WORDS_PER_MINUTE
}
