//! Translations as JSON.

use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::Translation;
use crate::text::locale::canonical;

/// The same in another language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TranslationReference {
    #[schema(example = "wo")]
    pub locale: String,
    pub id: Uuid,
    #[schema(example = "dex-gi-fees-na")]
    pub slug: String,
    /// Where the newsroom's website shows it, for `hreflang`; null in the draft edition, while the site has no public
    /// address, and for a menu.
    #[schema(required, format = "uri", example = "https://www.example.org/fleuve/dex-gi-fees-na")]
    pub web_url: Option<String>,
}

impl From<Translation> for TranslationReference {
    fn from(translation: Translation) -> Self {
        TranslationReference {
            locale: translation.locale,
            id: translation.id,
            slug: translation.slug,
            web_url: translation.web,
        }
    }
}

/// A language tag in a parameter, in whatever case; one nothing has gives an empty list.
#[derive(Clone, Debug)]
pub struct LanguageTag(pub String);

impl std::str::FromStr for LanguageTag {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let letters = |part: &str, count: &[usize]| {
            count.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
        };
        let digits = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = text.split('-').peekable();
        let language = parts.next().is_some_and(|part| letters(part, &[2, 3]));
        let _script = parts.next_if(|part| letters(part, &[4]));
        let _region = parts.next_if(|part| letters(part, &[2]) || digits(part));
        let rest = parts.next().is_none();
        if language && rest {
            // A tag that names no language stays: nothing has it.
            Ok(LanguageTag(canonical(text).unwrap_or_else(|| text.to_owned())))
        } else {
            Err("Expected a language tag such as fr or fr-SN.")
        }
    }
}

impl PartialSchema for LanguageTag {
    fn schema() -> RefOr<Schema> {
        let tag = ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(11))
            .pattern(Some("^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"));
        RefOr::T(Schema::Object(tag.build()))
    }
}

impl ToSchema for LanguageTag {}

impl LanguageTag {
    /// All that are wanted, the one wanted most first; each once, or it would stand behind itself.
    pub fn all(tags: &[LanguageTag]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for LanguageTag(tag) in tags {
            if !all.contains(tag) {
                all.push(tag.clone());
            }
        }
        all
    }

    pub fn wanted_most(tags: &[LanguageTag]) -> Option<&str> {
        tags.first().map(|tag| tag.0.as_str())
    }
}
