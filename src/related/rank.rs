//! The order of related articles: integers only, so that it is the same on every machine and
//! database, and of the two articles only, neither of the clock nor of other candidates.

use std::cmp::Reverse;

use uuid::Uuid;

use super::model::{Ranked, Reason, RelatedBy, Subject, Traits};
use crate::clock::Timestamp;

/// More than everything else together, for each place in the editors' order.
pub const PIN: i64 = 10_000;
/// Each tag; five are as good as more.
pub const TAG: i64 = 200;
pub const SERIES: i64 = 400;
pub const CATEGORY: i64 = 150;
/// Each name of the byline, two at most.
pub const AUTHOR: i64 = 120;
/// Every word in common.
const WORDS: i64 = 600;
/// Not older than the article.
const DATE: i64 = 100;
/// After so many days the date counts half.
const HALF: i64 = 30;

const MOST_TAGS: usize = 5;
const MOST_AUTHORS: usize = 2;

/// The most related of the candidates, at most `limit`. Articles that share nothing but their date
/// are not related, unless editors say so.
pub fn rank(source: &Traits, candidates: &[Traits], pins: &[Uuid], limit: usize) -> Vec<Ranked> {
    let mut ranked: Vec<(Ranked, Timestamp)> = candidates
        .iter()
        .filter(|candidate| candidate.id != source.id)
        .filter_map(|candidate| Some((judge(source, candidate, pins)?, candidate.published_at)))
        .collect();
    ranked.sort_by_key(|(one, published_at)| Reverse((one.score, *published_at, one.id)));
    ranked.dedup_by_key(|(one, _)| one.id);
    ranked.truncate(limit);
    ranked.into_iter().map(|(one, _)| one).collect()
}

/// None when there is no reason.
fn judge(source: &Traits, candidate: &Traits, pins: &[Uuid]) -> Option<Ranked> {
    let mut because = Vec::new();
    let mut add = |by: RelatedBy, slug: Option<&str>, points: i64| {
        if points > 0 {
            because.push(Reason { by, slug: slug.map(str::to_owned), points });
        }
    };
    if let Some(place) = pins.iter().position(|pin| *pin == candidate.id) {
        let before = i64::try_from(pins.len() - place).unwrap_or(1);
        add(RelatedBy::Pin, None, PIN * before);
    }
    for tag in shared(&source.tags, &candidate.tags).take(MOST_TAGS) {
        add(RelatedBy::Tag, Some(&tag.slug), TAG);
    }
    if let Some(series) = common(&source.series, &candidate.series) {
        add(RelatedBy::Series, Some(&series.slug), SERIES);
    }
    if let Some(section) = common(&source.category, &candidate.category) {
        add(RelatedBy::Category, Some(&section.slug), CATEGORY);
    }
    for author in shared(&source.authors, &candidate.authors).take(MOST_AUTHORS) {
        add(RelatedBy::Author, Some(&author.slug), AUTHOR);
    }
    add(RelatedBy::Words, None, words(source, candidate));
    if because.is_empty() {
        return None;
    }
    let date = date(source, candidate);
    because.extend((date > 0).then_some(Reason { by: RelatedBy::Date, slug: None, points: date }));
    let score = because.iter().map(|reason| reason.points).sum();
    Some(Ranked { id: candidate.id, score, because })
}

/// In the order of the first.
fn shared<'a>(own: &'a [Subject], others: &'a [Subject]) -> impl Iterator<Item = &'a Subject> {
    own.iter().filter(|one| others.iter().any(|other| other.id == one.id))
}

/// What both have.
fn common<'a>(own: &'a Option<Subject>, other: &Option<Subject>) -> Option<&'a Subject> {
    own.as_ref().filter(|own| other.as_ref().is_some_and(|other| other.id == own.id))
}

/// By the part of all their words that both have.
fn words(source: &Traits, candidate: &Traits) -> i64 {
    let count = |words: usize| i64::try_from(words).unwrap_or(i64::MAX);
    let both = count(source.words.intersection(&candidate.words).count());
    let all = count(source.words.union(&candidate.words).count());
    WORDS * both / all.max(1)
}

/// What follows is as good as new; what came before fades with its distance.
fn date(source: &Traits, candidate: &Traits) -> i64 {
    let days = source.published_at.since(candidate.published_at).num_days().max(0);
    DATE * HALF / (HALF + days)
}
