//! What became of a text: which words stayed, which went and which came.
//!
//! Lines are compared first, then the words of lines that changed. The work is bounded by counting, not
//! by a clock, so that the same texts give the same answer everywhere: what is too much for words is
//! told by lines, and what is too much for lines as one text in the place of another.

mod tokens;

use std::collections::HashMap;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use utoipa::ToSchema;

pub use tokens::Syntax;

/// Lines of both sides that are compared, less those both begin and end with.
const LINES: usize = 40_000;
/// Words, signs and spaces of both sides that are compared, over all lines that changed.
const WORDS: usize = 60_000;

/// How finely a text was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Word by word; a tag or a mark of Markdown counts as one.
    Word,
    /// Too much changed for that: some of it line by line.
    Line,
    /// Too much for that, too: one text in the place of the other.
    Whole,
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// In both.
    Equal,
    /// Only in the old text.
    Delete,
    /// Only in the new text.
    Insert,
}

/// The way from one text to another. What is equal and inserted is the new text, to the byte; what is
/// equal and deleted the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    pub granularity: Granularity,
    pub operations: Vec<(Fate, &'a str)>,
}

/// Compares two texts, each cut by its own syntax.
pub fn compare<'a>(old: (&'a str, Syntax), new: (&'a str, Syntax)) -> Difference<'a> {
    let mut way = Way { old: old.0, new: new.0, syntax: (old.1, new.1), words: WORDS, said: Vec::new() };
    let granularity = way.by_lines();
    Difference { granularity, operations: way.said }
}

/// A comparison while it is made.
struct Way<'a> {
    /// What is left of either side.
    old: &'a str,
    new: &'a str,
    syntax: (Syntax, Syntax),
    /// How many may still be compared.
    words: usize,
    said: Vec<(Fate, &'a str)>,
}

impl<'a> Way<'a> {
    fn by_lines(&mut self) -> Granularity {
        let (old, new) = (tokens::lines(self.old), tokens::lines(self.new));
        let before = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let (same, old) = old.split_at_checked(before).unwrap_or_default();
        let new = new.get(before..).unwrap_or_default();
        let after = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let old = old.get(..old.len() - after).unwrap_or_default();
        let new = new.get(..new.len() - after).unwrap_or_default();
        self.equal(size(same));
        if old.len() + new.len() > LINES {
            self.replace(size(old), size(new));
            self.equal(self.old.len());
            return Granularity::Whole;
        }
        let mut finest = Granularity::Word;
        // What changed since the last lines that did not.
        let (mut gone, mut come) = (0, 0);
        for operation in ways(old, new) {
            if let DiffOp::Equal { .. } = operation {
                finest = finest.max(self.changed(gone, come));
                (gone, come) = (0, 0);
                self.equal(size(old.get(operation.old_range()).unwrap_or_default()));
            } else {
                gone += size(old.get(operation.old_range()).unwrap_or_default());
                come += size(new.get(operation.new_range()).unwrap_or_default());
            }
        }
        finest = finest.max(self.changed(gone, come));
        self.equal(self.old.len());
        finest
    }

    /// Lines of so many bytes that took the place of others: word by word, if that is not too much.
    fn changed(&mut self, gone: usize, come: usize) -> Granularity {
        let (Some(old), Some(new)) = (self.old.get(..gone), self.new.get(..come)) else {
            return Granularity::Word;
        };
        if old.is_empty() || new.is_empty() {
            self.replace(gone, come);
            return Granularity::Word;
        }
        let (old, new) = (tokens::tokens(old, self.syntax.0), tokens::tokens(new, self.syntax.1));
        let Some(left) = self.words.checked_sub(old.len() + new.len()) else {
            self.replace(gone, come);
            return Granularity::Line;
        };
        self.words = left;
        for operation in ways(&old, &new) {
            let gone = size(old.get(operation.old_range()).unwrap_or_default());
            match operation {
                DiffOp::Equal { .. } => self.equal(gone),
                _ => self.replace(gone, size(new.get(operation.new_range()).unwrap_or_default())),
            }
        }
        Granularity::Word
    }

    fn equal(&mut self, bytes: usize) {
        let old = self.old.split_at_checked(bytes);
        if let (Some((piece, old)), Some((_, new))) = (old, self.new.split_at_checked(bytes)) {
            (self.old, self.new) = (old, new);
            self.say(Fate::Equal, piece);
        }
    }

    fn replace(&mut self, gone: usize, come: usize) {
        if let Some((piece, rest)) = self.old.split_at_checked(gone) {
            self.old = rest;
            self.say(Fate::Delete, piece);
        }
        if let Some((piece, rest)) = self.new.split_at_checked(come) {
            self.new = rest;
            self.say(Fate::Insert, piece);
        }
    }

    fn say(&mut self, fate: Fate, piece: &'a str) {
        if !piece.is_empty() {
            self.said.push((fate, piece));
        }
    }
}

/// The same pieces get the same number: numbers are compared faster, and pieces are compared often.
fn ways(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(old.len());
    let mut number = |piece| {
        let next = known.len();
        *known.entry(piece).or_insert(next)
    };
    let old: Vec<usize> = old.iter().map(|piece| number(*piece)).collect();
    let new: Vec<usize> = new.iter().map(|piece| number(*piece)).collect();
    capture_diff_slices(Algorithm::Myers, &old, &new)
}

fn size(pieces: &[&str]) -> usize {
    pieces.iter().map(|piece| piece.len()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain<'a>(old: &'a str, new: &'a str) -> Difference<'a> {
        compare((old, Syntax::Plain), (new, Syntax::Plain))
    }

    fn side(difference: &Difference<'_>, not: Fate) -> String {
        difference.operations.iter().filter(|(fate, _)| *fate != not).map(|(_, piece)| *piece).collect()
    }

    fn holds(difference: &Difference<'_>, old: &str, new: &str) {
        assert_eq!(side(difference, Fate::Insert), old);
        assert_eq!(side(difference, Fate::Delete), new);
    }

    #[test]
    fn word_by_word() {
        use Fate::{Delete, Equal, Insert};
        let old = "Le fleuve monte.\nIl pleut à Sor.\nFin.";
        let new = "Le fleuve monte.\nIl neige à Sor, dit-on.\nFin.";
        let said = plain(old, new);
        assert_eq!(said.granularity, Granularity::Word);
        assert_eq!(
            said.operations,
            [
                (Equal, "Le fleuve monte.\n"),
                (Equal, "Il "),
                (Delete, "pleut"),
                (Insert, "neige"),
                (Equal, " à Sor"),
                (Insert, ", dit-on"),
                (Equal, ".\n"),
                (Equal, "Fin."),
            ]
        );
        assert_eq!(plain("", "").operations, []);
        assert_eq!(plain("", "Un").operations, [(Insert, "Un")]);
        assert_eq!(plain("Un", "Un").operations, [(Equal, "Un")]);
    }

    #[test]
    fn a_tag_is_never_torn() {
        let old = "<p class=\"a\">Deux rives</p>";
        let new = "<p class=\"b\">Deux rives</p>";
        let said = compare((old, Syntax::Html), (new, Syntax::Html));
        use Fate::{Delete, Equal, Insert};
        assert_eq!(
            said.operations,
            [(Delete, "<p class=\"a\">"), (Insert, "<p class=\"b\">"), (Equal, "Deux rives</p>")]
        );
    }

    #[test]
    fn what_is_too_much_for_words_is_told_by_lines_and_then_as_a_whole() {
        let text = |word: &str, lines: usize, words: usize| -> String {
            (0..lines).map(|line| format!("{line} {}\n", format!("{word} ").repeat(words))).collect()
        };
        let (old, new) = (text("eau", 300, 100), text("sel", 300, 100));
        let said = plain(&old, &new);
        assert_eq!(said.granularity, Granularity::Line);
        holds(&said, &old, &new);
        let (old, new) = (text("eau", 21_000, 0), text("sel", 21_000, 1));
        let said = plain(&old, &new);
        assert_eq!((said.granularity, said.operations.len()), (Granularity::Whole, 2));
        holds(&said, &old, &new);
        // Much that is equal costs nothing.
        let (old, new) = (text("eau", 70_000, 1), text("eau", 70_000, 1) + "Fin");
        assert_eq!(plain(&old, &new).granularity, Granularity::Word);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_made_up(
            old in "([ab<>*\n ]|é|\\PC){0,40}", new in "([ab<>*\n ]|é|\\PC){0,40}",
        ) {
            for syntax in [Syntax::Plain, Syntax::Markdown, Syntax::Html] {
                holds(&compare((&old, syntax), (&new, Syntax::Markdown)), &old, &new);
            }
        }

        #[test]
        fn the_same_words_stay(words in prop::collection::vec("[a-z]{1,6}", 1..30), at in any::<prop::sample::Index>()) {
            let old = words.join(" ");
            let at = at.index(words.len());
            let mut changed = words.clone();
            changed[at] = "AUTRE".to_owned();
            let new = changed.join(" ");
            let said = plain(&old, &new);
            let equal: usize = said.operations.iter().filter(|(fate, _)| *fate == Fate::Equal).map(|(_, piece)| piece.len()).sum();
            prop_assert_eq!(equal, old.len() - words[at].len());
        }
    }
}
