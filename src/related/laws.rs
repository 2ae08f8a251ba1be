//! What holds of the order of related articles, whatever is compared.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use uuid::Uuid;

use super::model::{Ranked, RelatedBy, Subject, Traits};
use super::rank::{PIN, rank};
use crate::clock::Timestamp;

fn subject(number: u8) -> Subject {
    Subject { id: Uuid::from_u128(u128::from(number)), slug: format!("s-{number}") }
}

fn at(days: i64) -> Timestamp {
    "2026-03-07T09:30:00Z".parse::<Timestamp>().unwrap().minus(TimeDelta::days(days))
}

/// Few subjects and words, so that articles share some.
fn traits(id: u128) -> impl Strategy<Value = Traits> {
    let subjects = || btree_set(0_u8..8, 0..7);
    let words = btree_set("[a-f]", 0..6);
    let one = || proptest::option::of(0_u8..4);
    (subjects(), one(), one(), subjects(), words, 0_i64..400).prop_map(
        move |(tags, series, category, authors, words, days)| Traits {
            id: Uuid::from_u128(id),
            tags: tags.into_iter().map(subject).collect(),
            series: series.map(subject),
            category: category.map(subject),
            authors: authors.into_iter().map(subject).collect(),
            words,
            published_at: at(days),
        },
    )
}

/// An article, some others (each under a number of its own), and those that editors chose.
fn newsroom() -> impl Strategy<Value = (Traits, Vec<Traits>, Vec<Uuid>)> {
    let others = vec(traits(0), 0..20).prop_map(|mut others| {
        for (number, one) in (1_u128..).zip(&mut others) {
            one.id = Uuid::from_u128(number);
        }
        others
    });
    let pins =
        btree_set(0_u128..25, 0..6).prop_map(|pins| pins.into_iter().rev().map(Uuid::from_u128).collect());
    (traits(0), others, pins)
}

fn pinned(one: &Ranked) -> bool {
    one.because.iter().any(|reason| reason.by == RelatedBy::Pin)
}

proptest! {
    #[test]
    fn the_order_of_candidates_does_not_matter((source, others, pins) in newsroom(), turn in 0_usize..20) {
        let ranked = rank(&source, &others, &pins, 20);
        let mut turned = others.clone();
        turned.rotate_left(turn % others.len().max(1));
        turned.extend(others);
        prop_assert_eq!(rank(&source, &turned, &pins, 20), ranked);
    }

    #[test]
    fn a_shorter_list_is_the_beginning_of_a_longer((source, others, pins) in newsroom(), limit in 0_usize..20) {
        let all = rank(&source, &others, &pins, 20);
        let some = rank(&source, &others, &pins, limit);
        prop_assert_eq!(&some[..], &all[..limit.min(all.len())]);
    }

    #[test]
    fn scores_are_told_and_in_order((source, others, pins) in newsroom()) {
        let ranked = rank(&source, &others, &pins, 20);
        prop_assert!(ranked.is_sorted_by(|one, next| one.score >= next.score));
        for one in &ranked {
            prop_assert!(one.id != source.id);
            prop_assert_eq!(one.because.iter().map(|reason| reason.points).sum::<i64>(), one.score);
            prop_assert!(one.because.iter().all(|reason| reason.points > 0));
            prop_assert!(one.because.iter().any(|reason| reason.by != RelatedBy::Date));
            prop_assert_eq!(pinned(one), one.score >= PIN);
        }
        let ids: BTreeSet<Uuid> = ranked.iter().map(|one| one.id).collect();
        prop_assert_eq!(ids.len(), ranked.len());
    }

    #[test]
    fn what_editors_chose_comes_first_in_their_order((source, others, pins) in newsroom()) {
        let ranked = rank(&source, &others, &pins, 20);
        let chosen: Vec<Uuid> = ranked.iter().filter(|one| pinned(one)).map(|one| one.id).collect();
        let known = |id: &&Uuid| **id != source.id && others.iter().any(|other| other.id == **id);
        let expected: Vec<Uuid> = pins.iter().filter(known).copied().collect();
        prop_assert_eq!(&chosen, &expected);
        prop_assert!(ranked.iter().take(chosen.len()).all(pinned));
    }

    #[test]
    fn sharing_one_more_tag_never_lowers((source, others, pins) in newsroom(), number in 0_u8..8) {
        let Some(first) = others.first() else { return Ok(()) };
        let mut closer = first.clone();
        if !closer.tags.contains(&subject(number)) {
            closer.tags.push(subject(number));
        }
        let score = |one: &Traits| rank(&source, std::slice::from_ref(one), &pins, 1).first().map_or(0, |one| one.score);
        prop_assert!(score(&closer) >= score(first));
    }
}

#[test]
fn the_newer_one_wins_among_equals() {
    let like = |number: u128, days: i64| Traits {
        id: Uuid::from_u128(number),
        tags: vec![subject(1)],
        series: None,
        category: None,
        authors: Vec::new(),
        words: BTreeSet::new(),
        published_at: at(days),
    };
    let source = like(0, 10);
    let ids = |others: &[Traits]| -> Vec<u128> {
        rank(&source, others, &[], 9).into_iter().map(|one| one.id.as_u128()).collect()
    };
    assert_eq!(ids(&[like(1, 60), like(2, 20), like(3, 300)]), [2, 1, 3]);
    // What is newer than the article counts alike; the date decides, then the id.
    assert_eq!(ids(&[like(1, 9), like(2, 5), like(3, 5)]), [3, 2, 1]);
}
