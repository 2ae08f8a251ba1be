//! Counting words the way a French newsroom does.
//!
//! Not here: the search analyser, which splits elisions; here « l’article » is one word, as in word
//! processors. Writing without spaces (Chinese, Thai) is counted by the run, not by the word.

/// Words of a plain text. A word is a run without white space or dashes (—, –) that holds a letter
/// or digit: `porte-parole`, `aujourd’hui` and `47%` are one word, a lone `%` or `«` is none. A
/// space that only groups digits, as in 5 000 with U+00A0, does not end the number.
pub(super) fn count(text: &str) -> i32 {
    let mut words = 0_usize;
    let (mut in_word, mut before) = (false, ' ');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let groups = matches!(c, '\u{a0}' | '\u{202f}')
            && before.is_numeric()
            && chars.peek().is_some_and(|next| next.is_numeric());
        if (c.is_whitespace() && !groups) || matches!(c, '—' | '–') {
            in_word = false;
        } else if c.is_alphanumeric() && !in_word {
            in_word = true;
            words += 1;
        }
        before = c;
    }
    i32::try_from(words).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn french_words() {
        for (text, words) in [
            ("", 0),
            ("« — » ! % ?", 0),
            ("L’article d'hier", 2),
            ("«\u{a0}Oui\u{a0}», dit-elle\u{a0}!", 2),
            ("2\u{202f}860\u{a0}% des 5\u{a0}000 voix", 4),
            ("Bamako–Dakar\nNiamey\tZinder", 4),
            ("5 000", 2),
        ] {
            assert_eq!(count(text), words, "{text}");
        }
    }

    proptest! {
        #[test]
        fn white_space_around_changes_nothing(text in any::<String>()) {
            prop_assert_eq!(count(&format!("\u{a0}\n {text} \t")), count(&text));
        }
    }
}
