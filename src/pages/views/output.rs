//! What comes out, in either edition.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::CreatePage;
use crate::articles::{
    ArticleBodyView, ArticleDraft, Included, Kind, PublicHead, Seo, Shown, Warning, Working, WorkingFacts,
    present,
};
use crate::auth::Principal;
use crate::clock::Timestamp;
use crate::corrections::{Correction, CorrectionView};
use crate::error::Result;
use crate::http::conditional::Versioned;
use crate::http::pagination::ListMeta;
use crate::http::reply::envelope;
use crate::media::Image;
use crate::publications::Published;
use crate::translations::{TranslationReference, fallback_from};
use crate::workflow::Status;

/// Addresses of a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/pages/0198c0de-0000-7000-8000-000000000005")]
    pub own: String,
    /// Where the newsroom's website shows it; null in the draft edition, and while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/mentions-legales")]
    pub web: Option<String>,
}

/// All of a page but its text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageHead {
    pub id: Uuid,
    #[schema(example = "mentions-legales")]
    pub slug: String,
    #[schema(example = "fr")]
    pub locale: String,
    pub status: Status,
    #[schema(example = "Mentions légales")]
    pub title: String,
    #[schema(required, example = "Qui répond de ce journal")]
    pub subtitle: Option<String>,
    #[schema(required, example = "L’éditeur, l’hébergeur et vos droits.")]
    pub summary: Option<String>,
    #[schema(required)]
    pub image: Option<Image>,
    pub seo: Seo,
    #[schema(value_type = Object)]
    pub custom: Map<String, Value>,
    /// The other languages readers find it in now.
    #[schema(example = json!([]))]
    pub translations: Vec<TranslationReference>,
    pub links: PageLinks,
    #[schema(minimum = 0, example = 412)]
    pub word_count: i32,
    /// Public corrections so far.
    #[schema(minimum = 0, example = 0)]
    pub corrections_count: i64,
    /// Start of the very first publication; never moves.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub first_published_at: Option<Timestamp>,
    /// Since when it has been public without a break, or the earlier instant editors gave.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// Last publication that changed the substance.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub updated_at: Option<Timestamp>,
    /// Number of the revision shown.
    #[schema(minimum = 1, example = 3)]
    pub revision: i32,
}

/// What an article's head has beyond a page's is empty in a page.
impl From<PublicHead> for PageHead {
    fn from(head: PublicHead) -> Self {
        PageHead {
            id: head.id,
            slug: head.slug,
            locale: head.locale,
            status: head.status,
            title: head.title,
            subtitle: head.subtitle,
            summary: head.summary,
            image: head.image,
            seo: head.seo,
            custom: head.custom,
            translations: head.translations,
            links: PageLinks { own: format!("{}/{}", EditedPage::COLLECTION, head.id), web: head.links.web },
            word_count: head.word_count,
            corrections_count: head.corrections_count,
            first_published_at: head.first_published_at,
            published_at: head.published_at,
            updated_at: head.updated_at,
            revision: head.revision,
        }
    }
}

/// A page as readers see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page {
    #[serde(flatten)]
    pub head: PageHead,
    /// Null when only the title was published.
    #[schema(required)]
    pub body: Option<ArticleBodyView>,
    /// What editors said of changes, the newest first.
    pub corrections: Vec<CorrectionView>,
}

/// A page in a list; `body` only with `include=body`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageItem {
    #[serde(flatten)]
    pub head: PageHead,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "present")]
    #[schema(value_type = Option<ArticleBodyView>, required = false)]
    pub body: Option<Option<ArticleBodyView>>,
    /// The language of `locale` that was wanted most, where the page is in another; null otherwise.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
}

/// The working copy of a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageDraft {
    #[serde(flatten)]
    pub head: PageHead,
    #[serde(flatten)]
    pub working: WorkingFacts,
    /// Null while nothing is written.
    #[schema(required)]
    pub body: Option<ArticleBodyView>,
}

/// The working copy of a page in a list; `body` only with `include=body`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageDraftItem {
    #[serde(flatten)]
    pub head: PageHead,
    #[serde(flatten)]
    pub working: WorkingFacts,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "present")]
    #[schema(value_type = Option<ArticleBodyView>, required = false)]
    pub body: Option<Option<ArticleBodyView>>,
    /// The language of `locale` that was wanted most, where the page is in another; null otherwise.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
}

impl Page {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(published: Published) -> Result<Self> {
        let corrections =
            published.corrections.clone().into_iter().map(CorrectionView::new).collect::<Result<_>>()?;
        let (head, body) = published.told(Included::default())?;
        Ok(Page { head: head.into(), body, corrections })
    }

    /// A working copy in the form readers know, without anything that is for staff.
    ///
    /// # Errors
    /// When a stored document cannot be read.
    pub fn previewed((working, corrections): (Working, Vec<Correction>)) -> Result<Self> {
        let PageDraft { head, body, .. } = PageDraft::new(working)?;
        let corrections = corrections.into_iter().map(CorrectionView::new).collect::<Result<_>>()?;
        Ok(Page { head, body, corrections })
    }
}

impl PageItem {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(published: Published, with_body: bool, wanted_most: Option<&str>) -> Result<Self> {
        let Page { head, body, .. } = Page::new(published)?;
        let fallback_from = fallback_from(wanted_most, &head.locale);
        Ok(PageItem { head, body: with_body.then_some(body), fallback_from })
    }
}

impl PageDraft {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(working: Working) -> Result<Self> {
        let ArticleDraft { head, working, body, .. } = ArticleDraft::new(working, Included::default())?;
        Ok(PageDraft { head: head.into(), working, body })
    }
}

impl PageDraftItem {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(working: Working, with_body: bool, wanted_most: Option<&str>) -> Result<Self> {
        let PageDraft { head, working, body } = PageDraft::new(working)?;
        let fallback_from = fallback_from(wanted_most, &head.locale);
        Ok(PageDraftItem { head, working, body: with_body.then_some(body), fallback_from })
    }
}

envelope! {
    /// One page of the public edition.
    PageReply { data: Page }
}
envelope! {
    /// A list of the public edition.
    PageList { data: [PageItem] }
}
envelope! {
    /// A list of working copies.
    PageDraftList { data: [PageDraftItem] }
}

/// One working copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageDraftReply {
    pub data: PageDraft,
    /// What the server took out of the served text, if anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<Warning>,
}

/// One page in the edition that was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum FoundPage {
    Public(Box<PageReply>),
    Draft(Box<PageDraftReply>),
}

/// A list of pages in the edition that was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum ListedPages {
    Public(PageList),
    Draft(PageDraftList),
}

impl ListedPages {
    pub fn meta(&self) -> &ListMeta {
        match self {
            ListedPages::Public(list) => &list.meta,
            ListedPages::Draft(list) => &list.meta,
        }
    }
}

/// The working copy of a page while it is changed.
pub struct EditedPage(Working);

impl Shown for EditedPage {
    const KIND: Kind = Kind::Page;
    const COLLECTION: &'static str = "/api/v1/pages";
    type Input = CreatePage;

    fn of(working: Working, by: &Principal) -> Self {
        EditedPage(working.judged(by))
    }

    fn working(&self) -> &Working {
        &self.0
    }

    fn told(self, warnings: Vec<Warning>) -> Result<PageDraftReply> {
        Ok(PageDraftReply { data: PageDraft::new(self.0)?, warnings })
    }
}

impl Versioned for EditedPage {
    type Reply = PageDraftReply;

    fn id(&self) -> Uuid {
        self.0.article.id.0
    }

    fn version(&self) -> i64 {
        self.0.article.version
    }

    fn revision(&self) -> Option<i32> {
        Some(self.0.article.head_revision)
    }

    fn reply(self) -> Result<PageDraftReply> {
        self.told(Vec::new())
    }
}
