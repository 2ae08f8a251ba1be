//! One revision of a page: the members of its input, and who saved it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Kept, RevisionView, Told};
use crate::articles::{ArticleBodyView, Seo};
use crate::http::reply::envelope;
use crate::media::Image;
use crate::pages::EditedPage;

/// A revision of a page. What it refers to stands here as it was saved, by id, and may be gone since.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageRevision {
    #[serde(flatten)]
    pub head: RevisionView,
    /// The one the page had then; null where that was not kept. Restoring leaves it alone.
    #[schema(required, example = "mentions-legales")]
    pub slug: Option<String>,
    #[schema(example = "fr")]
    pub locale: String,
    #[schema(required, example = "Qui répond de ce journal")]
    pub subtitle: Option<String>,
    #[schema(required, example = "L’éditeur, l’hébergeur et vos droits.")]
    pub summary: Option<String>,
    #[schema(required)]
    pub body: Option<ArticleBodyView>,
    #[schema(required)]
    pub translation_of: Option<Uuid>,
    #[schema(required)]
    pub image: Option<Image>,
    pub seo: Seo,
    #[schema(value_type = Object)]
    pub custom: Map<String, Value>,
}

envelope! {
    /// One revision of a page.
    PageRevisionReply { data: PageRevision }
}

impl Kept for EditedPage {
    type Revision = PageRevisionReply;

    fn revision_told(told: Told) -> PageRevisionReply {
        let Told { head, slug, content, body } = told;
        let data = PageRevision {
            head,
            slug,
            locale: content.locale,
            subtitle: content.subtitle,
            summary: content.summary,
            body,
            translation_of: content.translation_of,
            image: content.image,
            seo: content.seo,
            custom: content.custom,
        };
        PageRevisionReply { data }
    }
}
