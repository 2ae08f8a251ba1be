//! Two people changed one text: line by line, what only one of them touched is theirs, and what both
//! did differently is shown between marks, as programmers know them from diff3.

use similar::TextMerge;

/// Longer texts are not merged line by line: the time grows with the square of what changed.
const LINES: usize = 20_000;
/// The least length of a mark.
const MARK: usize = 7;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// All of both.
    Clean(String),
    /// All of both, with marks around the lines that contradict each other.
    Conflicting(String),
}

/// Merges two texts that were made from `base`. `names` says what the marks call them.
pub fn lines(base: &str, current: &str, yours: &str, names: (&str, &str)) -> Merged {
    if [base, current, yours].iter().any(|text| text.matches(['\n', '\r']).count() > LINES) {
        return Merged::Conflicting(apart(current, yours, names));
    }
    let mut merged = TextMerge::from_lines(base, current, yours);
    merged.labels("base", names.0, names.1).conflict_marker_size(mark(&[current, yours]));
    if merged.is_conflicted() {
        Merged::Conflicting(merged.to_string())
    } else {
        Merged::Clean(merged.to_string())
    }
}

/// One text after the other.
fn apart(current: &str, yours: &str, names: (&str, &str)) -> String {
    let length = mark(&[current, yours]);
    let sign = |sign: &str| sign.repeat(length);
    let end = |text: &str| if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!(
        "{} {}\n{current}{}{}\n{yours}{}{} {}\n",
        sign("<"),
        names.0,
        end(current),
        sign("="),
        end(yours),
        sign(">"),
        names.1
    )
}

/// Longer than any line of the texts that looks like a mark: Markdown underlines with `=`.
fn mark(texts: &[&str]) -> usize {
    let run = |line: &str| {
        let first = line.chars().next().filter(|c| matches!(c, '<' | '=' | '>'));
        first.map_or(0, |sign| line.chars().take_while(|c| *c == sign).count())
    };
    let longest = texts.iter().flat_map(|text| text.lines()).map(run).max().unwrap_or(0);
    MARK.max(longest + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: (&str, &str) = ("now", "yours");

    #[test]
    fn lines_of_each() {
        let base = "Un\nDeux\nTrois\nQuatre\n";
        let current = "UN\nDeux\nTrois\nQuatre\n";
        assert_eq!(
            lines(base, current, "Un\nDeux\nTrois\nQUATRE\nCinq", NAMES),
            Merged::Clean("UN\nDeux\nTrois\nQUATRE\nCinq".to_owned())
        );
        assert_eq!(
            lines(base, current, "Hein\nDeux\nTrois\nQuatre\n", NAMES),
            Merged::Conflicting(
                "<<<<<<< now\nUN\n=======\nHein\n>>>>>>> yours\nDeux\nTrois\nQuatre\n".to_owned()
            )
        );
    }

    #[test]
    fn a_mark_is_longer_than_what_looks_like_one() {
        let Merged::Conflicting(text) = lines("a\n=\n", "Titre\n==========\n", "b\n=\n", NAMES) else {
            panic!("a conflict")
        };
        assert!(text.starts_with("<<<<<<<<<<< now\n"), "{text}");
    }

    #[test]
    fn a_text_that_is_too_long_is_shown_whole_twice() {
        let long = "a\n".repeat(LINES + 1);
        let Merged::Conflicting(text) = lines("", &long, "b", NAMES) else { panic!("a conflict") };
        assert_eq!(text, format!("<<<<<<< now\n{long}=======\nb\n>>>>>>> yours\n"));
    }

    proptest! {
        #[test]
        fn one_side_alone_is_taken(base in "([ab]{0,2}\n){0,6}[ab]?", other in "([ab]{0,2}\n){0,6}[ab]?") {
            prop_assert_eq!(lines(&base, &base, &other, NAMES), Merged::Clean(other.clone()));
            prop_assert_eq!(lines(&base, &other, &base, NAMES), Merged::Clean(other.clone()));
            prop_assert_eq!(lines(&base, &other, &other, NAMES), Merged::Clean(other));
        }

        #[test]
        fn edits_apart_merge_in_either_order(
            count in 3_usize..20, first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>(),
        ) {
            let base: Vec<String> = (0..count).map(|line| format!("ligne {line}\n")).collect();
            let (first, second) = (first.index(count), second.index(count));
            prop_assume!(first.abs_diff(second) > 1);
            let with = |at: &[usize]| -> String {
                base.iter().enumerate().map(|(line, text)| if at.contains(&line) { format!("autre {line}\n") } else { text.clone() }).collect()
            };
            let (base, a, b) = (with(&[]), with(&[first]), with(&[second]));
            prop_assert_eq!(lines(&base, &a, &b, NAMES), Merged::Clean(with(&[first, second])));
            prop_assert_eq!(lines(&base, &b, &a, NAMES), Merged::Clean(with(&[first, second])));
        }

        #[test]
        fn a_conflict_holds_every_line(base in "([ab]\n){0,5}", a in "([abc]\n){0,5}", b in "([abd]\n){0,5}") {
            if let Merged::Conflicting(text) = lines(&base, &a, &b, NAMES) {
                for line in a.lines().filter(|line| *line == "c").chain(b.lines().filter(|line| *line == "d")) {
                    prop_assert!(text.lines().any(|said| said == line));
                }
            }
        }
    }
}
