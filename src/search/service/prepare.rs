//! From what was typed to what the engine is asked.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use crate::db::Conn;
use crate::db::dialect::fulltext::{AnyOf, FullText, Wanted};
use crate::error::Result;
use crate::search::model::{NameKind, Prepared};
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
    let meant = names::meant(conn, &query.terms)?;
    let mut labels: HashMap<String, Vec<String>> = HashMap::new();
    for term in &query.terms {
        let own: Vec<&NameWord> = meant.iter().filter(|name| means(term, &name.word)).collect();
        let mut tokens: Vec<Uuid> = own.iter().map(|name| name.token.0).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens.truncate(MOST_LABELS);
        labels.insert(term.word.clone(), tokens.into_iter().map(label).collect());
    }
    let any = |term: &Term| AnyOf {
        tokens: term.forms.iter().chain(labels.get(&term.word).into_iter().flatten()).cloned().collect(),
        prefix: term.prefix.then(|| term.word.clone()),
    };
    let plain = |term: &Term| AnyOf { tokens: term.forms.clone(), prefix: None };
    let side_by_side = |phrase: &Phrase| -> Vec<AnyOf> {
        let words = if phrase.rare.is_empty() { &phrase.words } else { &phrase.rare };
        words.iter().map(|word| AnyOf { tokens: vec![word.clone()], prefix: None }).collect()
    };
    let wanted = Wanted {
        all: query.terms.iter().map(any).chain(query.phrases.iter().flat_map(side_by_side)).collect(),
        none: query.without.iter().map(plain).collect(),
    };
    let text = FullText::new(conn, &wanted);
    let pattern = |phrase: &Phrase| format!("%{}%", phrase.spaced());
    let named = if query.phrases.is_empty() { named(&query.terms, &meant) } else { Vec::new() };
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
    term.forms.iter().any(|form| form == word) || (term.prefix && word.starts_with(&term.word))
}

/// Whatever has all the terms in its name.
fn named(terms: &[Term], meant: &[NameWord]) -> Vec<(NameKind, Uuid)> {
    let mut found: BTreeMap<(&str, Uuid), HashSet<usize>> = BTreeMap::new();
    for name in meant {
        for (index, _) in terms.iter().enumerate().filter(|(_, term)| means(term, &name.word)) {
            found.entry((name.kind.as_str(), name.target.0)).or_default().insert(index);
        }
    }
    let whole = found.into_iter().filter(|(_, terms_found)| terms_found.len() == terms.len());
    whole
        .filter_map(|((kind, id), _)| {
            let kinds = [NameKind::Author, NameKind::Category, NameKind::Tag];
            kinds.into_iter().find(|known| known.as_str() == kind).map(|kind| (kind, id))
        })
        .collect()
}
