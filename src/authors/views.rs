//! Authors as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Author, AuthorInput, AuthorLink};
use super::service::Profile;
use crate::clock::Timestamp;
use crate::error::{Error, Faults, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::media::{Image, check_url};
use crate::slugs;
use crate::text::slug::is_slug;

/// What an author is made of. A reply-only member such as `id` is refused as unknown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAuthor {
    /// As it stands under articles.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Awa Diop"
    )]
    pub name: String,
    /// Part of the public address. Left out: made from the name, or left as it is.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "awa-diop"
    )]
    pub slug: Option<String>,
    #[schema(required = false, max_length = 200, example = "Correspondante à Saint-Louis")]
    pub job_title: Option<String>,
    #[schema(required = false, max_length = 5000, example = "Couvre le fleuve et ses pêcheurs.")]
    pub bio: Option<String>,
    #[serde(default)]
    #[schema(required = false, max_items = 20)]
    pub links: Vec<AuthorLink>,
    #[schema(required = false)]
    pub image: Option<Image>,
}

/// A merge patch of a profile.
pub type UpdateAuthor = Patch<CreateAuthor>;

impl CreateAuthor {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<AuthorInput> {
        let mut faults = Faults::new();
        if self.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
            faults.push(slugs::malformed("/slug"));
        }
        for (index, link) in self.links.iter().enumerate() {
            check_url(&link.url, &format!("/links/{index}/url"), &mut faults);
        }
        if let Some(image) = &self.image {
            image.check("/image", &mut faults);
        }
        faults.check()?;
        Ok(AuthorInput {
            name: self.name,
            slug: self.slug,
            job_title: self.job_title,
            bio: self.bio,
            links: self.links,
            image: self.image,
        })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    ///
    /// # Errors
    /// When a stored document cannot be read: never, unless somebody else wrote it.
    pub fn of(author: &Author) -> Result<Self> {
        Ok(CreateAuthor {
            name: author.name.clone(),
            slug: Some(author.slug.clone()),
            job_title: author.job_title.clone(),
            bio: author.bio.clone(),
            links: serde_json::from_str(&author.links).map_err(Error::internal)?,
            image: author.image.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?,
        })
    }
}

/// A public profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorView {
    pub id: Uuid,
    #[schema(example = "awa-diop")]
    pub slug: String,
    #[schema(example = "Awa Diop")]
    pub name: String,
    #[schema(required, example = "Correspondante à Saint-Louis")]
    pub job_title: Option<String>,
    #[schema(required, example = "Couvre le fleuve et ses pêcheurs.")]
    pub bio: Option<String>,
    pub links: Vec<AuthorLink>,
    #[schema(required)]
    pub image: Option<Image>,
    /// Articles the author signs that are public now.
    #[schema(minimum = 0, example = 12)]
    pub articles_count: i64,
    /// Where the newsroom's website shows them; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/auteurs/awa-diop")]
    pub web_url: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl TryFrom<Profile> for AuthorView {
    type Error = Error;

    fn try_from(profile: Profile) -> Result<Self> {
        let Profile { author, articles_count, web } = profile;
        Ok(AuthorView {
            id: author.id.0,
            slug: author.slug,
            name: author.name,
            job_title: author.job_title,
            bio: author.bio,
            links: serde_json::from_str(&author.links).map_err(Error::internal)?,
            image: author.image.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?,
            articles_count,
            web_url: web,
            created_at: author.created_at,
            updated_at: author.updated_at,
        })
    }
}

envelope! {
    /// One author.
    AuthorReply { data: AuthorView }
}
impl Versioned for Profile {
    type Reply = AuthorReply;

    fn id(&self) -> Uuid {
        self.author.id.0
    }

    fn version(&self) -> i64 {
        self.author.version
    }

    fn reply(self) -> Result<AuthorReply> {
        Ok(AuthorReply { data: self.try_into()? })
    }
}

envelope! {
    /// A page of authors.
    AuthorList { data: [AuthorView] }
}
