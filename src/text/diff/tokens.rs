//! Cutting a text into the pieces that a comparison keeps whole: words, spaces, ends of lines, tags of
//! HTML and marks of Markdown. Put together again, the pieces are the text.

use unicode_normalization::char::is_combining_mark;

/// Which signs of a text belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Plain,
    Markdown,
    Html,
}

/// Signs that make a mark of Markdown when they are repeated: `**`, `###`, `~~~`, `---`.
const REPEATED: &str = "*_~`#=-+>|";

/// The pieces, in order.
pub(super) fn tokens(text: &str, syntax: Syntax) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = length(rest, first, syntax).max(first.len_utf8());
        let Some((piece, tail)) = rest.split_at_checked(length) else { break };
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

/// The lines, each with its end.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn length(rest: &str, first: char, syntax: Syntax) -> usize {
    if rest.starts_with("\r\n") {
        return 2;
    }
    if matches!(first, '\n' | '\r') {
        return 1;
    }
    if first.is_whitespace() {
        return run(rest, |c| c.is_whitespace() && !matches!(c, '\n' | '\r'));
    }
    if is_word(first) {
        return word(rest);
    }
    let marked = match (syntax, first) {
        (Syntax::Plain, _) => None,
        (_, '<') => tag(rest),
        (_, '&') => reference(rest),
        (Syntax::Markdown, ']') => target(rest),
        (Syntax::Markdown, '!') if rest.starts_with("![") => Some(2),
        (Syntax::Markdown, '\\') => rest.chars().nth(1).filter(char::is_ascii_punctuation).map(|_| 2),
        (Syntax::Markdown, sign) if REPEATED.contains(sign) => Some(run(rest, |c| c == sign)),
        _ => None,
    };
    // An accent that is written apart stays with its letter.
    marked.unwrap_or_else(|| {
        first.len_utf8() + run(rest.get(first.len_utf8()..).unwrap_or_default(), is_combining_mark)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// A word; an elision (`l’`, `qu’`) is one with its apostrophe, what follows another.
fn word(rest: &str) -> usize {
    let length = run(rest, is_word);
    let mut after = rest.get(length..).unwrap_or_default().chars();
    match (after.next(), after.next()) {
        (Some(sign @ ('\'' | '’')), Some(next)) if is_word(next) => length + sign.len_utf8(),
        _ => length,
    }
}

/// Up to its `>`, wherever that is in the line or behind it; quoted `>` are seldom, and only make two
/// pieces of one tag.
fn tag(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|at| at + 3);
    }
    let opens = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
    rest.chars().nth(1).filter(|c| opens(*c))?;
    let end = rest.get(1..)?.find(['<', '>'])? + 1;
    rest.get(end..)?.starts_with('>').then_some(end + 1)
}

/// `&amp;`, `&#8239;`
fn reference(rest: &str) -> Option<usize> {
    let name = run(rest.get(1..)?, |c| c.is_ascii_alphanumeric() || c == '#');
    (name > 0 && rest.get(name + 1..)?.starts_with(';')).then_some(name + 2)
}

/// Where a link or a picture leads: `](https://example.org)`, `][note]`.
fn target(rest: &str) -> Option<usize> {
    let close = match rest.get(1..)?.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = rest.get(2..)?.find([close, '\n'])? + 2;
    rest.get(end..)?.starts_with(close).then_some(end + 1)
}

fn run(rest: &str, belongs: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, syntax: Syntax) -> String {
        tokens(text, syntax).join("|")
    }

    #[test]
    fn a_tag_and_a_mark_are_one_piece() {
        for (syntax, text, pieces) in [
            (Syntax::Plain, "L’eau monte, a-t-il dit.", "L’|eau| |monte|,| |a|-|t|-|il| |dit|."),
            (Syntax::Plain, "2\u{202f}860 **voix**", "2|\u{202f}|860| |*|*|voix|*|*"),
            (Syntax::Plain, "cafe\u{301}\r\nNoir", "cafe\u{301}|\r\n|Noir"),
            (
                Syntax::Markdown,
                "## De **deux** [mètres](https://example.org/a_b)",
                "##| |De| |**|deux|**| |[|mètres|](https://example.org/a_b)",
            ),
            (Syntax::Markdown, "![Crue][1] \\* <br> &amp;", "![|Crue|][1]| |\\*| |<br>| |&amp;"),
            (Syntax::Markdown, "[x](\ny) a < b", "[|x|]|(|\n|y|)| |a| |<| |b"),
            (
                Syntax::Html,
                "<p class=\"a b\">Deux&nbsp;rives<!-- a > b --></p>",
                "<p class=\"a b\">|Deux|&nbsp;|rives|<!-- a > b -->|</p>",
            ),
            (Syntax::Html, "a < b <i x **", "a| |<| |b| |<|i| |x| |*|*"),
        ] {
            assert_eq!(cut(text, syntax), pieces);
        }
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "([a-zé’'*_<>/&;!\\[\\]()# \n\r-]|\\PC){0,60}") {
            for syntax in [Syntax::Plain, Syntax::Markdown, Syntax::Html] {
                prop_assert_eq!(tokens(&text, syntax).concat(), &*text);
                prop_assert!(tokens(&text, syntax).iter().all(|piece| !piece.is_empty()));
            }
            prop_assert_eq!(lines(&text).concat(), text);
        }
    }
}
