//! `[site]`: what the newsroom is before anyone has set it up.
//!
//! Name, public address and URL templates of the website are site settings, kept in the database.

use super::{error::ConfigError, kinds::Kind, reader::Reader};
use crate::text::locale::canonical;

/// The newsroom's own language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteConfig {
    /// A BCP 47 language tag in canonical form: `fr`, `fr-SN`, `zh-Hant`.
    pub default_locale: String,
}

impl Default for SiteConfig {
    fn default() -> Self {
        Self { default_locale: "fr".to_owned() }
    }
}

impl SiteConfig {
    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, ConfigError> {
        let default = Self::default().default_locale;
        Ok(Self { default_locale: from.setting("site.default_locale", default, &Kind::displayed(locale))? })
    }
}

fn locale(text: &str) -> Result<String, String> {
    match canonical(text) {
        Some(tag) if tag == text => Ok(tag),
        Some(tag) => Err(format!("is not in canonical form; expected {tag}")),
        None => Err("is not a language tag; expected one like fr, en or fr-SN".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_tags_only() {
        for text in ["fr", "en", "fr-SN", "zh-Hant", "wo"] {
            assert_eq!(locale(text), Ok(text.to_owned()));
        }
        assert_eq!(locale("FR_sn"), Err("is not in canonical form; expected fr-SN".to_owned()));
        for text in ["", "français", "und", "f", "fr-SN-x-desk"] {
            assert_eq!(
                locale(text),
                Err("is not a language tag; expected one like fr, en or fr-SN".to_owned()),
                "{text}"
            );
        }
    }
}
