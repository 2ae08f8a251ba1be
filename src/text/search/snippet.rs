//! The piece of a text that shows why it was found, as HTML: everything escaped, the words in
//! `<mark>`.

use std::collections::HashMap;
use std::fmt::Write;

use super::document::MOST_WORDS;
use super::language::Language;
use super::query::Query;
use super::words::{Word, words};

/// Words of a snippet.
const LENGTH: usize = 32;
/// Words shown before the first that is marked.
const BEFORE: usize = 6;

/// A whole text, its words marked.
#[must_use]
pub fn highlight(text: &str, locale: &str, query: &Query) -> String {
    let mut marker = Marker::new(locale, query);
    let found: Vec<(Word, bool)> = words(text).map(|word| marker.judge(word)).collect();
    write(text, 0, text.len(), &found)
}

/// The part of a text with the most words that were looked for; without any, its beginning. White
/// space is put together; an ellipsis says where something is left out.
#[must_use]
pub fn snippet(text: &str, locale: &str, query: &Query) -> String {
    let text = text.split_whitespace_keeping_typography();
    let mut marker = Marker::new(locale, query);
    let found: Vec<(Word, bool)> = words(&text).take(MOST_WORDS).map(|word| marker.judge(word)).collect();
    let first = best(&found);
    let shown = found.get(first..).unwrap_or_default();
    let shown = shown.get(..LENGTH.min(shown.len())).unwrap_or_default();
    let from = if first == 0 { 0 } else { shown.first().map_or(0, |(word, _)| word.start) };
    let is_end = first + shown.len() >= found.len();
    let to = if is_end { text.len() } else { shown.last().map_or(text.len(), |(word, _)| word.end) };
    // What stands before a word belongs to it: the l of l’Élysée, an opening quote.
    let from = text.get(..from).and_then(|head| head.rfind(' ')).map_or(0, |space| space + 1);
    let mut html = String::new();
    if from > 0 {
        html.push_str("… ");
    }
    html.push_str(&write(&text, from, to, shown));
    if !is_end {
        html.push_str(" …");
    }
    html
}

trait Spaces {
    fn split_whitespace_keeping_typography(&self) -> String;
}

impl Spaces for str {
    /// Lines become one; no-break spaces stay, as French typography needs them.
    fn split_whitespace_keeping_typography(&self) -> String {
        let parts = self.split([' ', '\t', '\n', '\r']).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// Where the window with the most different words that were looked for begins.
fn best(found: &[(Word, bool)]) -> usize {
    let marked: Vec<usize> =
        found.iter().enumerate().filter(|(_, (_, mark))| *mark).map(|(at, _)| at).collect();
    let mut best = (0, 0);
    for (index, at) in marked.iter().enumerate() {
        let window = marked.iter().skip(index).take_while(|other| **other < at + LENGTH - BEFORE);
        let mut different: Vec<&str> =
            window.filter_map(|other| found.get(*other)).map(|(word, _)| word.folded.as_str()).collect();
        let all = different.len();
        different.sort_unstable();
        different.dedup();
        let worth = different.len() * 100 + all.min(20);
        if worth > best.0 {
            best = (worth, *at);
        }
    }
    let begin = best.1.saturating_sub(BEFORE);
    // Near the beginning one begins there.
    if begin <= BEFORE { 0 } else { begin }
}

struct Marker<'q> {
    query: &'q Query,
    language: Language,
    seen: HashMap<String, bool>,
}

impl<'q> Marker<'q> {
    fn new(locale: &str, query: &'q Query) -> Self {
        Marker { query, language: Language::of(locale), seen: HashMap::new() }
    }

    fn judge(&mut self, word: Word) -> (Word, bool) {
        let marked = match self.seen.get(&word.lower) {
            Some(known) => *known,
            None => {
                let meant = self.is_meant(&word);
                self.seen.insert(word.lower.clone(), meant);
                meant
            }
        };
        (word, marked)
    }

    fn is_meant(&self, word: &Word) -> bool {
        let query = self.query;
        if query.phrases.iter().any(|phrase| phrase.rare.contains(&word.folded)) {
            return true;
        }
        if query.terms.is_empty() {
            return false;
        }
        let forms: Vec<String> = self.language.forms(word).chain(word.joined.clone()).collect();
        query.terms.iter().any(|term| {
            (term.prefix && word.folded.starts_with(&term.word))
                || term.forms.contains(&word.folded)
                || forms.iter().any(|form| term.forms.contains(form))
        })
    }
}

fn write(text: &str, from: usize, to: usize, found: &[(Word, bool)]) -> String {
    let (mut html, mut at) = (String::new(), from);
    for (word, _) in found.iter().filter(|(word, marked)| *marked && word.start >= from && word.end <= to) {
        escape(&mut html, text.get(at..word.start).unwrap_or_default());
        html.push_str("<mark>");
        escape(&mut html, text.get(word.start..word.end).unwrap_or_default());
        html.push_str("</mark>");
        at = word.end;
    }
    escape(&mut html, text.get(at..to).unwrap_or_default());
    html
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_control() => {
                // Written so that nothing unseen slips into a page.
                let _ = write!(html, "&#{};", u32::from(c));
            }
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::parse(text, &[Language::of("fr")])
    }

    #[test]
    fn marks_every_form_and_escapes_everything() {
        assert_eq!(
            highlight("Les élections à l’Élysée <b>", "fr", &query("election elysee")),
            "Les <mark>élections</mark> à l’<mark>Élysée</mark> &lt;b&gt;"
        );
        assert_eq!(highlight("« Pluies »", "fr", &query("\"pluies\"")), "« <mark>Pluies</mark> »");
        assert_eq!(highlight("électives", "fr", &query("électi")), "<mark>électives</mark>");
    }

    #[test]
    fn shows_where_the_words_are() {
        let text = format!(
            "{}Le fleuve «\u{a0}déborde\u{a0}» à Sor. {}",
            "Rien à dire ici. ".repeat(40),
            "Suite. ".repeat(60)
        );
        let html = snippet(&text, "fr", &query("déborde sor"));
        assert!(html.starts_with("… ") && html.ends_with(" …"), "{html}");
        assert!(html.contains("«\u{a0}<mark>déborde</mark>\u{a0}» à <mark>Sor</mark>."), "{html}");
        assert_eq!(snippet("Un mot.\nDeux", "fr", &query("autre")), "Un mot. Deux");
        assert_eq!(snippet("", "fr", &query("autre")), "");
    }
}
