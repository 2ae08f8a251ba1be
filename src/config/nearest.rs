//! "Did you mean …?": the known name nearest to a mistyped one, by edit distance.
//!
//! Only for messages; nothing is ever corrected silently.

/// The known name within two edits (or a third of the length, for long names) of `typed`, if any.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).max(2);
    known
        .into_iter()
        .map(|name| (distance(&typed, &name.to_lowercase()), name))
        // A name of which no letter is left is no suggestion.
        .filter(|(edits, name)| *edits <= allowed && *edits < name.chars().count())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// Levenshtein distance in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.chars().enumerate() {
        let mut before = index + 1;
        let mut next = vec![before];
        for ((other, diagonal), above) in right.iter().zip(&row).zip(row.iter().skip(1)) {
            before = (diagonal + usize::from(letter != *other)).min(above + 1).min(before + 1);
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_intended_name() {
        let known = ["bind", "public_url", "workers"];
        assert_eq!(nearest("bnid", known), Some("bind"));
        assert_eq!(nearest("PUBLIC_URI", known), Some("public_url"));
        assert_eq!(nearest("worker", known), Some("workers"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("postgress", "postgres"), 1);
        assert_eq!(distance("chapô", "chapo"), 1);
    }
}
