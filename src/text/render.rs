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
/// linear in the length of `source` (one to two seconds for the worst megabyte), so call it off the
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(rendering: &Rendering) -> Vec<String> {
        rendering.dropped.iter().map(Dropped::sentence).collect()
    }

    #[test]
    fn markdown_of_a_newsroom() {
        let source = "## La crue\n\nLe fleuve «\u{a0}monte\u{a0}»[^1], **dit-on** ~~hier~~.\n\n\
                      | Ville | Mètres |\n|---|--:|\n| Kayes | 7 |\n\nhttps://exemple.sn\n\n[^1]: Relevé du matin.";
        let rendering = render(Format::Markdown, source);
        assert_eq!(rendering.dropped, []);
        for part in [
            "<h2>La crue</h2>",
            "«\u{a0}monte\u{a0}»<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\"",
            "<strong>dit-on</strong> <del>hier</del>",
            "<td align=\"right\">7</td>",
            "<a href=\"https://exemple.sn\" rel=\"noopener nofollow\">https://exemple.sn</a>",
            "<li id=\"fn-1\">",
        ] {
            assert!(rendering.html.contains(part), "{part} in {}", rendering.html);
        }
        let text = "La crue\nLe fleuve «\u{a0}monte\u{a0}», dit-on hier.\nVille\tMètres\nKayes\t7\nhttps://exemple.sn\nRelevé du matin.";
        assert_eq!(rendering.text, text);
        assert_eq!(rendering.words, 15);
    }

    #[test]
    fn html_says_what_it_lost() {
        let source = "<p onclick=x>Un<script>alert(1)</script><script></script> <font>deux</font></p><!-- note -->\
                      <a href=\"javascript:x\">trois</a><img src=\"data:x\" alt=\"\"><svg><text>dessin</text></svg>";
        let rendering = render(Format::Html, source);
        assert_eq!(rendering.html, "<p>Un deux</p><a rel=\"noopener nofollow\">trois</a><img alt=\"\">");
        assert_eq!(
            sentences(&rendering),
            [
                "2 <script> elements and their content were removed",
                "1 <svg> element and its content were removed",
                "1 <font> element was removed; its content was kept",
                "1 onclick attribute was removed",
                "1 data: address was removed",
                "1 javascript: address was removed",
                "1 comment was removed",
            ]
        );
    }

    #[test]
    fn what_a_parser_repairs_is_no_loss() {
        let rendering = render(Format::Html, "<p>Un <b>deux<p>trois</b><pre>\n\nx</pre><ul><li>a<li>b");
        assert_eq!(rendering.dropped, []);
        let html = "<p>Un <b>deux</b></p><p><b>trois</b></p><pre>\n\nx</pre><ul><li>a</li><li>b</li></ul>";
        assert_eq!(rendering.html, html);
    }

    #[test]
    fn depth_is_bounded_and_told() {
        let rendering = render(Format::Html, &format!("{}x{}y", "<div>".repeat(70), "</div>".repeat(70)));
        assert_eq!(
            sentences(&rendering),
            ["6 <div> elements nested too deep were removed; their content was kept"]
        );
        assert!(rendering.html.ends_with("</div>y"));
    }

    #[test]
    fn text_is_taken_literally() {
        let rendering = render(Format::Text, "« *Un* »\n\n<b>deux</b>\u{2028}trois");
        assert_eq!(rendering.html, "<p>« *Un* »</p>\n<p>&lt;b&gt;deux&lt;/b&gt;</p>\n<p>trois</p>");
        assert_eq!((rendering.text.as_str(), rendering.words), ("« *Un* »\n<b>deux</b>\ntrois", 3));
    }

    #[test]
    fn minutes() {
        assert_eq!([-1, 0, 1, 230, 231, i32::MAX].map(reading_minutes), [0, 0, 1, 1, 2, i32::MAX / 230]);
    }
}
