//! Corrections as JSON.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{CorrectedField, Correction, CorrectionKind, Logged};
use crate::articles::{ArticleContent, Kind};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::http::reply::envelope;
use crate::site::{Addresses, ArticleAddress};

/// What editors say of a change.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Correction)]
pub struct CorrectionView {
    pub id: Uuid,
    pub kind: CorrectionKind,
    /// Plain text.
    #[schema(example = "Une première version donnait un mètre au lieu de deux.")]
    pub note: String,
    /// The member it is about; null when it is about the whole.
    #[schema(required, example = "body")]
    pub field: Option<CorrectedField>,
    #[schema(value_type = String, format = DateTime)]
    pub corrected_at: Timestamp,
    /// Number of the revision that was published with it.
    #[schema(minimum = 1, example = 4)]
    pub revision: i32,
}

impl CorrectionView {
    /// # Errors
    /// When what is stored cannot be read.
    pub fn new(correction: Correction) -> Result<Self> {
        let field = correction.field.as_deref().map(str::parse).transpose();
        Ok(CorrectionView {
            id: correction.id.0,
            kind: correction.kind.parse().map_err(|fault: String| Error::internal(fault))?,
            note: correction.note,
            field: field.map_err(|fault: String| Error::internal(fault))?,
            corrected_at: correction.at,
            revision: correction.revision,
        })
    }
}

/// What was corrected, as readers see it now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectedThing {
    /// `article` or `page`.
    pub resource: Kind,
    pub id: Uuid,
    #[schema(example = "le-fleuve-deborde")]
    pub slug: String,
    #[schema(example = "fr")]
    pub locale: String,
    #[schema(example = "Le fleuve déborde à Saint-Louis")]
    pub title: String,
    pub links: CorrectedLinks,
}

/// Where it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectedLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/articles/0198c0de-0000-7000-8000-000000000001")]
    pub own: String,
    /// Where the newsroom's website shows it; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/fleuve/le-fleuve-deborde")]
    pub web: Option<String>,
}

/// A correction in the log of the newsroom.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LoggedCorrection {
    #[serde(flatten)]
    pub correction: CorrectionView,
    /// What it is about.
    pub of: CorrectedThing,
}

impl LoggedCorrection {
    /// # Errors
    /// When what is stored cannot be read.
    pub fn new(row: Logged, addresses: &Addresses) -> Result<Self> {
        let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
        let resource: Kind = row.kind.parse().map_err(|fault: String| Error::internal(fault))?;
        let id = row.correction.article.0;
        let web = row.address(resource, addresses);
        Ok(LoggedCorrection {
            correction: CorrectionView::new(row.correction)?,
            of: CorrectedThing {
                resource,
                id,
                slug: row.slug,
                locale: row.locale,
                title: content.title,
                links: CorrectedLinks { own: format!("/api/v1/{resource}s/{id}"), web },
            },
        })
    }
}

impl Logged {
    /// Where the website shows what was corrected.
    pub fn address(&self, kind: Kind, addresses: &Addresses) -> Option<String> {
        let address = ArticleAddress {
            id: self.correction.article.0,
            slug: &self.slug,
            locale: &self.locale,
            category: self.section.as_ref().map(|(slug, path)| (slug.as_str(), path.as_str())),
            first_published_at: self.first_published_at,
        };
        kind.address(addresses, &address)
    }
}

envelope! {
    /// A page of corrections.
    CorrectionList { data: [LoggedCorrection] }
}

impl CorrectionList {
    /// # Errors
    /// When what is stored cannot be read.
    pub fn data(rows: Vec<Logged>, addresses: &Addresses) -> Result<Vec<LoggedCorrection>> {
        rows.into_iter().map(|row| LoggedCorrection::new(row, addresses)).collect()
    }
}
