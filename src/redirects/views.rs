//! Redirects as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Imported, Redirect, RedirectInput};
use super::path::normalise;
use super::resolve::Resolution;
use crate::clock::Timestamp;
use crate::error::{Error, Faults, FieldCode, FieldError, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::media::is_link;
use crate::site::Place;

/// What a redirect is made of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRedirect {
    /// A path of the website, without query. Percent signs are decoded and a slash at the end is dropped; the case of letters
    /// counts. One redirect for each.
    #[schema(
        min_length = 1,
        max_length = 1000,
        pattern = "^/[^\\s?#\\u0000]*$",
        example = "/archives/la-crue.html"
    )]
    pub from: String,
    /// A path of the website or an absolute `http` or `https` address. Null when what was there is gone.
    #[schema(
        required = false,
        format = "uri-reference",
        min_length = 1,
        max_length = 2000,
        pattern = "^(https?://|/)[^\\s\\u0000]*$",
        example = "/fleuve/la-crue"
    )]
    pub to: Option<String>,
    /// For good (301), for now (302), or gone (410, without `to`).
    #[serde(default = "for_good")]
    #[schema(required = false, minimum = 301, maximum = 410, default = 301, example = 301)]
    pub status: i32,
    /// For the desk.
    #[schema(required = false, max_length = 500, example = "Ancien site, 2019")]
    pub note: Option<String>,
}

fn for_good() -> i32 {
    301
}

/// A merge patch of a redirect.
pub type UpdateRedirect = Patch<CreateRedirect>;

impl CreateRedirect {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<RedirectInput> {
        let mut faults = Faults::new();
        let source = normalise(&self.from);
        if source.is_none() {
            faults.push(
                FieldError::pointer("/from", FieldCode::Format, "This is not the path of a page.")
                    .expected("a path such as /archives/la-crue, without query, empty segments and dots"),
            );
        }
        if self.to.as_deref().is_some_and(|to| !is_link(to)) {
            faults.push(
                FieldError::pointer("/to", FieldCode::Format, "This is not an address to be sent to.")
                    .expected("a path that begins with one slash, or an absolute http or https address without credentials"),
            );
        }
        match (self.status, &self.to) {
            (301 | 302, Some(_)) | (410, None) => {}
            (301 | 302, None) => {
                faults.add(
                    "/to",
                    FieldCode::Required,
                    "A redirect leads somewhere. What is gone has the status 410.",
                );
            }
            (410, Some(_)) => faults.add("/to", FieldCode::Rule, "What is gone leads nowhere."),
            _ => faults.push(
                FieldError::pointer("/status", FieldCode::NotAllowed, "This is not a status for a redirect.")
                    .expected("301, 302 or 410"),
            ),
        }
        faults.check()?;
        let source = source.ok_or_else(|| Error::internal("a path was lost"))?;
        Ok(RedirectInput { source, target: self.to, status: self.status, note: self.note })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(redirect: &Redirect) -> Self {
        CreateRedirect {
            from: redirect.source.clone(),
            to: redirect.target.clone(),
            status: redirect.status,
            note: redirect.note.clone(),
        }
    }
}

/// A redirect of the website.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Redirect)]
pub struct RedirectView {
    pub id: Uuid,
    #[schema(example = "/archives/la-crue.html")]
    pub from: String,
    /// Null when what was there is gone.
    #[schema(required, format = "uri-reference", example = "/fleuve/la-crue")]
    pub to: Option<String>,
    /// 301, 302 or 410.
    #[schema(minimum = 301, maximum = 410, example = 301)]
    pub status: i32,
    #[schema(required, example = "Ancien site, 2019")]
    pub note: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl From<Redirect> for RedirectView {
    fn from(redirect: Redirect) -> Self {
        RedirectView {
            id: redirect.id.0,
            from: redirect.source,
            to: redirect.target,
            status: redirect.status,
            note: redirect.note,
            created_at: redirect.created_at,
            updated_at: redirect.updated_at,
        }
    }
}

/// What stands behind a path.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Resolved {
    Thing(ResolvedThing),
    Redirect(ResolvedRedirect),
}

/// Something public that has this very address.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolvedThing {
    #[serde(rename = "type")]
    pub kind: ResolvedType,
    pub id: Uuid,
    #[schema(example = "la-crue")]
    pub slug: String,
    pub links: ResolvedLinks,
}

/// The kinds of things with an address.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedType {
    Article,
    Category,
    Author,
    Tag,
    Series,
    Page,
}

/// Where to read it, and where the website shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResolvedLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/articles/0198c0de-0000-7000-8000-000000000001")]
    pub own: String,
    /// On the newsroom's website; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/fleuve/la-crue")]
    pub web: Option<String>,
}

/// Where to send the reader.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolvedRedirect {
    #[serde(rename = "type")]
    pub kind: ResolvedAway,
    /// 301 or 302.
    #[schema(minimum = 301, maximum = 302, example = 301)]
    pub status: i32,
    /// A path of the website, or an absolute address.
    #[schema(format = "uri-reference", example = "/fleuve/la-crue")]
    pub to: String,
}

/// Says that it is a redirect.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedAway {
    Redirect,
}

impl From<Resolution> for Resolved {
    fn from(resolution: Resolution) -> Self {
        match resolution {
            Resolution::Redirect { status, to } => {
                Resolved::Redirect(ResolvedRedirect { kind: ResolvedAway::Redirect, status, to })
            }
            Resolution::Show(thing) => {
                let (kind, room) = match thing.place {
                    Place::Article => (ResolvedType::Article, "articles"),
                    Place::Category => (ResolvedType::Category, "categories"),
                    Place::Author => (ResolvedType::Author, "authors"),
                    Place::Tag => (ResolvedType::Tag, "tags"),
                    Place::Series => (ResolvedType::Series, "series"),
                    Place::Page => (ResolvedType::Page, "pages"),
                };
                let links = ResolvedLinks { own: format!("/api/v1/{room}/{}", thing.id), web: thing.web };
                Resolved::Thing(ResolvedThing { kind, id: thing.id, slug: thing.slug, links })
            }
        }
    }
}

envelope! {
    /// What stands behind a path.
    ResolvedReply { data: Resolved }
}
envelope! {
    /// One redirect.
    RedirectReply { data: RedirectView }
}
envelope! {
    /// What an import did.
    ImportReply { data: Imported }
}
envelope! {
    /// A page of redirects.
    RedirectList { data: [RedirectView] }
}

impl Versioned for Redirect {
    type Reply = RedirectReply;

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn reply(self) -> Result<RedirectReply> {
        Ok(RedirectReply { data: self.into() })
    }
}
