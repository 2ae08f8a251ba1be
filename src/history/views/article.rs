//! One revision of an article: the members of its input, and who saved it.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Kept, RevisionView, Told};
use crate::articles::{ArticleBodyView, ArticleType, BylineRole, Seo, SeriesPlace, Source, Working};
use crate::http::reply::envelope;
use crate::media::Image;

/// A name of a byline as it was saved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedByline {
    /// Id of an author, who may be gone since.
    pub id: Uuid,
    #[schema(inline)]
    pub role: BylineRole,
}

/// A revision of an article. What it refers to stands here as it was saved, by id, and may be gone since.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleRevision {
    #[serde(flatten)]
    pub head: RevisionView,
    /// The one the article had then; null where that was not kept. Restoring leaves it alone.
    #[schema(required, example = "le-fleuve-deborde")]
    pub slug: Option<String>,
    #[schema(example = "fr")]
    pub locale: String,
    #[serde(rename = "type")]
    pub kind: ArticleType,
    #[schema(required, example = "Crue")]
    pub kicker: Option<String>,
    #[schema(required, example = "Trois quartiers évacués dans la nuit")]
    pub subtitle: Option<String>,
    #[schema(required, example = "La crue a surpris les habitants de Sor.")]
    pub summary: Option<String>,
    #[schema(required)]
    pub body: Option<ArticleBodyView>,
    #[schema(required, example = "Saint-Louis")]
    pub dateline: Option<String>,
    pub authors: Vec<SavedByline>,
    #[schema(required)]
    pub primary_category_id: Option<Uuid>,
    /// All but the primary one.
    pub category_ids: Vec<Uuid>,
    pub tag_ids: Vec<Uuid>,
    pub related_ids: Vec<Uuid>,
    #[schema(required)]
    pub series: Option<SeriesPlace>,
    #[schema(required)]
    pub translation_of: Option<Uuid>,
    pub featured: bool,
    #[schema(required)]
    pub source: Option<Source>,
    pub seo: Seo,
    #[schema(required)]
    pub image: Option<Image>,
    #[schema(value_type = Object)]
    pub custom: Map<String, Value>,
}

envelope! {
    /// One revision of an article.
    ArticleRevisionReply { data: ArticleRevision }
}

impl Kept for Working {
    type Revision = ArticleRevisionReply;

    fn revision_told(told: Told) -> ArticleRevisionReply {
        let Told { head, slug, content, body } = told;
        let authors = content.authors.into_iter().map(|name| SavedByline { id: name.id, role: name.role });
        let data = ArticleRevision {
            head,
            slug,
            locale: content.locale,
            kind: content.kind,
            kicker: content.kicker,
            subtitle: content.subtitle,
            summary: content.summary,
            body,
            dateline: content.dateline,
            authors: authors.collect(),
            primary_category_id: content.primary_category_id,
            category_ids: content.category_ids,
            tag_ids: content.tag_ids,
            related_ids: content.related_ids,
            series: content.series,
            translation_of: content.translation_of,
            featured: content.featured,
            source: content.source,
            seo: content.seo,
            image: content.image,
            custom: content.custom,
        };
        ArticleRevisionReply { data }
    }
}
