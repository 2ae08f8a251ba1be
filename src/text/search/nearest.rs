//! The words somebody may have meant who mistyped one.

/// Words of fewer letters have too many neighbours.
const SHORTEST: usize = 4;

/// Whether a word is long enough, and no number, to have been mistyped recognisably.
#[must_use]
pub fn is_correctable(word: &str) -> bool {
    word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic)
}

/// How many slips are forgiven.
fn tolerance(word: &str) -> usize {
    if word.chars().count() < 8 { 1 } else { 2 }
}

/// The first letter of a word, which is seldom wrong, and the lengths its neighbours may have.
#[must_use]
pub fn neighbourhood(word: &str) -> Option<(char, std::ops::RangeInclusive<usize>)> {
    let (length, slips) = (word.chars().count(), tolerance(word));
    word.chars().next().map(|first| (first, length.saturating_sub(slips)..=length + slips))
}

/// The neighbours of a word among those known, the nearest first, and at most `most`.
#[must_use]
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>, most: usize) -> Vec<&'k str> {
    let letters: Vec<char> = word.chars().collect();
    let slips = tolerance(word);
    let mut near: Vec<(usize, &str)> = known
        .filter(|other| *other != word)
        .filter_map(|other| Some((slips_between(&letters, other, slips)?, other)))
        .collect();
    near.sort_unstable();
    near.truncate(most);
    near.into_iter().map(|(_, other)| other).collect()
}

/// Letters added, left out, mistaken or swapped with their neighbour; none above `most`.
fn slips_between(one: &[char], other: &str, most: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut line: Vec<usize> = (0..=other.len()).collect();
    let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut slips =
                (at(&line, j) + usize::from(a != b)).min(at(&line, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if swapped {
                slips = slips.min(at(&before, j - 1) + 1);
            }
            next.push(slips);
        }
        if next.iter().all(|slips| *slips > most) {
            return None;
        }
        before = std::mem::replace(&mut line, next);
    }
    line.last().copied().filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_in_a_short_word_two_in_a_long_one() {
        let known = ["marche", "marchand", "manche", "elections", "election", "electrons", "pluie"];
        let near = |word| nearest(word, known.iter().copied(), 9);
        assert_eq!(near("marhce"), ["marche"]);
        assert_eq!(near("macrhe"), ["marche"]);
        assert_eq!(near("eletcions"), ["elections", "election", "electrons"]);
        assert_eq!(near("marche"), ["manche"]);
        assert!(near("xyz").is_empty());
        assert_eq!(nearest("eletcions", known.iter().copied(), 1), ["elections"]);
        assert_eq!(neighbourhood("pluie"), Some(('p', 4..=6)));
    }
}
