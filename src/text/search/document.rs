//! What of a document is put into the index.

use std::collections::{BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::language::Language;
use super::words::{Word, words};

/// Of longer documents, only the words up to here are found.
pub const MOST_WORDS: usize = 10_000;
/// All tokens of a document, in bytes: PostgreSQL takes no tsvector above 1 MiB.
const MOST_BYTES: usize = 400_000;
/// Words of fewer letters are no help to somebody who mistyped.
const SHORTEST_KNOWN: usize = 4;

/// A document to be indexed.
#[derive(Clone, Debug, Default)]
pub struct Document<'t> {
    pub locale: &'t str,
    pub title: &'t str,
    /// Kicker, subtitle, lead and their like.
    pub lead: Vec<&'t str>,
    /// What it is filed under; see [`label`].
    pub labels: Vec<String>,
    pub body: &'t str,
}

/// Tokens apart by spaces. None holds anything but letters, digits and what [`label`] begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// The words of the title in their order, a bar, their other forms: ` les elections | elect `.
    pub title: String,
    /// The same of the lead, and the labels.
    pub lead: String,
    /// Every token of lead and body, once.
    pub rest: String,
    /// Every word in its order, a bar between the parts: where phrases are looked for.
    pub folded: String,
    /// What somebody may have meant who mistyped.
    pub known: Vec<String>,
}

/// The token of a name a document is filed under. No word can be one, and whoever renames what it
/// stands for need not touch the document.
#[must_use]
pub fn label(id: Uuid) -> String {
    format!("§{}", id.simple())
}

impl Document<'_> {
    #[must_use]
    pub fn index(&self) -> Indexed {
        let mut analysis = Analysis::new(Language::of(self.locale));
        let mut title = Part::default();
        analysis.read(self.title, &mut title);
        let mut lead = Part::default();
        for (index, text) in self.lead.iter().enumerate() {
            if index > 0 && !lead.folded.is_empty() {
                lead.folded.push("|".to_owned());
            }
            analysis.read(text, &mut lead);
        }
        let mut known: Vec<String> =
            title.folded.iter().chain(&lead.folded).filter(|word| is_known(word)).cloned().collect();
        known.sort();
        known.dedup();
        let mut body = Part::default();
        analysis.read(self.body, &mut body);
        let stops = |word: &&String| !analysis.is_stop(word);
        let (mut seen, mut bytes, mut rest) = (HashSet::new(), 0, String::new());
        let all = self.labels.iter().chain(lead.folded.iter().filter(stops)).chain(&lead.forms);
        for token in all.chain(body.folded.iter().filter(stops)).chain(&body.forms) {
            if token == "|" || !seen.insert(token.as_str()) {
                continue;
            }
            bytes += token.len() + 1;
            if bytes > MOST_BYTES {
                break;
            }
            rest.push_str(token);
            rest.push(' ');
        }
        let spaced = |part: &Part, labels: &[String]| {
            let forms = part.forms.iter().chain(labels).map(String::as_str);
            let all: Vec<&str> = part.folded.iter().map(String::as_str).chain(["|"]).chain(forms).collect();
            format!(" {} ", all.join(" "))
        };
        let folded = [&title, &lead, &body].map(|part| part.folded.join(" ")).join(" | ");
        Indexed {
            title: spaced(&title, &[]),
            lead: spaced(&lead, &self.labels),
            rest: rest.trim_end().to_owned(),
            folded: format!(" {folded} "),
            known,
        }
    }
}

fn is_known(word: &str) -> bool {
    word.len() >= SHORTEST_KNOWN && word.chars().all(char::is_alphabetic)
}

#[derive(Default)]
struct Part {
    folded: Vec<String>,
    /// Forms that are none of the words, each once.
    forms: Vec<String>,
}

struct Analysis {
    language: Language,
    left: usize,
    /// The forms of words seen: a text says the same words again and again.
    seen: HashMap<String, (bool, Vec<String>)>,
}

impl Analysis {
    fn new(language: Language) -> Self {
        Analysis { language, left: MOST_WORDS, seen: HashMap::new() }
    }

    fn is_stop(&self, folded: &str) -> bool {
        self.seen.get(folded).is_some_and(|(stop, _)| *stop)
    }

    fn read(&mut self, text: &str, part: &mut Part) {
        let mut forms = HashSet::new();
        for word in words(text) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let language = self.language;
            let folded = word.folded.clone();
            let stop = match self.seen.get(&folded) {
                Some((stop, _)) => *stop,
                None => {
                    let stop = language.is_stop(&folded);
                    self.seen.insert(folded.clone(), (stop, Vec::new()));
                    stop
                }
            };
            if !stop {
                forms.extend(word.joined.clone());
                forms.extend(self.forms(&word));
            }
            part.folded.push(folded);
        }
        let mut forms: Vec<String> = forms.into_iter().filter(|form| !part.forms.contains(form)).collect();
        forms.sort();
        part.forms.append(&mut forms);
    }

    /// Kept by what is written, since an accent may change the stem.
    fn forms(&mut self, word: &Word) -> Vec<String> {
        let key = format!("\u{1}{}", word.lower);
        if let Some((_, forms)) = self.seen.get(&key) {
            return forms.clone();
        }
        let forms: Vec<String> = self.language.forms(word).filter(|form| *form != word.folded).collect();
        self.seen.insert(key, (false, forms.clone()));
        forms
    }
}

/// What a short text is about: every word in one form, without those too common to tell anything.
#[must_use]
pub fn stems(text: &str, locale: &str) -> BTreeSet<String> {
    let language = Language::of(locale);
    let telling = words(text).filter(|word| !language.is_stop(&word.folded));
    let form = |word: Word| {
        let stem = language.forms(&word).next();
        stem.unwrap_or(word.folded)
    };
    telling.map(form).collect()
}

/// The words of a name that somebody may have meant who mistyped.
#[must_use]
pub fn known_words(name: &str) -> Vec<String> {
    words(name).map(|word| word.folded).filter(|word| is_known(word)).collect()
}

/// Every token a name is found by.
#[must_use]
pub fn name_words(name: &str, locale: &str) -> Vec<String> {
    let language = Language::of(locale);
    let mut tokens: Vec<String> = words(name)
        .flat_map(|word| {
            let forms: Vec<String> = language.forms(&word).collect();
            [word.folded].into_iter().chain(word.joined).chain(forms)
        })
        .collect();
    tokens.sort();
    tokens.dedup();
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_an_article() {
        let id = Uuid::from_u128(7);
        let document = Document {
            locale: "fr",
            title: "Les élections à l’Élysée",
            lead: vec!["Élections", "Le texte"],
            labels: vec![label(id)],
            body: "Les textes publiés à Paris. Les élus publient.",
        };
        let indexed = document.index();
        assert_eq!(indexed.title, " les elections a elysee | elect election elys elyse lelysee ");
        assert!(indexed.lead.starts_with(" elections | le texte | "), "{}", indexed.lead);
        assert!(indexed.lead.ends_with(" §00000000000000000000000000000007 "), "{}", indexed.lead);
        assert_eq!(
            indexed.folded,
            " les elections a elysee | elections | le texte | les textes publies a paris les elus publient "
        );
        let rest: Vec<&str> = indexed.rest.split(' ').collect();
        assert!(rest.contains(&"publi") && rest.contains(&"publient") && !rest.contains(&"les"), "{rest:?}");
        assert_eq!(indexed.known, ["elections", "elysee", "texte"]);
    }

    #[test]
    fn what_a_title_is_about() {
        let expected: BTreeSet<String> = ["elect", "elys", "2026"].map(str::to_owned).into();
        for title in ["Les élections de 2026 à l’Élysée", "L’Élysée : une élection en 2026"] {
            assert_eq!(stems(title, "fr"), expected, "{title}");
        }
        assert_eq!(stems("… !", "fr"), BTreeSet::new());
    }

    #[test]
    fn a_huge_text_is_cut() {
        let text: String = (0..20_000).map(|n| format!("mot{n} ")).collect();
        let indexed = Document { locale: "fr", title: "Un", body: &text, ..Document::default() }.index();
        assert!(indexed.rest.contains("mot9998") && !indexed.rest.contains("mot9999"));
        let long: String = (0..9_000).map(|n| format!("{n}{} ", "é".repeat(60))).collect();
        let indexed = Document { locale: "fr", title: "Un", body: &long, ..Document::default() }.index();
        assert!(indexed.rest.len() <= MOST_BYTES);
    }
}
