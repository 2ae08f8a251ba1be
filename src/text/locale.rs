//! Language tags (BCP 47), in the one spelling that is stored and compared.

use icu_locale_core::{
    LanguageIdentifier,
    subtags::{Language, Region, Script, Variants},
};

/// Language, script and region in canonical case: `fr`, `fr-SN`, `zh-Hant`. None when the text is
/// no such tag. Variants and extensions say nothing a newsroom needs.
pub fn canonical(text: &str) -> Option<String> {
    let mut parts = text.split(['-', '_']).peekable();
    let language = Language::try_from_str(parts.next()?).ok()?;
    let script = parts.next_if(|part| part.len() == 4).map(Script::try_from_str).transpose().ok()?;
    let region = parts.next().map(Region::try_from_str).transpose().ok()?;
    let tag = LanguageIdentifier { language, script, region, variants: Variants::new() };
    (parts.next().is_none() && !language.is_unknown()).then(|| tag.to_string())
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn one_spelling() {
        assert_eq!(canonical("FR_sn").as_deref(), Some("fr-SN"));
        assert_eq!(canonical("zh-hant").as_deref(), Some("zh-Hant"));
        for text in ["", "français", "und", "f", "fr-SN-x-desk"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
