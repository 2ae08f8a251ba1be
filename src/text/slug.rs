//! Slugs: the readable part of a public URL, made from a title or checked as given.
//!
//! Not here: whether a slug is free, reserved or a redirect (that is storage). Sort keys use the
//! same transliteration but other rules: see `fold`.

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::fold::without_accents;

/// The longest slug, in characters (all ASCII, so bytes too).
pub const MAX: usize = 80;

/// The slug of a title: `[a-z0-9]+(-[a-z0-9]+)*`, at most [`MAX`] characters, cut between words
/// unless the first word alone is longer. `None` when no letter or digit can be written in ASCII.
///
/// The result is never a UUID, so that one path segment can hold either.
#[must_use]
pub fn slugify(title: &str) -> Option<String> {
    let spelled: String = numero(title).collect();
    let whole = ::slug::slugify(without_accents(&spelled));
    let slug = cut(&whole, MAX);
    match slug.is_empty() {
        true => None,
        false if is_uuid(slug) => Some(format!("{slug}-x")),
        false => Some(slug.to_owned()),
    }
}

/// Whether `s` could have come out of [`slugify`]: the grammar, the length, and not a UUID.
#[must_use]
pub fn is_slug(s: &str) -> bool {
    s.len() <= MAX
        && s.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
        && !is_uuid(s)
}

/// How a path names a thing. A slug never reads as a UUID, so there is no doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdOrSlug {
    Id(Uuid),
    Slug(String),
}

impl std::fmt::Display for IdOrSlug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            IdOrSlug::Id(id) => id.fmt(f),
            IdOrSlug::Slug(slug) => f.write_str(slug),
        }
    }
}

impl IdOrSlug {
    /// None when the text can name nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match uuid(text) {
            Some(id) => Some(IdOrSlug::Id(id)),
            None => is_slug(text).then(|| IdOrSlug::Slug(text.to_owned())),
        }
    }

    /// Ids here, slugs there.
    #[must_use]
    pub fn split(names: &[IdOrSlug]) -> (Vec<Uuid>, Vec<String>) {
        let mut split = (Vec::new(), Vec::new());
        for name in names {
            match name {
                IdOrSlug::Id(id) => split.0.push(*id),
                IdOrSlug::Slug(slug) => split.1.push(slug.clone()),
            }
        }
        split
    }
}

/// For parameters.
impl std::str::FromStr for IdOrSlug {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        IdOrSlug::parse(text).ok_or("Expected an id (UUID) or a slug.")
    }
}

/// An id as a path spells it: hyphenated, in lower or upper case.
#[must_use]
pub fn uuid(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

/// The `n`th slug on the same base: `base-2`. Still a slug when `base` is not, or has no room.
#[must_use]
pub fn numbered(base: &str, n: u32) -> String {
    let base = match is_slug(base) {
        true => base.to_owned(),
        false => slugify(base).unwrap_or_default(),
    };
    let number = n.to_string();
    match cut(&base, MAX.saturating_sub(number.len() + 1)) {
        "" => number,
        stem => format!("{stem}-{number}"),
    }
}

/// The start of an ASCII slug, at most `max` bytes, ending at a word's end if there is one.
fn cut(slug: &str, max: usize) -> &str {
    let Some((head, tail)) = slug.split_at_checked(max) else { return slug };
    match head.rfind('-') {
        Some(edge) if !tail.is_empty() && !tail.starts_with('-') => slug.get(..edge).unwrap_or(head),
        _ => head.trim_end_matches('-'),
    }
}

/// `uuid` also reads `urn:` and braces, which the grammar excludes; the rest is its own to decide.
fn is_uuid(s: &str) -> bool {
    Uuid::try_parse(s).is_ok()
}

/// French writes "numéro" as n°: transliteration would read the sign as "deg".
fn numero(title: &str) -> impl Iterator<Item = char> {
    title.nfc().scan(' ', |before, c| {
        let after_n = matches!(before, 'n' | 'N');
        *before = c;
        Some(match c {
            '°' if after_n => 'o',
            '°' => ' ',
            _ => c,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn french_titles() {
        for (title, slug) in [
            ("L’œuvre d’Aïcha : « déjà vu » ?", "l-oeuvre-d-aicha-deja-vu"),
            ("L'été à N'Djaména", "l-ete-a-n-djamena"),
            ("Ex æquo, 47\u{a0}% des voix", "ex-aequo-47-des-voix"),
            ("Loi n° 12 : 5 000 €", "loi-no-12-5-000-eur"),
            ("E\u{301}lections e\u{300} Se\u{301}gou", "elections-e-segou"),
            ("Ɗan Ŋalla", "dan-ngalla"),
        ] {
            assert_eq!(slugify(title).as_deref(), Some(slug));
        }
        assert_eq!(slugify(" « … » — ! "), None);
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        let title = "réforme ".repeat(20);
        assert_eq!(slugify(&title), Some(["reforme"; 10].join("-")));
        assert_eq!(slugify(&"a".repeat(200)), Some("a".repeat(80)));
        let edge = format!("{} {}", "a".repeat(39), "b".repeat(40));
        assert_eq!(slugify(&edge).map(|s| s.len()), Some(80));
        assert_eq!(slugify(&format!("{edge} c")).map(|s| s.len()), Some(80));
        assert_eq!(slugify(&format!("{edge}c")), Some("a".repeat(39)));
    }

    #[test]
    fn never_a_uuid() {
        for id in ["0190163d-8694-739b-aea5-966c26f8ad91", "0190163d8694739baea5966c26f8ad91"] {
            assert!(!is_slug(id));
            assert_eq!(slugify(id), Some(format!("{id}-x")));
            assert!(is_slug(&format!("{id}-x")));
        }
    }

    #[test]
    fn grammar() {
        for bad in ["", "-", "a-", "-a", "a--b", "A", "é", "a b", "a/b", "a\n", &"a".repeat(81)] {
            assert!(!is_slug(bad), "{bad:?}");
        }
        assert_eq!(numbered("mali", 2), "mali-2");
        assert_eq!(numbered("", 2), "2");
        assert_eq!(numbered(&"a".repeat(80), u32::MAX).len(), 80);
    }

    proptest! {
        #[test]
        fn a_slug_is_a_slug_and_stays_one(title in any::<String>()) {
            if let Some(slug) = slugify(&title) {
                prop_assert!(is_slug(&slug), "{slug:?}");
                prop_assert_eq!(slugify(&slug), Some(slug));
            }
        }

        #[test]
        fn numbered_is_a_slug(base in "[a-z0-9]{1,90}(-[a-z0-9]{1,40}){0,4}|\\PC*", n in any::<u32>()) {
            let slug = numbered(&base, n);
            prop_assert!(is_slug(&slug), "{slug:?}");
            prop_assert!(slug.ends_with(&n.to_string()));
        }
    }
}
