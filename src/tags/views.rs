//! Tags as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Tag, TagInput};
use super::service::Counted;
use crate::clock::Timestamp;
use crate::error::{Faults, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::slugs;
use crate::text::slug::is_slug;
use crate::translations::{TranslationReference, check_locale, fallback_from};

/// What a tag is made of. A reply-only member such as `id` is refused as unknown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTag {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Crue du fleuve"
    )]
    pub name: String,
    /// Language tag (BCP 47). Left out: the newsroom's own.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 20,
        pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
        example = "fr"
    )]
    pub locale: Option<String>,
    /// The tag this one translates: the original, not another translation of it. There is one for each language.
    #[schema(required = false)]
    pub translation_of: Option<Uuid>,
    /// Part of the public address. Left out: made from the name, or left as it is.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "crue-du-fleuve"
    )]
    pub slug: Option<String>,
    #[schema(required = false, max_length = 2000, example = "Tout sur la montée des eaux.")]
    pub description: Option<String>,
}

/// A merge patch of a tag.
pub type UpdateTag = Patch<CreateTag>;

impl CreateTag {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self, default_locale: &str) -> Result<TagInput> {
        let mut faults = Faults::new();
        let locale = self.locale.unwrap_or_else(|| default_locale.to_owned());
        check_locale(&locale, &mut faults);
        if self.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
            faults.push(slugs::malformed("/slug"));
        }
        faults.check()?;
        Ok(TagInput {
            name: self.name,
            locale,
            translation_of: self.translation_of,
            slug: self.slug,
            description: self.description,
        })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(tag: &Tag) -> Self {
        CreateTag {
            name: tag.name.clone(),
            locale: Some(tag.locale.clone()),
            translation_of: tag.translation_of(),
            slug: Some(tag.slug.clone()),
            description: tag.description.clone(),
        }
    }
}

/// Which tag takes the place of this one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeTag {
    /// Id of the tag that stays.
    pub into: Uuid,
}

/// A subject.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tag)]
pub struct TagView {
    pub id: Uuid,
    #[schema(example = "crue-du-fleuve")]
    pub slug: String,
    #[schema(example = "Crue du fleuve")]
    pub name: String,
    #[schema(example = "fr")]
    pub locale: String,
    /// The original it is a translation of.
    #[schema(required, example = json!(null))]
    pub translation_of: Option<Uuid>,
    /// The other languages it is there in.
    #[schema(example = json!([]))]
    pub translations: Vec<TranslationReference>,
    /// In a list with `locale`: the language wanted most, where this is in another.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
    #[schema(required, example = "Tout sur la montée des eaux.")]
    pub description: Option<String>,
    /// Articles with this tag that are public now.
    #[schema(minimum = 0, example = 12)]
    pub articles_count: i64,
    pub links: TagLinks,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Addresses of a tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/tags/0198c0de-0000-7000-8000-000000000004")]
    pub own: String,
    /// On the newsroom's website; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/tags/crue-du-fleuve")]
    pub web: Option<String>,
}

impl TagView {
    /// As an item of a list with a preference among languages.
    pub fn preferring(self, wanted_most: Option<&str>) -> Self {
        TagView { fallback_from: fallback_from(wanted_most, &self.locale), ..self }
    }
}

impl From<Counted> for TagView {
    fn from(counted: Counted) -> Self {
        let Counted { tag, articles_count, translations, web } = counted;
        let translation_of = tag.translation_of();
        TagView {
            id: tag.id.0,
            slug: tag.slug,
            translation_of,
            fallback_from: None,
            name: tag.name,
            locale: tag.locale,
            translations: translations.into_iter().map(TranslationReference::from).collect(),
            description: tag.description,
            articles_count,
            links: TagLinks { own: format!("/api/v1/tags/{}", tag.id.0), web },
            created_at: tag.created_at,
            updated_at: tag.updated_at,
        }
    }
}

envelope! {
    /// One tag.
    TagReply { data: TagView }
}
envelope! {
    /// A page of tags.
    TagList { data: [TagView] }
}

impl Versioned for Counted {
    type Reply = TagReply;

    fn id(&self) -> Uuid {
        self.tag.id.0
    }

    fn version(&self) -> i64 {
        self.tag.version
    }

    fn reply(self) -> Result<TagReply> {
        Ok(TagReply { data: self.into() })
    }
}
