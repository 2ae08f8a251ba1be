//! Taking old revisions away: never by itself, never the latest, never one that readers see, saw or are
//! to see.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use uuid::Uuid;

use crate::articles::ArticleId;
use crate::clock::Timestamp;
use crate::db::{Db, Deed, Outcome, Pace, Tx, retry_lost_reference};
use crate::error::Result;
use crate::history::queries;

/// Articles that are looked through at a time.
const ARTICLES: i64 = 50;

/// What stays.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// So many of the newest of each article; at least one.
    pub newest: u16,
    /// And all that were saved since.
    pub since: Option<Timestamp>,
}

/// How much went, or would go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    pub revisions: usize,
    /// Articles and pages they are of.
    pub articles: usize,
}

type Victim = (ArticleId, i32);

/// How much [`prune`] would take away now.
///
/// # Errors
/// When the database cannot answer.
pub async fn prunable(db: &Db, keep: Keep) -> Result<Pruned> {
    let (mut all, mut after) = (Pruned::default(), None);
    while let Some((last, victims)) = next(db, keep, after).await? {
        after = Some(last);
        all.count(&victims);
    }
    Ok(all)
}

/// Takes away what need not stay, in small transactions between those of others. It can be broken off
/// and begun again.
///
/// # Errors
/// When the database cannot; what was done stays done.
pub async fn prune(db: &Db, keep: Keep, mut progress: impl FnMut(Pruned)) -> Result<Pruned> {
    let (mut all, mut after, mut pace) = (Pruned::default(), None, Pace::between(10, 1_000));
    while let Some((last, victims)) = next(db, keep, after).await? {
        after = Some(last);
        let mut rest = victims.as_slice();
        let mut gone = Vec::new();
        while !rest.is_empty() {
            let (some, others) = rest.split_at_checked(pace.rows()).unwrap_or((rest, &[]));
            rest = others;
            let some = some.to_vec();
            let begun = Instant::now();
            gone.extend(db.write(move |tx| take(tx, &some)).await?);
            pace.ended(begun);
        }
        all.count(&gone);
        progress(all);
    }
    Ok(all)
}

impl Pruned {
    fn count(&mut self, victims: &[Victim]) {
        self.revisions += victims.len();
        self.articles += victims.iter().map(|(article, _)| article).collect::<HashSet<_>>().len();
    }
}

/// The last of the articles looked through, and what of theirs need not stay.
async fn next(db: &Db, keep: Keep, after: Option<ArticleId>) -> Result<Option<(ArticleId, Vec<Victim>)>> {
    db.read(move |conn| {
        let after = after.unwrap_or(ArticleId(Uuid::nil()));
        let ids = queries::saved_often(conn, after, i32::from(keep.newest), ARTICLES)?;
        let Some(last) = ids.last().copied() else { return Ok(None) };
        let (numbers, shown) = (queries::numbers(conn, &ids)?, queries::shown(conn, &ids)?);
        Ok(Some((last, victims(keep, &numbers, &shown))))
    })
    .await
}

/// Of revisions, the newest of each article first, those that need not stay.
fn victims(keep: Keep, numbers: &[(ArticleId, i32, Timestamp)], shown: &[Victim]) -> Vec<Victim> {
    let shown: HashSet<&Victim> = shown.iter().collect();
    let mut newer: BTreeMap<Uuid, u32> = BTreeMap::new();
    let mut victims = Vec::new();
    for (article, number, saved_at) in numbers {
        let newer = newer.entry(article.0).or_default();
        let kept = *newer < u32::from(keep.newest.max(1))
            || keep.since.is_some_and(|since| *saved_at >= since)
            || shown.contains(&(*article, *number));
        *newer += 1;
        if !kept {
            victims.push((*article, *number));
        }
    }
    victims
}

/// Takes these away, but for what was published since they were chosen. They are not the latest: those
/// that are newer stay.
fn take(tx: &mut Tx<'_>, victims: &[Victim]) -> Result<Vec<Victim>> {
    let mut of: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
    for (article, number) in victims {
        of.entry(article.0).or_default().push(*number);
    }
    let ids: Vec<ArticleId> = of.keys().copied().map(ArticleId).collect();
    let shown: HashSet<Victim> = queries::shown(tx, &ids)?.into_iter().collect();
    let mut gone = Vec::new();
    for (article, mut numbers) in of {
        let id = ArticleId(article);
        numbers.retain(|number| !shown.contains(&(id, *number)));
        queries::delete(tx, id, &numbers).map_err(retry_lost_reference)?;
        if !numbers.is_empty() {
            let deed = Deed::new(Outcome::Done).to_id(article);
            tx.audit(deed.with("revisions_pruned", numbers.len()));
        }
        gone.extend(numbers.into_iter().map(|number| (id, number)));
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_must_stay_stays(
            newest in 0_u16..5, age in prop::option::of(0_u8..20), count in 1_i32..20, shown in prop::collection::vec(1_i32..20, 0..5),
        ) {
            let start: Timestamp = "2026-03-07T09:30:00Z".parse().unwrap();
            let at = |number: i32| start.plus(chrono::TimeDelta::minutes(i64::from(number)));
            let keep = Keep { newest, since: age.map(|age| at(i32::from(age))) };
            let article = ArticleId(Uuid::from_u128(7));
            let numbers: Vec<_> = (1..=count).rev().map(|number| (article, number, at(number))).collect();
            let shown: Vec<Victim> = shown.into_iter().map(|number| (article, number)).collect();
            let gone = victims(keep, &numbers, &shown);
            for number in 1..=count {
                let must = number > count - i32::from(newest.max(1))
                    || shown.contains(&(article, number))
                    || keep.since.is_some_and(|since| at(number) >= since);
                prop_assert_eq!(gone.contains(&(article, number)), !must);
            }
        }
    }
}
