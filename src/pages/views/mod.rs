//! Pages as JSON: what goes in. What comes out is in [`output`].

mod output;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::articles::{
    ArticleBody, ArticleBodyInput, ArticleContent, Beside, CreateArticle, CustomMembers, Draft, Input, Seo,
    Working,
};
use crate::error::Result;
use crate::http::patch::Patch;
use crate::media::Image;
use crate::site::Settings;

pub use output::{
    EditedPage, FoundPage, ListedPages, Page, PageDraft, PageDraftItem, PageDraftList, PageDraftReply,
    PageItem, PageList, PageReply,
};

/// What a page is made of. A reply-only member such as `version` is refused as unknown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePage {
    #[schema(
        min_length = 1,
        max_length = 300,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Mentions légales"
    )]
    pub title: String,
    /// Language tag (BCP 47). Left out: the newsroom's own.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 20,
        pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
        example = "fr"
    )]
    pub locale: Option<String>,
    /// Part of the public address; pages have a space of their own. Left out: made from the title, or left as it is.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "mentions-legales"
    )]
    pub slug: Option<String>,
    #[schema(required = false, max_length = 300, example = "Qui répond de ce journal")]
    pub subtitle: Option<String>,
    /// In plain text.
    #[schema(required = false, max_length = 1000, example = "L’éditeur, l’hébergeur et vos droits.")]
    pub summary: Option<String>,
    #[schema(required = false)]
    pub body: Option<ArticleBodyInput>,
    /// The page this one translates: the original, not another translation of it. There is one page for each
    /// language.
    #[schema(required = false)]
    pub translation_of: Option<Uuid>,
    #[schema(required = false)]
    pub image: Option<Image>,
    #[schema(required = false)]
    pub seo: Option<Seo>,
    /// Members of your own, at most 64 KiB.
    #[serde(default)]
    #[schema(required = false, value_type = CustomMembers)]
    pub custom: Map<String, Value>,
    /// Why it is saved: kept with the revision for the desk, and no part of the page. Write only.
    #[schema(required = false, write_only, max_length = 500, example = "Nouvel hébergeur")]
    pub message: Option<String>,
}

/// A merge patch of a page.
pub type UpdatePage = Patch<CreatePage>;

impl CreatePage {
    /// Checks what the schema cannot say: the rules are those of an article that has none of the
    /// members a page lacks.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self, site: &Settings) -> Result<Draft> {
        let article = CreateArticle {
            title: self.title,
            locale: self.locale,
            slug: self.slug,
            subtitle: self.subtitle,
            summary: self.summary,
            body: self.body,
            translation_of: self.translation_of,
            image: self.image,
            seo: self.seo,
            custom: self.custom,
            message: self.message,
            ..CreateArticle::default()
        };
        article.parse(site)
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(working: &Working) -> Self {
        Self::telling(&working.content, working.body.as_ref(), working.into())
    }
}

impl Input for CreatePage {
    fn telling(content: &ArticleContent, body: Option<&ArticleBody>, beside: Beside<'_>) -> Self {
        let article = CreateArticle::telling(content, body, beside);
        CreatePage {
            title: article.title,
            locale: article.locale,
            slug: article.slug,
            subtitle: article.subtitle,
            summary: article.summary,
            body: article.body,
            translation_of: article.translation_of,
            image: article.image,
            seo: article.seo,
            custom: article.custom,
            message: None,
        }
    }

    fn judged(self, site: &Settings) -> Result<Draft> {
        self.parse(site)
    }
}
