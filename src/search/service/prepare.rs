//! From what was typed to what the engine is asked.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use crate::db::Conn;
use crate::db::dialect::fulltext::{AnyOf, FullText, Wanted};
use crate::error::Result;
use crate::search::model::{NameKind, Named, Prepared};
use crate::search::queries::names::{self, NameWord};
use crate::text::search::{Language, Phrase, Query, Term, label};

/// Names one word stands for at most.
const MOST_LABELS: usize = 64;

/// Reads what was typed by somebody who reads these languages, and looks up the names in it: one
/// statement.
///
/// # Errors
/// When the database cannot answer.
pub fn prepare(conn: &mut Conn, typed: &str, locales: &[String]) -> Result<Prepared> {
    prepared(conn, Query::parse(typed, &languages(locales)))
}

/// Each once.
#[must_use]
pub fn languages(locales: &[String]) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for language in locales.iter().map(|locale| Language::of(locale)) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

/// # Errors
/// When the database cannot answer.
pub fn prepared(conn: &mut Conn, query: Query) -> Result<Prepared> {
    let terms: Vec<&Term> = query.terms.iter().chain(&query.without).collect();
    let meant = names::meant(conn, &terms)?;
    let mut labels: HashMap<String, Vec<String>> = HashMap::new();
    for term in terms {
        let mut own: Vec<&NameWord> = meant.iter().filter(|name| means(term, &name.word)).collect();
        own.sort_unstable_by_key(|name| {
            (!is_exact(term, &name.word), name.word.chars().count(), &name.word, name.token.0)
        });
        let mut seen = HashSet::new();
        let tokens = own.into_iter().map(|name| name.token.0).filter(|token| seen.insert(*token));
        labels.insert(term.word.clone(), tokens.take(MOST_LABELS).map(label).collect());
    }
    let any = |term: &Term| AnyOf {
        tokens: term.forms.iter().chain(labels.get(&term.word).into_iter().flatten()).cloned().collect(),
        prefix: term.prefix.then(|| term.word.clone()),
    };
    let side_by_side = |phrase: &Phrase| -> Vec<AnyOf> {
        let words = if phrase.rare.is_empty() { &phrase.words } else { &phrase.rare };
        words.iter().map(|word| AnyOf { tokens: vec![word.clone()], prefix: None }).collect()
    };
    let wanted = Wanted {
        all: query.terms.iter().map(any).chain(query.phrases.iter().flat_map(side_by_side)).collect(),
        none: query.without.iter().map(any).collect(),
    };
    let text = FullText::new(conn, &wanted);
    let pattern = |phrase: &Phrase| format!("%{}%", phrase.spaced());
    let named = if query.phrases.is_empty() { named(&query, &meant) } else { Vec::new() };
    Ok(Prepared {
        phrases: query.phrases.iter().map(pattern).collect(),
        without_phrases: query.without_phrases.iter().map(pattern).collect(),
        text,
        labels,
        named,
        query,
    })
}

fn means(term: &Term, word: &str) -> bool {
    is_exact(term, word) || (term.prefix && word.starts_with(&term.word))
}

fn is_exact(term: &Term, word: &str) -> bool {
    term.forms.iter().any(|form| form == word)
}

/// Whatever has all the terms in its name, and nothing that is not wanted.
fn named(query: &Query, meant: &[NameWord]) -> Vec<Named> {
    // By the place of a term, whether it was found as a whole word.
    let mut found: BTreeMap<(&str, Uuid), BTreeMap<usize, bool>> = BTreeMap::new();
    let mut unwanted = HashSet::new();
    for name in meant {
        let (kind, word) = (name.kind.as_str(), &name.word);
        if query.without.iter().any(|term| means(term, word)) {
            unwanted.insert(name.target.0);
        }
        for (index, term) in query.terms.iter().enumerate().filter(|(_, term)| means(term, word)) {
            *found.entry((kind, name.target.0)).or_default().entry(index).or_default() |=
                is_exact(term, word);
        }
    }
    let whole = found
        .into_iter()
        .filter(|((_, id), terms)| terms.len() == query.terms.len() && !unwanted.contains(id));
    whole
        .filter_map(|((kind, id), terms)| {
            let kinds = [NameKind::Author, NameKind::Category, NameKind::Tag];
            let kind = kinds.into_iter().find(|known| known.as_str() == kind)?;
            Some(Named { kind, id, exact: terms.values().all(|exact| *exact) })
        })
        .collect()
}
