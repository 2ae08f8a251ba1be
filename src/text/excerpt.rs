//! Excerpts: the beginning of a plain text, for a list, a feed or a description.
//!
//! Not here: choosing between an article's summary and its body, or escaping the result.

/// `text` on one line, at most `max_chars` characters with the final `…`, cut between words.
/// A text that fits is returned whole and without the `…`.
#[must_use]
pub fn excerpt(text: &str, max_chars: usize) -> String {
    // U+00A0 is not ASCII white space: what French typography glues together stays together.
    let line: String = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(max_chars) else { return line };
    let Some(room) = max_chars.checked_sub(1) else { return String::new() };
    let start: String = line.chars().take(room).collect();
    let goes_on_with_space = line.get(start.len()..end).is_some_and(|c| c == " ");
    let whole = match start.rfind(' ') {
        Some(edge) if !goes_on_with_space => start.get(..edge).unwrap_or(&start),
        _ => &start,
    };
    format!("{}…", whole.trim_end_matches(|c: char| c.is_whitespace() || ",;:«([—–-".contains(c)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cut_between_words() {
        assert_eq!(excerpt("Le fleuve monte.", 16), "Le fleuve monte.");
        assert_eq!(excerpt("Le fleuve monte encore", 17), "Le fleuve monte…");
        assert_eq!(excerpt("Le fleuve monte encore", 16), "Le fleuve monte…");
        assert_eq!(excerpt("Le fleuve monte encore", 12), "Le fleuve…");
        assert_eq!(excerpt("Il dit : «\u{a0}non\u{a0}» hier", 12), "Il dit…");
        assert_eq!(excerpt("Deux\nlignes", 40), "Deux lignes");
        assert_eq!(excerpt("Ouagadougou", 5), "Ouag…");
        assert_eq!(excerpt("Ouagadougou", 0), "");
    }

    proptest! {
        #[test]
        fn never_longer_than_asked(text in any::<String>(), max in 0usize..60) {
            prop_assert!(excerpt(&text, max).chars().count() <= max);
        }
    }
}
