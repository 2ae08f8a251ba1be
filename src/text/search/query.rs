//! What somebody who typed this is looking for. Everything can be typed: signs mean something or
//! nothing, and are never an error.

use super::language::Language;
use super::words::{Word, is_apostrophe, words};

/// Letters after which the last word is also taken for the beginning of one.
const SHORTEST_PREFIX: usize = 3;

/// A word to be found, under any of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As typed, folded.
    pub word: String,
    /// All that count as the word; itself first.
    pub forms: Vec<String>,
    /// Whether longer words count that begin with it.
    pub prefix: bool,
}

/// Words to be found side by side, as typed and folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub words: Vec<String>,
    /// Those by which the index finds it; the others are too common.
    pub rare: Vec<String>,
}

impl Phrase {
    /// As it stands in a folded text.
    #[must_use]
    pub fn spaced(&self) -> String {
        format!(" {} ", self.words.join(" "))
    }
}

/// A query, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub terms: Vec<Term>,
    /// All terms are common words, which only titles are searched for.
    pub common: bool,
    pub phrases: Vec<Phrase>,
    pub without: Vec<Term>,
    pub without_phrases: Vec<Phrase>,
    /// Everything wanted as it was typed, in its order.
    pub sequence: Vec<String>,
}

impl Query {
    /// Reads what was typed by somebody who reads these languages.
    #[must_use]
    pub fn parse(text: &str, languages: &[Language]) -> Self {
        Query::begun(text, languages, SHORTEST_PREFIX)
    }

    /// The same of something that is still being typed: the last word may be a beginning from
    /// `shortest` letters on.
    #[must_use]
    pub fn begun(text: &str, languages: &[Language], shortest: usize) -> Self {
        let (mut query, mut common) = (Query::default(), Vec::new());
        let is_stop = |word: &str| languages.iter().any(|language| language.is_stop(word));
        let open = text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || is_apostrophe(c));
        let pieces = pieces(text);
        let last = pieces.len().saturating_sub(1);
        for (index, piece) in pieces.into_iter().enumerate() {
            let found: Vec<Word> = words(piece.text).collect();
            if piece.quoted {
                let words: Vec<String> = found.into_iter().map(|word| word.folded).collect();
                let rare: Vec<String> = words.iter().filter(|word| !is_stop(word)).cloned().collect();
                if words.is_empty() {
                    continue;
                }
                if piece.negated {
                    query.without_phrases.push(Phrase { words, rare });
                } else {
                    query.sequence.extend(words.iter().cloned());
                    query.phrases.push(Phrase { words, rare });
                }
                continue;
            }
            let ends = found.len().saturating_sub(1);
            for (place, word) in found.iter().enumerate() {
                let is_last = open && index == last && place == ends && !piece.negated;
                let term = term(word, languages, is_last.then_some(shortest));
                if piece.negated {
                    // Nearly everything has a common word.
                    if !is_stop(&term.word) {
                        query.without.push(term);
                    }
                    continue;
                }
                query.sequence.push(term.word.clone());
                // Of what is still being typed, the last word is not known to be a common one.
                let is_begun = term.prefix && shortest < SHORTEST_PREFIX;
                if is_stop(&term.word) && !is_begun { common.push(term) } else { query.terms.push(term) }
            }
        }
        if query.terms.is_empty() && query.phrases.is_empty() {
            query.common = !common.is_empty();
            query.terms = common;
        }
        query
    }

    /// The same with other words in the place of some, given as word and other.
    #[must_use]
    pub fn corrected(&self, swaps: &[(String, String)], languages: &[Language]) -> Self {
        let swapped = |word: &String| swaps.iter().find(|(wrong, _)| wrong == word).map(|(_, right)| right);
        let mut query = self.clone();
        for wrong in &mut query.terms {
            let right = swapped(&wrong.word).and_then(|right| words(right).next());
            if let Some(right) = right {
                *wrong = term(&right, languages, None);
            }
        }
        for word in &mut query.sequence {
            if let Some(right) = swapped(word) {
                *word = right.clone();
            }
        }
        query
    }

    /// Nothing is looked for: signs only, or nothing but what is not wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.phrases.is_empty()
    }
}

fn term(word: &Word, languages: &[Language], shortest: Option<usize>) -> Term {
    let mut forms = vec![word.folded.clone()];
    let stems = languages.iter().flat_map(|language| language.forms(word));
    for form in word.joined.iter().cloned().chain(stems) {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    let letters = word.folded.chars().count();
    Term { word: word.folded.clone(), forms, prefix: shortest.is_some_and(|shortest| letters >= shortest) }
}

struct Piece<'t> {
    text: &'t str,
    quoted: bool,
    negated: bool,
}

/// What stands in quotes, what is not wanted, and the words between. A quote that is never closed is no
/// quote.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        if first.is_whitespace() {
            rest = after;
            continue;
        }
        let negated =
            first == '-' && after.starts_with(|c: char| c.is_alphanumeric() || closing(c).is_some());
        let body = if negated { after } else { rest };
        if let Some(close) = body.chars().next().and_then(closing) {
            let inside = body.get(body.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
            if let Some(end) = inside.find(close) {
                pieces.push(Piece { text: inside.get(..end).unwrap_or_default(), quoted: true, negated });
                rest = inside.get(end + close.len_utf8()..).unwrap_or_default();
                continue;
            }
        }
        // The sign itself is passed over, so that a quote within goes on from there.
        let skip = body.chars().next().map_or(0, char::len_utf8);
        let tail = body.get(skip..).unwrap_or_default();
        let end = if negated {
            tail.find(|c: char| c.is_whitespace() || closing(c).is_some())
        } else {
            plain(tail)
        };
        let end = end.map_or(body.len(), |at| at + skip);
        pieces.push(Piece { text: body.get(..end).unwrap_or_default(), quoted: false, negated });
        rest = body.get(end..).unwrap_or_default();
    }
    pieces
}

/// Where words that mean only themselves end: at a quote, or before what is not wanted.
fn plain(text: &str) -> Option<usize> {
    let mut before = 'x';
    text.char_indices().find_map(|(at, c)| {
        let is_end = closing(c).is_some() || (c == '-' && before.is_whitespace());
        before = c;
        is_end.then_some(at)
    })
}

/// The sign that ends what this one begins.
fn closing(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '“' => Some('”'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Query {
        Query::parse(text, &[Language::of("fr")])
    }

    fn terms(terms: &[Term]) -> Vec<&str> {
        terms.iter().map(|term| term.word.as_str()).collect()
    }

    #[test]
    fn signs_mean_something_or_nothing() {
        let query = parse("crue -pluies \"au bord du fleuve\" -\"eau potable\" Guet-Ndar");
        assert_eq!(terms(&query.terms), ["crue", "guet", "ndar"]);
        assert_eq!(terms(&query.without), ["pluies"]);
        assert_eq!(query.phrases[0].words, ["au", "bord", "du", "fleuve"]);
        assert_eq!(query.phrases[0].rare, ["bord", "fleuve"]);
        assert_eq!(query.without_phrases[0].words, ["eau", "potable"]);
        assert_eq!(query.sequence, ["crue", "au", "bord", "du", "fleuve", "guet", "ndar"]);
        let query = parse("'\"*NEAR( OR");
        assert_eq!(terms(&query.terms), ["near", "or"]);
        for nothing in ["", "  ", "\"", "-", "* ( ) ^", "\"\"", "- -"] {
            assert!(parse(nothing).is_empty(), "{nothing}");
        }
        assert!(parse("-pluies").is_empty());
        assert!(parse("crue -le").without.is_empty());
        assert_eq!(parse("“deux mots”").phrases.len(), 1);
        assert_eq!(terms(&parse("un \"pont neuf").terms), ["pont", "neuf"]);
    }

    #[test]
    fn common_words_count_when_there_is_nothing_else() {
        assert_eq!(terms(&parse("le maire de la ville").terms), ["maire", "ville"]);
        let query = parse("à la une");
        assert!(query.common);
        assert_eq!(terms(&query.terms), ["a", "la", "une"]);
    }

    #[test]
    fn the_last_word_may_go_on() {
        let prefixes = |text: &str| parse(text).terms.iter().map(|term| term.prefix).collect::<Vec<_>>();
        assert_eq!(prefixes("marché électi"), [false, true]);
        assert_eq!(prefixes("marché électi "), [false, false]);
        assert_eq!(prefixes("marché pu"), [false, false]);
        assert_eq!(prefixes("élect \"au marché\""), [false]);
    }

    #[test]
    fn both_forms_and_the_name_in_one_piece() {
        let query = parse("elections l'Élysée n'djamena 2024");
        assert_eq!(query.terms[0].forms, ["elections", "elect", "election"]);
        assert_eq!(query.terms[1].forms, ["elysee", "lelysee", "elys", "elyse"]);
        assert!(query.terms[2].forms.contains(&"ndjamena".to_owned()));
        assert_eq!(query.terms[3].forms, ["2024"]);
        assert_eq!(terms(&parse("5 000 francs -6 000 voix").terms), ["5000", "francs", "000", "voix"]);
    }
}
