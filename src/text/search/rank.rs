//! Which hit comes first: whole numbers only, so that both databases and every machine agree.

use std::collections::HashMap;

use super::query::{Phrase, Query, Term};

/// A hit's place: higher comes first; equal ones go by date, then id.
pub type Rank = i64;

/// What the rank of a hit is made from, as [`super::Indexed`] has it.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<'h> {
    pub title: &'h str,
    pub lead: &'h str,
    /// Whole days since it was published; none for what has no date.
    pub age: Option<i64>,
}

/// How a word was found: as typed, in another form, as a beginning.
const TITLE: [Rank; 3] = [120, 100, 70];
const LEAD: [Rank; 3] = [40, 34, 24];
/// By the name of a tag, a section or an author.
const NAMED: Rank = 30;
const BODY: Rank = 8;
const TOGETHER_IN_TITLE: Rank = 60;
const TOGETHER_IN_LEAD: Rank = 20;
/// For a title that says nothing else.
const WHOLE_TITLE: Rank = 40;

impl Query {
    /// The rank of a hit. `labels` are the tokens of names each term stands for.
    #[must_use]
    pub fn rank(&self, hit: Weighed<'_>, labels: &HashMap<String, Vec<String>>) -> Rank {
        let own_title = hit.title.split('|').next().unwrap_or_default();
        let own_lead = hit.lead;
        let none = Vec::new();
        let (mut sum, mut count, mut in_title) = (0, 0, 0);
        let mut add = |(points, title): (Rank, bool)| {
            sum += points;
            count += 1;
            in_title += Rank::from(title);
        };
        for term in &self.terms {
            add(of_term(term, hit, labels.get(&term.word).unwrap_or(&none)));
        }
        for word in self.phrases.iter().flat_map(|phrase| &phrase.words) {
            let needle = spaced(word);
            add(match (own_title.contains(&needle), own_lead.contains(&needle)) {
                (true, _) => (TITLE.first().copied().unwrap_or(0), true),
                (_, true) => (LEAD.first().copied().unwrap_or(0), false),
                _ => (BODY, false),
            });
        }
        let mut rank = if count == 0 { 0 } else { sum / count };
        if self.sequence.len() > 1 {
            let together = Phrase { words: self.sequence.clone(), rare: Vec::new() }.spaced();
            if own_title.contains(&together) {
                rank += TOGETHER_IN_TITLE;
            } else if own_lead.contains(&together) {
                rank += TOGETHER_IN_LEAD;
            }
        }
        let length = Rank::try_from(own_title.split_ascii_whitespace().count()).unwrap_or(Rank::MAX).max(1);
        rank + (WHOLE_TITLE * in_title / length).min(WHOLE_TITLE) + recency(hit.age)
    }
}

fn spaced(word: &str) -> String {
    format!(" {word} ")
}

/// What a term is worth, and whether the title has it.
fn of_term(term: &Term, hit: Weighed<'_>, labels: &[String]) -> (Rank, bool) {
    if let Some(points) = found(term, hit.title, TITLE) {
        return (points, true);
    }
    let lead = found(term, hit.lead, LEAD);
    let named = labels.iter().any(|label| hit.lead.contains(label)).then_some(NAMED);
    (lead.max(named).unwrap_or(BODY), false)
}

fn found(term: &Term, tokens: &str, [typed, form, beginning]: [Rank; 3]) -> Option<Rank> {
    if tokens.contains(&spaced(&term.word)) {
        Some(typed)
    } else if term.forms.iter().any(|other| tokens.contains(&spaced(other))) {
        Some(form)
    } else {
        (term.prefix && tokens.contains(&format!(" {}", term.word))).then_some(beginning)
    }
}

/// News is new; but no date outweighs a title.
fn recency(age: Option<i64>) -> Rank {
    match age {
        Some(..2) => 15,
        Some(..8) => 12,
        Some(..31) => 9,
        Some(..93) => 6,
        Some(..366) => 3,
        _ => 0,
    }
}
