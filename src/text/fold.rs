//! Folding: keys under which strings that readers take for equal are equal bytes.
//!
//! A key is for comparing and sorting, never for showing. Not here: search stems (another analyser,
//! with its own version) and slugs (`slug`).
//!
//! Keys are stored, so a new release of the transliteration tables asks for a rebuild of them.

use unicode_normalization::UnicodeNormalization;

/// The longest sort key, in characters (all ASCII, so bytes too).
const SORT_KEY_MAX: usize = 200;

/// The key titles and names sort by: É is E, œ is oe, case and quotes do not count, other
/// punctuation is a space. Lower-case ASCII letters, digits and single spaces only, so a binary
/// comparison gives one order on SQLite and on PostgreSQL under `COLLATE "C"`.
///
/// Empty when nothing can be written in ASCII: break ties on something else.
#[must_use]
pub fn sort_key(s: &str) -> String {
    // French sorts « l’été » as "lété": the mark joins, where a hyphen or a slash separates.
    let unquoted: String = s.chars().filter(|c| !is_quote(*c)).collect();
    let mut key = slug::slugify(without_accents(&unquoted)).replace('-', " ");
    key.truncate(SORT_KEY_MAX);
    key.truncate(key.trim_end().len());
    key
}

/// The key under which two spellings of one mail address are equal: NFKC, then lower case, then
/// NFKC again because lowering can leave a decomposed letter. Nothing is trimmed or checked.
#[must_use]
pub fn email_key(s: &str) -> String {
    s.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// Compatibility forms spelled out and Latin, Greek and Cyrillic accents taken off; other scripts'
/// marks stay, because there they are vowels. Recomposed, so that Hangul stays in syllables.
pub(super) fn without_accents(s: &str) -> String {
    s.nfkd().filter(|c| !is_accent(*c)).nfc().collect()
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '`' | '´' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}' | '\u{2b9}'..='\u{2bc}' | '′' | '″')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn readers_take_these_for_equal() {
        for (one, other) in [
            ("Élection", "election"),
            ("ŒUVRES", "oeuvres"),
            ("«\u{a0}L’été\u{a0}»", "L'ÉTÉ"),
            ("  Saint-Louis \t du  Sénégal ", "saint louis du senegal"),
            ("e\u{301}", "é"),
            ("ﬁn", "fin"),
        ] {
            assert_eq!(sort_key(one), sort_key(other));
        }
        assert_eq!(sort_key("« Œuvre » d’Été"), "oeuvre dete");
        assert_eq!(sort_key("« … »"), "");
    }

    #[test]
    fn accents_do_not_move_a_title() {
        let mut titles = ["Zinder", "Éthiopie", "eau", "Œil", "Oran", "« Abidjan »"];
        titles.sort_by_key(|t| sort_key(t));
        assert_eq!(titles, ["« Abidjan »", "eau", "Éthiopie", "Œil", "Oran", "Zinder"]);
    }

    #[test]
    fn addresses() {
        assert_eq!(email_key("Awa.Diop@Exemple.SN"), "awa.diop@exemple.sn");
        assert_eq!(email_key("ｅ\u{301}@x"), "é@x");
        assert_eq!(email_key(" a@b "), " a@b ");
    }

    proptest! {
        #[test]
        fn sort_key_is_plain_short_and_idempotent(s in any::<String>()) {
            let key = sort_key(&s);
            prop_assert!(key.len() <= SORT_KEY_MAX);
            prop_assert!(key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' '));
            prop_assert!(!key.contains("  ") && key.trim() == key);
            prop_assert_eq!(sort_key(&key), key);
        }

        #[test]
        fn email_key_is_idempotent(s in any::<String>()) {
            prop_assert_eq!(email_key(&email_key(&s)), email_key(&s));
        }
    }
}
