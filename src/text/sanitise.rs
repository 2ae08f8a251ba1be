//! HTML from a writer made safe to publish, and everything it lost on the way.
//!
//! ammonia decides what is safe; around it stand what it cannot do: bounded time and depth (`tame`),
//! a report (`losses`), and the promise that sanitising the result again changes nothing. That last
//! one is kept by checking it, so a parser's surprise can cost formatting but never the promise.

use ammonia::{Builder, Url, UrlRelative};
use scraper::Html;

use super::dropped::{DroppedKind, Tally};
use super::tame::tame;
use super::verdict::{SANITISER, sanitiser};
use super::{losses, paragraphs, plain};

/// Rounds until the result must repeat itself. The second confirms the first for all we know of.
const ROUNDS: usize = 4;

/// Safe HTML and its plain text.
pub(super) struct Sanitised {
    pub(super) html: String,
    pub(super) text: String,
}

pub(super) fn sanitise(source: &str, tally: &mut Tally) -> Sanitised {
    let mut tamed = tame(source, tally);
    let mut document = Html::parse_fragment(&tamed);
    losses::count(&document, tally);
    let mut html = clean(&tamed);
    for _ in 0..ROUNDS {
        let mut more = Tally::default();
        tamed = tame(&html, &mut more);
        let again = clean(&tamed);
        if again == html && more.is_empty() {
            return Sanitised { html, text: plain::text(&document) };
        }
        document = Html::parse_fragment(&tamed);
        losses::count(&document, &mut more);
        tally.merge(more);
        html = again;
    }
    tally.add(DroppedKind::Markup, "");
    let words = plain::text(&document);
    Sanitised { html: paragraphs::html(&words), text: paragraphs::text(&words) }
}

/// A text that was made safe, with every relative address completed by `base`: for where it is read
/// away from its page.
#[must_use]
pub fn absolute(html: &str, base: &Url) -> String {
    let mut sanitiser = sanitiser();
    sanitiser.url_relative(UrlRelative::RewriteWithBase(base.clone()));
    clean_with(&sanitiser, html)
}

fn clean(tamed: &str) -> String {
    clean_with(&SANITISER, tamed)
}

fn clean_with(sanitiser: &Builder<'_>, tamed: &str) -> String {
    // The serialiser writes U+00A0, and nothing else, as `&nbsp;`, which XML readers of feeds do
    // not know. The character itself is as good.
    keep_first_line(sanitiser.clean(tamed).to_string().replace("&nbsp;", "\u{a0}"))
}

/// Parsers swallow one line end after `<pre>` and serialisers forget to write it again.
fn keep_first_line(html: String) -> String {
    if !html.contains("<pre") {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 16);
    for (i, part) in html.split("<pre").enumerate() {
        if i > 0 {
            out.push_str("<pre");
        }
        match part.split_once('>') {
            // Escaped as it is, a `>` after `<pre` can only end that tag.
            Some((attributes, content)) if i > 0 && content.starts_with('\n') => {
                out.extend([attributes, ">\n", content]);
            }
            _ => out.push_str(part),
        }
    }
    out
}
