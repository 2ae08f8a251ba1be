//! Cutting a text into words, and folding them.
//!
//! Not here: the word count shown to readers (`text::words`), for which « l’article » is one word.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::CharIndices;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::fold::without_accents;

/// Longer words are compared by their beginning, in characters.
const LONGEST: usize = 40;

/// What stands before an apostrophe without being a word of its own: French, Italian and Catalan.
const ELISIONS: [&str; 24] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu",
    "dell", "nell", "sull", "dall", "all", "un", "dagl", "degl", "quest",
];

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes, without what was elided before it.
    pub start: usize,
    pub end: usize,
    /// As written, in lower case: what stemmers read.
    pub lower: String,
    /// Without accents and ligatures.
    pub folded: String,
    /// Folded together with what the apostrophe ties to it: N’Djaména is also looked for as
    /// `ndjamena`.
    pub joined: Option<String>,
}

/// A run of letters or of digits, and whether an apostrophe ties it to the next.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    tied: bool,
}

/// The words of a text, in their order.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    Words { text, runs: Runs { text, chars: text.char_indices().peekable() }.peekable(), before: None }
}

struct Words<'t> {
    text: &'t str,
    runs: Peekable<Runs<'t>>,
    /// The run an apostrophe ties to the next one.
    before: Option<Run>,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let run = self.runs.next()?;
            let before = self.before.take();
            let own = fold(&lower(self.slice(run)));
            if run.tied {
                self.before = Some(run);
                let following = self.runs.peek().copied().map(|next| fold(&lower(self.slice(next))));
                if own == "aujourd" && following.as_deref() == Some("hui") {
                    let end = self.runs.next().map_or(run.end, |next| next.end);
                    self.before = None;
                    return Some(word(run.start, end, "aujourdhui".into(), "aujourdhui".into(), None));
                }
                if ELISIONS.contains(&own.as_str()) {
                    continue;
                }
            }
            // The possessive of « Mali's » says nothing.
            if before.is_some() && own == "s" && !run.tied {
                continue;
            }
            if own.is_empty() {
                continue;
            }
            let joined = before.map(|before| format!("{}{own}", fold(&lower(self.slice(before)))));
            if let Some((number, end)) = self.number(run) {
                return Some(word(run.start, end, number.clone(), number, None));
            }
            return Some(word(run.start, run.end, lower(self.slice(run)), own, joined));
        }
    }
}

impl Words<'_> {
    fn slice(&self, run: Run) -> &str {
        self.text.get(run.start..run.end).unwrap_or_default()
    }

    /// A number whose digits are grouped by spaces, put together: 5 000 is 5000.
    fn number(&mut self, first: Run) -> Option<(String, usize)> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let head = self.slice(first);
        if !is_number(head) || head.len() > 3 || first.tied {
            return None;
        }
        let (mut number, mut end) = (head.to_owned(), first.end);
        while let Some(next) = self.runs.peek().copied() {
            let group = self.slice(next);
            let gap = self.text.get(end..next.start).unwrap_or_default();
            if !is_number(group)
                || group.len() != 3
                || !matches!(gap, " " | "\u{a0}" | "\u{202f}" | "\u{2009}")
            {
                break;
            }
            number.push_str(group);
            end = next.end;
            self.runs.next();
        }
        (end > first.end).then_some((number, end))
    }
}

fn word(start: usize, end: usize, lower: String, folded: String, joined: Option<String>) -> Word {
    Word { start, end, lower, folded: cut(folded), joined: joined.map(cut) }
}

pub(super) fn cut(word: String) -> String {
    match word.char_indices().nth(LONGEST) {
        Some((at, _)) => word.get(..at).unwrap_or_default().to_owned(),
        None => word,
    }
}

struct Runs<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
}

impl Iterator for Runs<'_> {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        let start = loop {
            let (at, c) = self.chars.next()?;
            if is_letter(c) {
                break at;
            }
        };
        let mut end = self.text.len();
        while let Some((at, c)) = self.chars.peek().copied() {
            if !is_letter(c) && !is_inside(c) {
                end = at;
                break;
            }
            self.chars.next();
        }
        let mut rest = self.text.get(end..).unwrap_or_default().chars();
        let tied = rest.next().is_some_and(is_apostrophe) && rest.next().is_some_and(is_letter);
        Some(Run { start, end, tied })
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_apostrophe(c)
}

/// What may stand inside a word without beginning one: marks of decomposed letters, soft hyphens,
/// joiners.
fn is_inside(c: char) -> bool {
    !c.is_ascii() && (is_combining_mark(c) || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{ff07}')
}

fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().filter(|c| !is_invisible(*c)).collect::<String>().to_lowercase().nfc().collect()
}

/// The form under which spellings of a word are one: no accents, no ligatures, no hooks. Of a word
/// in lower case.
pub(super) fn fold(lower: &str) -> String {
    if lower.is_ascii() {
        return lower.to_owned();
    }
    let mut folded = String::with_capacity(lower.len());
    for c in without_accents(lower).chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Cow::Borrowed("") if c.is_ascii() && !c.is_ascii_alphanumeric() => {}
            Cow::Borrowed("") => folded.push(c),
            plain => folded.push_str(&plain),
        }
    }
    folded
}

/// Letters that no decomposition takes apart, in the alphabets of Europe and West Africa.
fn plain(c: char) -> Cow<'static, str> {
    Cow::Borrowed(match c {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' | 'ɔ' => "o",
        'đ' | 'ɗ' | 'ɖ' | 'ð' => "d",
        'ɓ' => "b",
        'ƴ' => "y",
        'ƙ' => "k",
        'ɣ' => "g",
        'ɛ' | 'ǝ' => "e",
        'ɲ' => "ny",
        'ŋ' => "ng",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).map(|word| word.folded).collect()
    }

    #[test]
    fn french_words() {
        for (text, expected) in [
            ("L’Élysée, jusqu'à l'aube", "elysee a aube"),
            ("aujourd’hui ou aujourd'hui", "aujourdhui ou aujourdhui"),
            ("Œuvres, ex æquo, Straße", "oeuvres ex aequo strasse"),
            ("porte-parole de Guet-Ndar", "porte parole de guet ndar"),
            ("5\u{a0}000 voix, 2\u{202f}860 et 1 234 567", "5000 voix 2860 et 1234567"),
            ("2024 300 77 12", "2024 300 77 12"),
            ("47\u{a0}% à 3,5", "47 a 3 5"),
            ("e\u{301}lec\u{ad}tion", "election"),
            ("Ɗan Ŋalla, Bɔkɔ", "dan ngalla boko"),
            ("« … » — !", ""),
            ("Mali's", "mali"),
        ] {
            assert_eq!(folded(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn names_with_an_apostrophe_are_found_written_together() {
        let joined = |text: &str| words(text).filter_map(|word| word.joined).collect::<Vec<_>>();
        assert_eq!(joined("À N’Djaména et M'Bour"), ["ndjamena", "mbour"]);
        assert_eq!(folded("prud’hommes"), ["prud", "hommes"]);
        assert_eq!(joined("prud’hommes"), ["prudhommes"]);
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let text = "Vers l’Élysée\u{a0}: 5\u{a0}000";
        let shown: Vec<&str> = words(text).map(|word| &text[word.start..word.end]).collect();
        assert_eq!(shown, ["Vers", "Élysée", "5\u{a0}000"]);
    }
}
